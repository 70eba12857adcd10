#include <criterion/criterion.h>
#include <string.h>

#include "crypto/keyfile.h"
#include "crypto/secret_file.h"
#include "document/document.h"
#include "envelope/unpack.h"
#include "lib/file.h"
#include "lib/slabroker.h"
#include "unit/lib/broker.h"

/* The library as a program of others uses it. */

struct fixture {
	struct made_broker broker;
	struct diag diag;
	char *file;
	struct slabroker *client;
	size_t asked; /* for a passphrase */
};

/* The key that made_key(number) is. */
static char *key_file(struct fixture *f, unsigned number, enum key_purpose purpose,
		      const char *passphrase)
{
	struct keyfile_lock lock = { .passphrase = bytes_of_string(
					     passphrase == NULL ? "" : passphrase),
				     .cost = { 1, 8 } };
	char *file = arena_printf(&f->broker.arena, "%s/%s.key", f->broker.folder,
				  key_purpose_name(purpose));
	struct signing_key *key = made_key(number);
	struct secret_text text;

	cr_assert_eq(keyfile_write("callco", purpose, key,
				   passphrase == NULL ? NULL : &lock, &text),
		     ERR_OK);
	cr_assert_eq(secret_file_create(
			     file,
			     (struct bytes){ (const uint8_t *)text.chars, text.len },
			     &f->diag),
		     ERR_OK);
	signing_key_free(key);
	return strrchr(file, '/') + 1;
}

static void write_profile(struct fixture *f, const SlbProfile *message)
{
	struct bytes text;

	cr_assert_eq(document_write_typed(&f->broker.arena, &message->base,
					  DOCUMENT_YAML, &text),
		     ERR_OK);
	f->file = arena_printf(&f->broker.arena, "%s/callco.yaml", f->broker.folder);
	cr_assert_eq(file_replace(&f->broker.arena, f->file, text, &f->diag), ERR_OK);
}

static size_t say_passphrase(void *context, const char *file, char *room,
			     size_t room_bytes)
{
	struct fixture *f = context;

	f->asked++;
	cr_assert_not_null(strstr(file, "statements.key"));
	cr_assert_geq(room_bytes, 64);
	memcpy(room, "open sesame", 11);
	return 11;
}

static void set_up(struct fixture *f, const char *passphrase)
{
	struct slabroker_options options = { .passphrase = say_passphrase,
					     .context = f };
	struct profile profile;

	*f = (struct fixture){ 0 };
	broker_open(&f->broker);
	diag_init(&f->diag, &f->broker.arena);
	broker_profile(&f->broker, &profile);
	profile.message->log_key =
		note_key_text(&f->broker.arena, &f->broker.log.verifier);
	profile.message->statements_key =
		key_file(f, 0, KEY_PURPOSE_STATEMENTS, passphrase);
	profile.message->tokens_key = key_file(f, 2, KEY_PURPOSE_TOKENS, NULL);
	profile.message->state_folder = arena_strdup(&f->broker.arena, "state");
	write_profile(f, profile.message);
	options.profile = f->file;
	cr_assert_eq(slabroker_open(&options, &f->client), SLABROKER_DONE, "%s",
		     slabroker_said(f->client));
}

static void tear_down(struct fixture *f)
{
	slabroker_close(f->client);
	broker_close(&f->broker);
}

/* An acceptance without what the library fills in. */
static struct slabroker_bytes bare_statement(struct fixture *f)
{
	struct arena *arena = &f->broker.arena;
	SlbStatement statement;
	SlbAcceptance acceptance;
	uint8_t book[16];
	uint8_t version[32];
	struct bytes bytes;

	memset(book, 0xb0, sizeof book);
	memset(version, 0x11, sizeof version);
	slb_statement__init(&statement);
	slb_acceptance__init(&acceptance);
	statement.book = binary_copy(arena, BYTES_OF_ARRAY(book));
	statement.body_case = SLB_STATEMENT__BODY_ACCEPTANCE;
	statement.acceptance = &acceptance;
	acceptance.version_id = binary_copy(arena, BYTES_OF_ARRAY(version));
	bytes = pack_message(arena, &statement.base);
	return (struct slabroker_bytes){ bytes.data, bytes.len };
}

/* What is given out ends with the next call. */
static struct slabroker_bytes kept(struct fixture *f, struct slabroker_bytes bytes)
{
	uint8_t *copy = arena_alloc(&f->broker.arena, bytes.len);

	memcpy(copy, bytes.data, bytes.len);
	return (struct slabroker_bytes){ copy, bytes.len };
}

static struct slabroker_bytes signed_statement(struct fixture *f)
{
	struct slabroker_bytes envelope;

	cr_assert_eq(slabroker_sign(f->client, bare_statement(f), &envelope),
		     SLABROKER_DONE, "%s", slabroker_said(f->client));
	return kept(f, envelope);
}

Test(client, signs_hands_over_and_verifies)
{
	struct slabroker_bytes envelope;
	struct slabroker_bytes receipt;
	struct slabroker_outcome outcome;
	struct fixture f;

	set_up(&f, NULL);
	envelope = signed_statement(&f);
	cr_assert_eq(slabroker_submit(f.client, &envelope, 1, &outcome), SLABROKER_DONE,
		     "%s", slabroker_said(f.client));
	cr_expect_eq(outcome.log_index, 1);
	cr_expect_eq(outcome.log_time_ms, 1795339801000);
	receipt = kept(&f, outcome.receipt);
	cr_expect_eq(slabroker_verify(f.client, envelope, receipt), SLABROKER_DONE);
	cr_expect_str_eq(slabroker_said(f.client), "");
	receipt.len--;
	cr_expect_eq(slabroker_verify(f.client, envelope, receipt), SLABROKER_EVIDENCE);
	cr_expect_str_neq(slabroker_said(f.client), "");
	tear_down(&f);
}

