#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rpc/server.h"
#include "tests/unit/rpc/echo.pb-c.h"
#include "unit/rpc/client.h"
#include "unit/rpc/echo.h"
#include "unit/rpc/tls_folder.h"

#define GRACE_MS    60000
#define OK          0
#define UNAVAILABLE 14

struct fixture {
	struct tls_folder tls;
	struct diag diag;
	struct certificates *certificates;
};

static void start(struct fixture *f)
{
	tls_folder_open(&f->tls);
	diag_init(&f->diag, &f->tls.arena);
}

static enum err open_them(struct fixture *f)
{
	diag_init(&f->diag, &f->tls.arena);
	return certificates_open(&f->tls.files, &f->certificates, &f->diag);
}

static enum certificates_news look(struct fixture *f)
{
	diag_init(&f->diag, &f->tls.arena);
	return certificates_look(f->certificates, false, &f->diag);
}

static void expect_file_named(const struct fixture *f, const char *path,
			      const char *text)
{
	cr_assert_not_null(f->diag.first, "%s", text);
	cr_expect_str_eq(f->diag.first->place.file, path);
	cr_expect_str_eq(f->diag.first->text, text);
}

/* ---- at a start --------------------------------------------------------------------- */

Test(certificates, a_file_that_cannot_be_used_is_named_before_anybody_listens)
{
	struct made_certificate made;
	struct fixture f;

	start(&f);
	cr_expect_eq(open_them(&f), ERR_USAGE);
	cr_expect_null(f.certificates);
	expect_file_named(&f, f.tls.files.client_ca,
			  "the file cannot be read: No such file or directory");

	tls_folder_put(&f.tls, f.tls.files.client_ca, "nobody", 0644);
	cr_expect_eq(open_them(&f), ERR_USAGE);
	expect_file_named(&f, f.tls.files.client_ca,
			  "there is no certificate in the file");

	f.tls.files.client_ca = NULL;
	made = tls_folder_make(&f.tls);
	tls_folder_put(&f.tls, f.tls.files.key, made.key, 0600);
	cr_expect_eq(open_them(&f), ERR_USAGE);
	cr_expect_str_eq(f.diag.first->place.file, f.tls.files.key);

	tls_folder_put(&f.tls, f.tls.files.key, made.key, 0640);
	cr_expect_eq(open_them(&f), ERR_KEY_EXPOSED);
	cr_expect_str_eq(f.diag.first->place.file, f.tls.files.key);

	tls_folder_put(&f.tls, f.tls.files.certificate, "garbage", 0644);
	tls_folder_put(&f.tls, f.tls.files.key, "garbage", 0600);
	cr_expect_eq(open_them(&f), ERR_USAGE);
	expect_file_named(&f, f.tls.files.certificate,
			  "there is no certificate in the file");
	tls_folder_close(&f.tls);
}

/* ---- looks -------------------------------------------------------------------------- */

static void start_open(struct fixture *f)
{
	start(f);
	f->certificates = tls_folder_certificates(&f->tls);
}

Test(certificates, files_that_do_not_change_are_read_for_who_asks_only)
{
	struct fixture f;

	start_open(&f);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	cr_expect_eq(certificates_look(f.certificates, true, &f.diag),
		     CERTIFICATES_NEW);
	tls_folder_close(&f.tls);
}

Test(certificates, a_renewal_is_taken_when_its_files_rest)
{
	struct made_certificate renewed;
	struct fixture f;

	start_open(&f);
	renewed = made_certificate(&f.tls.arena, CLIENT_TLS_NAME, 4102444800,
				   &f.tls.authority);
	tls_folder_put(&f.tls, f.tls.files.certificate, renewed.certificate, 0644);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	tls_folder_put(&f.tls, f.tls.files.key, renewed.key, 0600);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	cr_expect_neq(certificates_end_s(f.certificates), renewed.end_s);
	cr_expect_eq(look(&f), CERTIFICATES_NEW);
	cr_expect_eq(certificates_end_s(f.certificates), renewed.end_s);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	tls_folder_close(&f.tls);
}

Test(certificates, a_bad_pair_is_told_once_and_the_one_before_stays)
{
	struct made_certificate renewed;
	struct fixture f;
	int64_t end_s;

	start_open(&f);
	end_s = certificates_end_s(f.certificates);
	renewed = tls_folder_make(&f.tls);
	tls_folder_put(&f.tls, f.tls.files.certificate, renewed.certificate, 0644);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	cr_expect_eq(look(&f), CERTIFICATES_UNUSABLE);
	cr_expect_str_eq(f.diag.first->place.file, f.tls.files.key);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	cr_expect_eq(certificates_end_s(f.certificates), end_s);
	/* Who asks is told again. */
	cr_expect_eq(certificates_look(f.certificates, true, &f.diag),
		     CERTIFICATES_UNUSABLE);

	tls_folder_put(&f.tls, f.tls.files.key, renewed.key, 0640);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	cr_expect_eq(look(&f), CERTIFICATES_UNUSABLE);
	cr_assert_eq(chmod(f.tls.files.key, 0600), 0);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	cr_expect_eq(look(&f), CERTIFICATES_NEW);
	tls_folder_close(&f.tls);
}

Test(certificates, a_file_that_is_gone_changes_nothing)
{
	struct made_certificate renewed;
	struct fixture f;

	start_open(&f);
	(void)unlink(f.tls.files.certificate);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	cr_expect_eq(look(&f), CERTIFICATES_UNUSABLE);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	renewed = tls_folder_make(&f.tls);
	tls_folder_put_pair(&f.tls, &renewed);
	cr_expect_eq(look(&f), CERTIFICATES_SAME);
	cr_expect_eq(look(&f), CERTIFICATES_NEW);
	tls_folder_close(&f.tls);
}

