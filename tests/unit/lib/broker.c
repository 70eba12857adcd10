#include "unit/lib/broker.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "google/rpc/status.pb-c.h"
#include "lib/answer.h"
#include "rpc/status.h"
#include "slabroker/v1/log_service.pb-c.h"
#include "slabroker/v1/notice_service.pb-c.h"
#include "slabroker/v1/organization_service.pb-c.h"

#define GRACE_MS 60000

static bool refuses(struct made_broker *broker)
{
	if (broker->refusals == 0)
		return false;
	broker->refusals--;
	return true;
}

/* ---- statements ---- */

static SlbReceipt *log_statement(struct made_broker *broker, struct arena *arena,
				 struct bytes received)
{
	struct envelope envelope = made_open(arena, received);
	SlbReceipt *receipt;
	size_t at = 1; /* entry 0 is the log's own */

	while (at < broker->log.size &&
	       !digest_equal(&broker->logged[at], &envelope.content_id))
		at++;
	if (at == broker->log.size) {
		cr_assert_lt(at, ARRAY_SIZE(broker->logged));
		broker->logged[at] = envelope.content_id;
		broker->log.size++;
	}
	receipt = made_receipt(arena, &broker->log, &envelope, at);
	if (broker->lies)
		receipt->salt.data[0] ^= 1;
	return receipt;
}

static void submit(struct rpc_call *call)
{
	const SlbSubmitRequest *request = (const SlbSubmitRequest *)rpc_request(call);
	struct made_broker *broker = rpc_context(call);
	struct bytes envelope = { request->envelope.data, request->envelope.len };
	SlbReceipt dry;

	broker->statements++;
	slb_receipt__init(&dry);
	dry.validated_only = 1;
	if (refuses(broker))
		rpc_refuse(call, broker->refuse_with, NULL);
	else if (request->validate_only != 0 && !broker->lies)
		rpc_reply(call, &dry.base);
	else
		rpc_reply(call,
			  &log_statement(broker, rpc_arena(call), envelope)->base);
}

static SlbSubmitAnswer *answer_one(struct made_broker *broker, struct arena *arena,
				   struct bytes envelope)
{
	SlbSubmitAnswer *answer = arena_new(arena, SlbSubmitAnswer);
	ProtobufCMessage *message;
	struct status status;

	slb_submit_answer__init(answer);
	broker->statements++;
	if (!refuses(broker)) {
		answer->answer_case = SLB_SUBMIT_ANSWER__ANSWER_RECEIPT;
		answer->receipt = log_statement(broker, arena, envelope);
		return answer;
	}
	status = status_of(arena, broker->refuse_with, NULL);
	message =
		answer_unpack(arena, &google__rpc__status__descriptor, status.details);
	answer->answer_case = SLB_SUBMIT_ANSWER__ANSWER_REFUSAL;
	answer->refusal = (Google__Rpc__Status *)message;
	return answer;
}

static void submit_stream(struct rpc_call *call)
{
	const SlbSubmitStreamRequest *request =
		(const SlbSubmitStreamRequest *)rpc_request(call);
	struct made_broker *broker = rpc_context(call);
	struct arena *arena = rpc_arena(call);
	SlbSubmitStreamResponse response;

	broker->messages++;
	slb_submit_stream_response__init(&response);
	response.answers = arena_array(arena, SlbSubmitAnswer *, request->n_envelopes);
	response.n_answers = request->n_envelopes;
	for (size_t i = 0; i < request->n_envelopes; i++)
		response.answers[i] =
			answer_one(broker, arena,
				   (struct bytes){ request->envelopes[i].data,
						   request->envelopes[i].len });
	/* What was logged just now is answered when it is sent again. */
	if (broker->cut_after > 0 && --broker->cut_after == 0)
		rpc_refuse(call, ERR_STOPPING, NULL);
	else
		rpc_reply(call, &response.base);
}

/* ---- the log ---- */

static bool held_back(struct made_broker *broker, struct rpc_call *call)
{
	bool holds;

	(void)pthread_mutex_lock(&broker->lock);
	holds = broker->holds;
	if (holds)
		broker->held = call;
	(void)pthread_mutex_unlock(&broker->lock);
	return holds;
}

static void get_checkpoint(struct rpc_call *call)
{
	struct made_broker *broker = rpc_context(call);
	SlbCheckpoint checkpoint;

	if (held_back(broker, call))
		return;
	slb_checkpoint__init(&checkpoint);
	checkpoint.note = made_note(rpc_arena(call), &broker->log, broker->log.size);
	if (refuses(broker))
		rpc_refuse(call, broker->refuse_with, NULL);
	else
		rpc_reply(call, &checkpoint.base);
}

/* ---- notices ---- */

static void end_watch(struct rpc_call *call)
{
	const struct made_broker *broker = rpc_context(call);

	rpc_refuse(call, broker->refuse_with, NULL);
}

static void watch(struct rpc_call *call)
{
	const SlbWatchRequest *request = (const SlbWatchRequest *)rpc_request(call);
	struct made_broker *broker = rpc_context(call);
	SlbWatchResponse response;

	slb_watch_response__init(&response);
	response.log_index = request->cursor;
	response.cursor = request->cursor + 1;
	broker->watches++;
	if (broker->denies_watches)
		rpc_refuse(call, broker->refuse_with, NULL);
	else
		rpc_send(call, &response.base, end_watch);
}

/* ---- the log's proofs ---- */