Test(client, asks_for_the_passphrase_when_it_signs)
{
	struct fixture f;

	set_up(&f, "open sesame");
	cr_expect_eq(f.asked, 0);
	(void)signed_statement(&f);
	cr_expect_eq(f.asked, 1);
	tear_down(&f);
}

Test(client, a_key_that_does_not_open_signs_nothing)
{
	struct slabroker_bytes envelope;
	struct fixture f;

	set_up(&f, "something else");
	cr_expect_eq(slabroker_sign(f.client, bare_statement(&f), &envelope),
		     SLABROKER_REFUSED);
	cr_expect_null(envelope.data);
	tear_down(&f);
}

Test(client, what_is_no_statement_is_not_signed)
{
	static const uint8_t garbage[] = { 0xff, 0x01 };
	struct slabroker_bytes envelope;
	struct fixture f;

	set_up(&f, NULL);
	cr_expect_eq(slabroker_sign(f.client,
				    (struct slabroker_bytes){ garbage, sizeof garbage },
				    &envelope),
		     SLABROKER_USAGE);
	cr_expect_eq(slabroker_sign(f.client, (struct slabroker_bytes){ NULL, 0 },
				    &envelope),
		     SLABROKER_USAGE);
	tear_down(&f);
}

Test(client, what_could_not_be_sent_is_sent_later)
{
	struct slabroker_bytes envelope;
	struct slabroker_outcome outcome;
	struct fixture f;
	size_t sent;

	set_up(&f, NULL);
	envelope = signed_statement(&f);
	f.broker.refusals = 5;
	f.broker.refuse_with = ERR_BUSY;
	cr_expect_eq(slabroker_submit(f.client, &envelope, 1, &outcome),
		     SLABROKER_UNREACHABLE);
	cr_expect_eq(outcome.result, SLABROKER_UNREACHABLE);
	cr_expect_not_null(strstr(slabroker_said(f.client), "BUSY"));
	cr_expect_eq(slabroker_resume(f.client, &sent), SLABROKER_DONE);
	cr_expect_eq(sent, 1);
	cr_expect_eq(slabroker_resume(f.client, &sent), SLABROKER_DONE);
	cr_expect_eq(sent, 0);
	tear_down(&f);
}

Test(client, calls_any_method_by_its_name)
{
	struct slabroker_bytes answer;
	struct fixture f;

	set_up(&f, NULL);
	cr_expect_eq(slabroker_call(f.client,
				    "slabroker.v1.OrganizationService/GetOrganization",
				    (struct slabroker_bytes){ NULL, 0 }, &answer),
		     SLABROKER_DONE);
	cr_expect_gt(answer.len, 96);
	cr_expect_eq(strncmp(f.broker.authorization, "Bearer v4.public.", 17), 0);
	cr_expect_eq(slabroker_call(f.client, "slabroker.v1.Nothing/Here",
				    (struct slabroker_bytes){ NULL, 0 }, &answer),
		     SLABROKER_REFUSED);
	cr_expect_eq(strncmp(slabroker_token(f.client), "v4.public.", 10), 0);
	tear_down(&f);
}

Test(client, notices_a_log_that_was_cut)
{
	struct slabroker_bytes note;
	struct fixture f;

	set_up(&f, NULL);
	f.broker.log.size = 7;
	cr_expect_eq(slabroker_checkpoint(f.client, &note), SLABROKER_DONE);
	cr_expect_eq(memcmp(note.data, ORIGIN "\n7\n", sizeof ORIGIN + 2), 0);
	f.broker.log.size = 6;
	cr_expect_eq(slabroker_checkpoint(f.client, &note), SLABROKER_EVIDENCE);
	tear_down(&f);
}

Test(client, receives_a_stream)
{
	struct slabroker_stream *stream;
	struct slabroker_bytes message;
	struct fixture f;
	int more;

	set_up(&f, NULL);
	cr_assert_eq(
		slabroker_stream_open(f.client, "grpc.health.v1.Health/Watch", &stream),
		SLABROKER_DONE);
	cr_assert_eq(slabroker_stream_send(stream, (struct slabroker_bytes){ NULL, 0 }),
		     SLABROKER_DONE);
	cr_assert_eq(slabroker_stream_half_close(stream), SLABROKER_DONE);
	cr_assert_eq(slabroker_stream_receive(stream, &more, &message), SLABROKER_DONE);
	cr_assert_eq(more, 1);
	/* status = SERVING */
	cr_expect_eq(message.len, 2);
	health_stop(f.broker.health);
	do {
		enum slabroker_result result =
			slabroker_stream_receive(stream, &more, &message);

		if (more == 0)
			cr_expect_eq(result, SLABROKER_UNREACHABLE);
	} while (more != 0);
	slabroker_stream_close(stream);
	tear_down(&f);
}

Test(client, that_did_not_open_says_why_and_does_nothing)
{
	struct slabroker_options options = { .profile = "build/no-such-profile.yaml" };
	struct slabroker_bytes answer;
	struct slabroker *client;

	cr_assert_eq(slabroker_open(&options, &client), SLABROKER_REFUSED);
	cr_expect_not_null(strstr(slabroker_said(client), "no-such-profile.yaml"));
	cr_expect_eq(slabroker_checkpoint(client, &answer), SLABROKER_USAGE);
	cr_expect_null(slabroker_token(client));
	slabroker_close(client);
}