/* ---- over real connections ---------------------------------------------------------- */

/* OpenSSL's memory goes from thread to thread under locks of core, and the thread sanitizer
 * sees into neither. */
static void skip_under_tsan(void)
{
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
	cr_skip("OpenSSL and gRPC core were not built with the thread sanitizer");
#endif
#endif
}

struct served_tls {
	struct echo *echo;
	struct rpc_service service;
	struct server *server;
	char target[64];
};

static void serve(struct served_tls *served, struct fixture *f)
{
	struct listener listener = { .address = "127.0.0.1:0",
				     .certificates = f->certificates };
	struct server_options options = { .services = &served->service,
					  .service_count = 1,
					  .listeners = &listener,
					  .listener_count = 1 };

	served->echo = echo_open();
	served->service = echo_service(served->echo);
	cr_assert_eq(server_open(&options, &served->server, &f->diag), ERR_OK);
	(void)snprintf(served->target, sizeof served->target, "127.0.0.1:%d",
		       server_port(served->server, 0));
}

static void stop_serving(struct served_tls *served)
{
	echo_let_go(served->echo);
	(void)server_stop(served->server, GRACE_MS);
	server_close(served->server);
	echo_close(served->echo);
}

/* The code of a call by a new client. */
static int code_of(const struct served_tls *served, const char *authority,
		   const struct made_certificate *own)
{
	Echo__Request request = echo_request();
	ProtobufCMessage *response;
	struct client client;
	int code;

	client_open_tls(&client, served->target, authority,
			own == NULL ? NULL : own->certificate,
			own == NULL ? NULL : own->key);
	code = client_unary(&client, "/echo.Echo/Unary", &request.base,
			    &echo__response__descriptor, &response)
		       .code;
	client_close(&client);
	return code;
}

static void begin_chat(struct client *client, const struct served_tls *served,
		       const char *authority, struct client_call *call)
{
	client_open_tls(client, served->target, authority, NULL, NULL);
	*call = client_start(client, "/echo.Echo/Chat", 0, NULL);
}

static void expect_answer(struct client_call *call)
{
	Echo__Request request = echo_request();

	client_must_send(call, &request.base);
	(void)client_must_receive(call, &echo__response__descriptor);
}

Test(certificates, new_connections_meet_the_new_one_and_a_stream_goes_on)
{
	struct made_certificate others_authority;
	struct made_certificate renewed;
	struct served_tls served;
	struct client_call call;
	struct client client;
	struct fixture f;

	skip_under_tsan();
	start_open(&f);
	others_authority = made_authority(&f.tls.arena, "another authority");
	renewed = made_certificate(&f.tls.arena, CLIENT_TLS_NAME, 4102444800,
				   &others_authority);
	serve(&served, &f);
	begin_chat(&client, &served, f.tls.authority.certificate, &call);
	expect_answer(&call);
	cr_expect_eq(code_of(&served, others_authority.certificate, NULL), UNAVAILABLE);

	tls_folder_put_pair(&f.tls, &renewed);
	cr_expect_eq(certificates_look(f.certificates, true, &f.diag),
		     CERTIFICATES_NEW);
	cr_expect_eq(code_of(&served, others_authority.certificate, NULL), OK);
	cr_expect_eq(code_of(&served, f.tls.authority.certificate, NULL), UNAVAILABLE);
	expect_answer(&call);

	tls_folder_put(&f.tls, f.tls.files.certificate, "garbage", 0644);
	cr_expect_eq(certificates_look(f.certificates, true, &f.diag),
		     CERTIFICATES_UNUSABLE);
	cr_expect_eq(code_of(&served, others_authority.certificate, NULL), OK);
	expect_answer(&call);
	client_must_half_close(&call);
	outcome_expect(client_finish(&call), OK);
	client_close(&client);
	stop_serving(&served);
	tls_folder_close(&f.tls);
}

Test(certificates, clients_are_asked_for_those_of_the_new_authority)
{
	struct made_certificate others_authority;
	struct made_certificate mine;
	struct made_certificate theirs;
	struct served_tls served;
	struct fixture f;

	skip_under_tsan();
	start(&f);
	tls_folder_put(&f.tls, f.tls.files.client_ca, f.tls.authority.certificate,
		       0644);
	cr_assert_eq(open_them(&f), ERR_OK);
	f.tls.certificates = f.certificates;
	mine = tls_folder_make(&f.tls);
	others_authority = made_authority(&f.tls.arena, "another authority");
	theirs = made_certificate(&f.tls.arena, "client.example", mine.end_s,
				  &others_authority);
	serve(&served, &f);
	cr_expect_eq(code_of(&served, f.tls.authority.certificate, &mine), OK);
	cr_expect_eq(code_of(&served, f.tls.authority.certificate, &theirs),
		     UNAVAILABLE);
	cr_expect_eq(code_of(&served, f.tls.authority.certificate, NULL), UNAVAILABLE);
	tls_folder_put(&f.tls, f.tls.files.client_ca, others_authority.certificate,
		       0644);
	cr_expect_eq(certificates_look(f.certificates, true, &f.diag),
		     CERTIFICATES_NEW);
	cr_expect_eq(code_of(&served, f.tls.authority.certificate, &theirs), OK);
	cr_expect_eq(code_of(&served, f.tls.authority.certificate, &mine), UNAVAILABLE);
	stop_serving(&served);
	tls_folder_close(&f.tls);
}
