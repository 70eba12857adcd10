#include <criterion/criterion.h>
#include <string.h>

#include "crypto/paseto.h"
#include "lib/session.h"
#include "slabroker/v1/organization_service.pb-c.h"
#include "unit/lib/broker.h"
#include "unit/lib/sleep.h"

struct fixture {
	struct made_broker broker;
	struct profile profile;
	struct session session;
	struct diag diag;
	struct signing_key *tokens_key;
};

static void open_session(struct fixture *f)
{
	struct session_options options = { .profile = &f->profile,
					   .tokens_key = f->tokens_key,
					   .clock = clock_system() };

	cr_assert_eq(session_open(&f->session, &f->broker.arena, &options, &f->diag),
		     ERR_OK);
	f->session.sleep_ms = sleep_not;
}

static void set_up(struct fixture *f)
{
	broker_open(&f->broker);
	broker_profile(&f->broker, &f->profile);
	diag_init(&f->diag, &f->broker.arena);
	f->tokens_key = made_key(2);
	open_session(f);
	sleeps = 0;
}

static void tear_down(struct fixture *f)
{
	session_close(&f->session);
	signing_key_free(f->tokens_key);
	broker_close(&f->broker);
}

Test(session, asks_again_while_that_may_help)
{
	struct checkpoint checkpoint;
	struct fixture f;

	set_up(&f);
	f.broker.refusals = 3;
	f.broker.refuse_with = ERR_BUSY;
	cr_expect_eq(session_checkpoint(&f.session, &checkpoint, NULL, &f.diag),
		     ERR_OK);
	cr_expect_eq(checkpoint.tree.size, 1);
	cr_expect_eq(sleeps, 3);
	cr_expect_eq(f.diag.error_count, 0);
	tear_down(&f);
}

Test(session, gives_up_in_the_end_and_says_so)
{
	struct checkpoint checkpoint;
	struct fixture f;

	set_up(&f);
	f.broker.refusals = 100;
	f.broker.refuse_with = ERR_STOPPING;
	cr_expect_eq(session_checkpoint(&f.session, &checkpoint, NULL, &f.diag),
		     ERR_UNREACHABLE);
	cr_expect_eq(sleeps, retry_rule_default.attempts_max - 1);
	cr_expect_eq(f.diag.first->code, ERR_STOPPING);
	tear_down(&f);
}

Test(session, does_not_ask_again_what_is_refused_for_good)
{
	struct checkpoint checkpoint;
	struct fixture f;

	set_up(&f);
	f.broker.refusals = 1;
	f.broker.refuse_with = ERR_REQUEST_MALFORMED;
	cr_expect_eq(session_checkpoint(&f.session, &checkpoint, NULL, &f.diag),
		     ERR_REFUSED);
	cr_expect_eq(sleeps, 0);
	tear_down(&f);
}

static enum err read_organisation(struct fixture *f)
{
	SlbGetOrganizationRequest request;
	ProtobufCMessage *answer;

	slb_get_organization_request__init(&request);
	return session_call(&f->session, METHOD_GET_ORGANIZATION, &request.base,
			    &answer, NULL, &f->diag);
}

Test(session, reads_with_a_token_of_its_organisation)
{
	struct fixture f;
	struct paseto token;
	const char *text;

	set_up(&f);
	cr_assert_eq(read_organisation(&f), ERR_OK);
	text = f.broker.authorization;
	cr_assert_eq(strncmp(text, "Bearer v4.public.", 17), 0, "%s", text);
	cr_assert_eq(paseto_parse(&f.broker.arena, bytes_of_string(text + 7), &token,
				  &f.diag),
		     ERR_OK);
	cr_expect_eq(paseto_verify(&f.broker.arena, &token,
				   signing_key_public(f.tokens_key),
				   (struct bytes){ NULL, 0 }, &f.diag),
		     ERR_OK);
	tear_down(&f);
}

static int64_t test_now_ms(void *context)
{
	return *(int64_t *)context;
}

