#include <criterion/criterion.h>

#include "lib/follow.h"
#include "slabroker/v1/notice_service.pb-c.h"
#include "unit/lib/broker.h"

struct fixture {
	struct made_broker broker;
	struct profile profile;
	struct signing_key *tokens_key;
	struct session_options session;
	struct diag diag;
	struct follow follow;
	SlbWatchRequest request;
	uint64_t enough; /* messages */
	enum err answer; /* of take */
	unsigned lost;   /* how often the broker was away */
	bool stops_when_lost;
};

static const ProtobufCMessage *request(void *context)
{
	struct fixture *f = context;

	return &f->request.base;
}

static enum err take(void *context, struct arena *arena,
		     const ProtobufCMessage *message, bool *is_enough)
{
	const SlbWatchResponse *response = (const SlbWatchResponse *)message;
	struct fixture *f = context;

	(void)arena;
	cr_expect_eq(response->log_index, f->request.cursor, "in order, each once");
	f->request.cursor = response->cursor;
	*is_enough = f->request.cursor == f->enough;
	return f->answer;
}

static void lost(void *context, const struct diag *said, uint32_t wait_ms)
{
	struct fixture *f = context;

	cr_expect_gt(said->error_count, 0);
	cr_expect_gt(wait_ms, 0);
	cr_expect_not(follow_is_open(&f->follow));
	f->lost++;
	if (f->stops_when_lost)
		follow_stop(&f->follow);
}

static void set_up(struct fixture *f)
{
	const struct follow_options options = { &f->session, METHOD_WATCH_NOTICES,
						request,     take,
						lost,        f };

	*f = (struct fixture){ .enough = 3 };
	broker_open(&f->broker);
	broker_profile(&f->broker, &f->profile);
	diag_init(&f->diag, &f->broker.arena);
	f->tokens_key = made_key(2);
	f->session =
		(struct session_options){ &f->profile, f->tokens_key, clock_system() };
	slb_watch_request__init(&f->request);
	follow_init(&f->follow, &options);
	f->follow.patience.first_ms = f->follow.patience.longest_ms = 1;
}

static void tear_down(struct fixture *f)
{
	follow_release(&f->follow);
	signing_key_free(f->tokens_key);
	broker_close(&f->broker);
}

static enum err run(struct fixture *f)
{
	return follow_run(&f->follow, &f->broker.arena, &f->diag);
}

Test(follow, goes_on_with_a_new_token_when_one_has_ended)
{
	struct fixture f;

	set_up(&f);
	f.broker.refuse_with = ERR_TOKEN_INVALID;
	cr_expect_eq(run(&f), ERR_OK);
	cr_expect_eq(f.request.cursor, 3);
	cr_expect_eq(f.broker.watches, 3);
	cr_expect_eq(f.lost, 0);
	cr_expect_eq(f.diag.error_count, 0);
	tear_down(&f);
}

Test(follow, asks_again_while_the_broker_is_away)
{
	struct fixture f;

	set_up(&f);
	f.broker.refuse_with = ERR_STOPPING;
	f.broker.refusals = 2;
	cr_expect_eq(run(&f), ERR_OK);
	cr_expect_eq(f.request.cursor, 3);
	cr_expect_eq(f.lost, 4, "two refusals, two streams that were cut");
	cr_expect_eq(f.diag.error_count, 0);
	tear_down(&f);
}

Test(follow, ends_where_no_token_was_ever_good)
{
	struct fixture f;

	set_up(&f);
	f.broker.refuse_with = ERR_TOKEN_INVALID;
	f.broker.denies_watches = true;
	cr_expect_eq(run(&f), ERR_REFUSED);
	cr_expect_eq(f.broker.watches, 1);
	cr_expect_eq(f.lost, 0);
	cr_expect_gt(f.diag.error_count, 0);
	tear_down(&f);
}

Test(follow, ends_with_what_cannot_be_taken)
{
	struct fixture f;

	set_up(&f);
	f.answer = ERR_IO;
	f.broker.refuse_with = ERR_STOPPING;
	cr_expect_eq(run(&f), ERR_IO);
	cr_expect_eq(f.broker.watches, 1);
	tear_down(&f);
}

Test(follow, is_stopped_while_it_waits)
{
	struct fixture f;

	set_up(&f);
	f.stops_when_lost = true;
	f.follow.patience.first_ms = f.follow.patience.longest_ms = 3600000;
	f.broker.refuse_with = ERR_STOPPING;
	cr_expect_eq(run(&f), ERR_OK);
	cr_expect_eq(f.lost, 1);
	tear_down(&f);
}