static void prove_consistency(struct rpc_call *call)
{
	const SlbProveConsistencyRequest *request =
		(const SlbProveConsistencyRequest *)rpc_request(call);
	struct made_broker *broker = rpc_context(call);
	struct tree_source source = made_source(&broker->log);
	SlbConsistencyProof answer;
	struct proof proof;

	slb_consistency_proof__init(&answer);
	if (request->new_size > broker->log.size) {
		rpc_refuse(call, ERR_REQUEST_MALFORMED, NULL);
		return;
	}
	proof = proof_consistency(&source, request->old_size, request->new_size);
	answer.n_hashes = proof.count;
	answer.hashes = arena_array(rpc_arena(call), ProtobufCBinaryData, proof.count);
	for (size_t i = 0; i < proof.count; i++)
		answer.hashes[i] =
			binary_copy(rpc_arena(call), digest_bytes(&proof.hashes[i]));
	rpc_reply(call, &answer.base);
}

/* ---- organisations ---- */

static void get_organization(struct rpc_call *call)
{
	struct made_broker *broker = rpc_context(call);
	struct bytes authorization = rpc_metadata(call, "authorization");
	SlbOrganizationKey *keys[3];
	SlbOrganization answer;

	(void)snprintf(broker->authorization, sizeof broker->authorization, "%.*s",
		       (int)authorization.len, (const char *)authorization.data);
	slb_organization__init(&answer);
	answer.n_keys = 3;
	answer.keys = keys;
	for (unsigned i = 0; i < 3; i++) {
		struct signing_key *key = made_key(i);

		keys[i] = arena_new(rpc_arena(call), SlbOrganizationKey);
		slb_organization_key__init(keys[i]);
		keys[i]->key =
			binary_copy(rpc_arena(call),
				    BYTES_OF_ARRAY(signing_key_public(key)->bytes));
		signing_key_free(key);
	}
	rpc_reply(call, &answer.base);
}

/* clang-format off */
static const struct rpc_method methods[] = {
	{ "/slabroker.v1.StatementService/Submit", &slb_submit_request__descriptor,
	  &slb_receipt__descriptor, RPC_UNARY, RPC_ON_QUEUE, submit, NULL },
	{ "/slabroker.v1.StatementService/SubmitStream",
	  &slb_submit_stream_request__descriptor,
	  &slb_submit_stream_response__descriptor, RPC_BIDI, RPC_ON_QUEUE,
	  submit_stream, NULL },
	{ "/slabroker.v1.LogService/GetCheckpoint", &slb_get_checkpoint_request__descriptor,
	  &slb_checkpoint__descriptor, RPC_UNARY, RPC_ON_QUEUE, get_checkpoint, NULL },
	{ "/slabroker.v1.LogService/ProveConsistency",
	  &slb_prove_consistency_request__descriptor, &slb_consistency_proof__descriptor,
	  RPC_UNARY, RPC_ON_QUEUE, prove_consistency, NULL },
	{ "/slabroker.v1.NoticeService/Watch", &slb_watch_request__descriptor,
	  &slb_watch_response__descriptor, RPC_SERVER_STREAM, RPC_ON_QUEUE, watch, NULL },
	{ "/slabroker.v1.OrganizationService/GetOrganization",
	  &slb_get_organization_request__descriptor, &slb_organization__descriptor,
	  RPC_UNARY, RPC_ON_QUEUE, get_organization, NULL },
};
/* clang-format on */

/* ---- the server ---- */

void broker_open(struct made_broker *broker)
{
	struct rpc_service services[2];
	struct listener listener = { 0 };
	struct server_options options = { .services = services,
					  .service_count = 2,
					  .listeners = &listener,
					  .listener_count = 1 };
	struct diag diag;

	*broker = (struct made_broker){ .log = made_log_of(1) };
	(void)pthread_mutex_init(&broker->lock, NULL);
	arena_init(&broker->arena, 1 << 22);
	diag_init(&diag, &broker->arena);
	broker->folder = made_folder(&broker->arena);
	broker->address =
		arena_printf(&broker->arena, "unix:%s/socket", broker->folder);
	broker->health = health_open();
	listener.address = broker->address;
	services[0] = (struct rpc_service){ methods, ARRAY_SIZE(methods), broker };
	services[1] = health_service(broker->health);
	health_set(broker->health, true);
	cr_assert_eq(server_open(&options, &broker->server, &diag), ERR_OK, "%s",
		     diag.first == NULL ? "" : diag.first->text);
}

void broker_let_go(struct made_broker *broker)
{
	struct rpc_call *held;

	(void)pthread_mutex_lock(&broker->lock);
	held = broker->held;
	broker->held = NULL;
	broker->holds = false;
	(void)pthread_mutex_unlock(&broker->lock);
	if (held != NULL)
		rpc_refuse(held, ERR_STOPPING, NULL);
}

void broker_close(struct made_broker *broker)
{
	broker_let_go(broker);
	health_stop(broker->health);
	(void)server_stop(broker->server, GRACE_MS);
	server_close(broker->server);
	health_close(broker->health);
	signing_key_free(broker->log.key);
	(void)pthread_mutex_destroy(&broker->lock);
	arena_release(&broker->arena);
}

void broker_profile(struct made_broker *broker, struct profile *out)
{
	struct arena *arena = &broker->arena;
	SlbProfile *message = arena_new(arena, SlbProfile);

	slb_profile__init(message);
	message->broker = broker->address;
	message->origin = arena_strdup(arena, ORIGIN);
	message->organisation = arena_strdup(arena, "callco");
	message->state_folder = arena_printf(arena, "%s/state", broker->folder);
	*out = (struct profile){ .file = "callco.yaml",
				 .message = message,
				 .log_key = broker->log.verifier };
}