Test(session, makes_a_new_token_before_the_old_one_ends)
{
	int64_t now_ms = 1795339800000;
	const char *first;
	struct fixture f;

	set_up(&f);
	f.session.clock = (struct clock){ test_now_ms, &now_ms };
	first = session_token(&f.session);
	now_ms += 269000;
	cr_expect_eq(session_token(&f.session), first);
	now_ms += 1000;
	cr_expect_neq(session_token(&f.session), first);
	tear_down(&f);
}

Test(session, without_a_key_for_tokens_nothing_is_asked)
{
	struct fixture f;

	set_up(&f);
	f.session.tokens_key = NULL;
	cr_expect_eq(read_organisation(&f), ERR_USAGE);
	cr_expect_str_eq(f.broker.authorization, "");
	cr_expect_not_null(strstr(f.diag.last->hint, "sla org key add"));
	tear_down(&f);
}

Test(session, the_operator_is_told_who_can_read)
{
	char operators[] = "operator";
	struct fixture f;

	set_up(&f);
	f.profile.message->organisation = operators;
	f.session.tokens_key = NULL;
	cr_expect_eq(read_organisation(&f), ERR_USAGE);
	cr_expect_str_eq(f.broker.authorization, "");
	cr_expect_not_null(strstr(f.diag.last->text, "operator"));
	cr_expect_not_null(strstr(f.diag.last->hint, "sla org list"));
	tear_down(&f);
}

Test(session, a_log_that_was_cut_is_noticed_by_the_next_session)
{
	struct checkpoint checkpoint;
	struct fixture f;

	set_up(&f);
	f.broker.log.size = 9;
	cr_assert_eq(session_checkpoint(&f.session, &checkpoint, NULL, &f.diag),
		     ERR_OK);
	f.broker.log.size = 11;
	cr_assert_eq(session_checkpoint(&f.session, &checkpoint, NULL, &f.diag),
		     ERR_OK);
	session_close(&f.session);
	open_session(&f);
	f.broker.log.size = 10;
	cr_expect_eq(session_checkpoint(&f.session, &checkpoint, NULL, &f.diag),
		     ERR_LOG_INCONSISTENT);
	tear_down(&f);
}

Test(session, learns_keys_that_it_does_not_know)
{
	struct envelope envelope;
	struct fixture f;

	set_up(&f);
	envelope = made_acceptance(&f.broker.arena, 2);
	memset(envelope.signers, 0, 2 * sizeof *envelope.signers);
	cr_assert_eq(
		envelope_parse(&f.broker.arena, envelope.received, &envelope, &f.diag),
		ERR_OK);
	cr_expect_eq(session_verify(&f.session, &envelope, "callco", &f.diag), ERR_OK);
	cr_expect_neq(f.broker.authorization[0], '\0', "it asked");
	f.broker.authorization[0] = '\0';
	cr_expect_eq(session_verify(&f.session, &envelope, "callco", &f.diag), ERR_OK);
	cr_expect_eq(f.broker.authorization[0], '\0', "and asks once");
	tear_down(&f);
}

Test(session, the_newest_keys_stay_known)
{
	struct signing_key *mine = made_key(0);
	struct envelope envelope;
	struct fixture f;

	set_up(&f);
	session_add_key(&f.session, signing_key_public(mine));
	for (size_t i = 0; i < SESSION_KEYS_MAX; i++) {
		struct public_key other = { .bytes = { (uint8_t)i, 1 } };

		session_add_key(&f.session, &other);
	}
	cr_expect_eq(f.session.key_count, SESSION_KEYS_MAX);
	envelope = made_acceptance(&f.broker.arena, 1);
	f.session.tokens_key = NULL;
	cr_expect_eq(session_verify(&f.session, &envelope, "callco", &f.diag),
		     ERR_USAGE, "the oldest made room");
	session_add_key(&f.session, signing_key_public(mine));
	cr_expect_eq(session_verify(&f.session, &envelope, "callco", &f.diag), ERR_OK);
	signing_key_free(mine);
	tear_down(&f);
}
