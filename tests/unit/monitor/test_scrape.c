#include "monitor/scrape.h"

#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void gather(void *context, struct text *out)
{
	text_add(out, context);
}

struct fixture {
	struct arena arena;
	struct diag diag;
	struct scrape *scrape;
};

static void start(struct fixture *f)
{
	static char words[] = "# EOF\n";
	const struct scrape_options options = { "127.0.0.1:0", gather, words };

	arena_init(&f->arena, 1 << 20);
	diag_init(&f->diag, &f->arena);
	cr_assert_eq(scrape_open(&options, &f->scrape, &f->diag), ERR_OK);
}

static void end(struct fixture *f)
{
	scrape_close(f->scrape);
	arena_release(&f->arena);
}

/* Everything that comes until the other side ends the connection. */
static const char *ask(struct fixture *f, const char *request)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)scrape_port(f->scrape)),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	char *answer = arena_alloc(&f->arena, 65536);
	size_t len = 0;
	ssize_t got;

	cr_assert_eq(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	(void)!send(fd, request, strlen(request), MSG_NOSIGNAL);
	while (len < 65535 && (got = recv(fd, answer + len, 65535 - len, 0)) > 0)
		len += (size_t)got;
	answer[len] = '\0';
	close(fd);
	return answer;
}

static bool begins(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

#define CLOSE "Host: x\r\nConnection: close\r\n\r\n"

Test(scrape, gives_what_is_gathered)
{
	struct fixture f;
	const char *answer;

	start(&f);
	answer = ask(&f, "GET /metrics HTTP/1.1\r\n" CLOSE);
	cr_expect(begins(answer, "HTTP/1.1 200 OK\r\n"), "%s", answer);
	cr_expect_not_null(strstr(answer,
				  "\r\nContent-Type: application/openmetrics-text; "
				  "version=1.0.0; charset=utf-8\r\n"));
	cr_expect_not_null(strstr(answer, "\r\n\r\n# EOF\n"));
	answer = ask(&f, "HEAD /metrics HTTP/1.1\r\n" CLOSE);
	cr_expect(begins(answer, "HTTP/1.1 200 OK\r\n"), "%s", answer);
	cr_expect_null(strstr(answer, "EOF"));
	end(&f);
}

Test(scrape, refuses_everything_else)
{
	static const struct {
		const char *request;
		const char *answer;
	} cases[] = {
		{ "GET / HTTP/1.1\r\n" CLOSE, "HTTP/1.1 404 " },
		{ "GET /metrics/ HTTP/1.1\r\n" CLOSE, "HTTP/1.1 404 " },
		{ "GET /../metrics HTTP/1.1\r\n" CLOSE, "HTTP/1.1 404 " },
		{ "DELETE /metrics HTTP/1.1\r\n" CLOSE, "HTTP/1.1 405 " },
		{ "POST /metrics HTTP/1.1\r\nContent-Length: 5\r\n" CLOSE "hello",
		  "HTTP/1.1 405 " },
		{ "POST /metrics HTTP/1.1\r\nContent-Length: 99999999999\r\n" CLOSE,
		  "HTTP/1.1 405 " },
	};
	struct fixture f;

	start(&f);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *answer = ask(&f, cases[i].request);

		cr_expect(begins(answer, cases[i].answer), "%s: %s", cases[i].request,
			  answer);
	}
	cr_expect_not_null(strstr(ask(&f, "PUT /metrics HTTP/1.1\r\n" CLOSE),
				  "\r\nAllow: GET, HEAD\r\n"));
	end(&f);
}

Test(scrape, ends_what_is_not_http_or_too_long)
{
	char request[40000];
	struct fixture f;

	start(&f);
	cr_expect_null(strstr(ask(&f, "\x16\x03\x01 nonsense\r\n\r\n"), " 200 "));
	strcpy(request, "GET /metrics HTTP/1.1\r\nHost: x\r\nX: ");
	memset(request + strlen(request), 'x', 30000);
	strcpy(request + 30030, "\r\n\r\n");
	cr_expect_null(strstr(ask(&f, request), " 200 "));
	cr_expect_not_null(strstr(ask(&f, "GET /metrics HTTP/1.1\r\n" CLOSE), " 200 "));
	end(&f);
}

Test(scrape, is_for_this_machine_alone)
{
	static const struct {
		const char *address;
		bool valid;
	} cases[] = {
		{ "127.0.0.1:9464", true },
		{ "127.1.2.3:0", true },
		{ "[::1]:9464", true },
		{ "0.0.0.0:9464", false },
		{ "[::]:9464", false },
		{ "192.0.2.1:9464", false },
		{ "[::ffff:127.0.0.1]:1", false },
		{ "localhost:9464", false },
		{ "::1:9464", false },
		{ ":9464", false },
		{ "9464", false },
		{ "127.0.0.1", false },
		{ "127.0.0.1:", false },
		{ "127.0.0.1:http", false },
		{ "unix:/run/x", false },
		{ "", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		cr_expect_eq(scrape_address_valid(cases[i].address), cases[i].valid,
			     "%s", cases[i].address);
}

Test(scrape, says_why_it_does_not_open)
{
	struct scrape_options options = { "0.0.0.0:0", gather, NULL };
	struct scrape *second;
	struct fixture f;

	start(&f);
	cr_expect_eq(scrape_open(&options, &second, &f.diag), ERR_USAGE);
	cr_expect_not_null(strstr(f.diag.last->text, "for this machine alone"));
	options.address = arena_printf(&f.arena, "127.0.0.1:%d", scrape_port(f.scrape));
	cr_expect_eq(scrape_open(&options, &second, &f.diag), ERR_IO);
	cr_expect_not_null(strstr(f.diag.last->text, "another process may listen"));
	end(&f);
}
