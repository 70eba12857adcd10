#include <criterion/criterion.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "service/probe.h"

#define WAIT_MS 20000 /* of what should take no time */

static char folder[] = "/tmp/slb-probe-XXXXXX";
static char path[64];
static char address[80];

static void set_up(void)
{
	cr_assert_not_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/socket", folder);
	(void)snprintf(address, sizeof(address), "unix:%s", path);
}

static void tear_down(void)
{
	(void)unlink(path);
	(void)rmdir(folder);
}

TestSuite(probe, .init = set_up, .fini = tear_down);

static int listening(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(name.sun_path, path);
	cr_assert_eq(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	cr_assert_eq(listen(fd, 1), 0);
	return fd;
}

struct answering {
	int fd;
	const char *answer;
	size_t len;
};

/* Takes one connection, reads the preface, answers, and hangs up. */
static void *answer_once(void *context)
{
	const struct answering *answering = context;
	int peer = accept(answering->fd, NULL, NULL);
	char preface[33];
	ssize_t got = recv(peer, preface, sizeof(preface), MSG_WAITALL);

	if (got == (ssize_t)sizeof(preface) &&
	    memcmp(preface, "PRI * HTTP/2.0", 14) == 0)
		(void)!write(peer, answering->answer, answering->len);
	(void)close(peer);
	return NULL;
}

static bool probed_with(const char *answer, size_t len)
{
	struct answering answering = { listening(), answer, len };
	pthread_t thread;
	bool alive;

	cr_assert_eq(pthread_create(&thread, NULL, answer_once, &answering), 0);
	alive = probe_listener(address, 1, WAIT_MS);
	cr_assert_eq(pthread_join(thread, NULL), 0);
	(void)close(answering.fd);
	(void)unlink(path);
	return alive;
}

Test(probe, hears_the_settings_of_a_server_that_lives)
{
	cr_expect(probed_with("\0\0\6\4\0\0\0\0\0abcdef", 15));
	cr_expect(probed_with("\0\0\0\4\0\0\0\0\0", 9));
}

Test(probe, is_not_taken_in_by_another_answer)
{
	cr_expect_not(probed_with("HTTP/1.1 400 Bad Request\r\n\r\n", 28));
	cr_expect_not(probed_with("\0\0\6\4", 4));
	cr_expect_not(probed_with("", 0));
}

Test(probe, gives_up_on_a_listener_that_accepts_nobody)
{
	int fd = listening();

	/* The kernel connects; nobody answers. */
	cr_expect_not(probe_listener(address, 1, 50));
	(void)close(fd);
}

Test(probe, fails_where_nobody_listens)
{
	cr_expect_not(probe_listener(address, 1, WAIT_MS));
	cr_expect_not(probe_listener("127.0.0.1:0", 1, WAIT_MS));
	cr_expect_not(probe_listener("[::1]:0", 1, WAIT_MS));
	cr_expect_not(probe_listener("localhost:80", 1, WAIT_MS));
	cr_expect_not(probe_listener("", 1, WAIT_MS));
}
