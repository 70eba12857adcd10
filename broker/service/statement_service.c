#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "envelope/ids.h"
#include "envelope/unpack.h"
#include "merkle/book_head.h"
#include "rpc/status.h"
#include "service/reading.h"
#include "service/service.h"
#include "slabroker/v1/statement_service.pb-c.h"

/*
 * The way of a statement through this file:
 *
 *	worker   check_in() every envelope: form, known keys, signatures
 *	worker   hand_over() to the ledger, in their order
 *	writer   on_done() for each; the last one answers the call
 *
 * What is refused at once is counted as done by the worker.
 */

#define ENVELOPES_MAX      LEDGER_SUBMIT_MAX
/* Of one statement: its receipt, or what is said about it. */
#define ANSWER_ARENA_BYTES ((size_t)1024 * 1024)

struct submitting;

struct item {
	struct ledger_submission submission;
	struct submitting *all;
	struct arena arena; /* the answer's: made on one thread or on another */
	struct diag diag;
	struct envelope envelope;
	const SlbStatement *statement;
	enum err err;
	SlbReceipt *receipt;
};

/* The call's state: on the heap, since an answer of one message is still being made when
 * the arena is emptied for the next. */
struct submitting {
	struct rpc_call *call;
	void (*answer)(struct submitting *submitting);
	atomic_size_t pending; /* items not done, and one for the worker */
	size_t count;
	bool validates; /* and logs nothing */
	struct item items[];
};

static void submitting_free(struct submitting *submitting)
{
	for (size_t i = 0; submitting != NULL && i < submitting->count; i++)
		arena_release(&submitting->items[i].arena);
	free(submitting);
}

/* In the place of that of the message before, which was answered.  NULL: no memory. */
static struct submitting *submitting_new(struct rpc_call *call, size_t count)
{
	struct submitting *submitting =
		calloc(1, sizeof(*submitting) + count * sizeof(submitting->items[0]));

	submitting_free(rpc_state(call));
	rpc_set_state(call, submitting);
	if (submitting == NULL)
		return NULL;
	submitting->call = call;
	submitting->count = count;
	atomic_init(&submitting->pending, count + 1);
	for (size_t i = 0; i < count; i++) {
		struct item *item = &submitting->items[i];

		item->all = submitting;
		arena_init(&item->arena, ANSWER_ARENA_BYTES);
		diag_init(&item->diag, &item->arena);
	}
	return submitting;
}

static void ended(struct rpc_call *call)
{
	submitting_free(rpc_state(call));
}

/* One thing less to wait for; whoever did the last one answers, and gives the call back. */
static void done_with_one(struct submitting *submitting)
{
	if (atomic_fetch_sub(&submitting->pending, 1) == 1)
		submitting->answer(submitting);
}

/* ---- receipts ----------------------------------------------------------------------- */

/* "c-..." of the contract that a statement belongs to, or opens; "" of none. */
static char *contract_name(struct arena *arena, const struct item *item)
{
	const SlbStatement *statement = item->statement;
	struct contract_id id;

	if (statement->book.len == sizeof(id.bytes))
		memcpy(id.bytes, statement->book.data, sizeof(id.bytes));
	else if (statement->body_case == SLB_STATEMENT__BODY_OFFER)
		id = contract_id_of(&item->envelope.content_id);
	else
		return arena_strdup(arena, "");
	return contract_id_text(arena, &id);
}

static SlbReceipt *receipt_message(struct item *item,
				   const struct ledger_receipt *receipt)
{
	struct arena *arena = &item->arena;
	SlbReceipt *message = arena_new(arena, SlbReceipt);

	slb_receipt__init(message);
	message->log_index = receipt->index;
	message->leaf = reading_bytes(arena, BYTES_OF_ARRAY(receipt->leaf));
	if (receipt->has_salt)
		message->salt = reading_bytes(arena, BYTES_OF_ARRAY(receipt->salt));
	message->n_inclusion = receipt->inclusion.count;
	message->inclusion =
		arena_array(arena, ProtobufCBinaryData, receipt->inclusion.count);
	for (size_t i = 0; i < receipt->inclusion.count; i++)
		message->inclusion[i] = reading_bytes(
			arena, digest_bytes(&receipt->inclusion.hashes[i]));
	message->checkpoint = arena_strdup(arena, receipt->checkpoint);
	message->n_heads = receipt->head_count;
	message->heads = arena_array(arena, SlbBookHead *, receipt->head_count);
	for (size_t i = 0; i < receipt->head_count; i++)
		message->heads[i] = book_head_copy(arena, receipt->heads[i]);
	message->contract = contract_name(arena, item);
	message->logged_before = receipt->logged_before;
	return message;
}

/* ---- the way in --------------------------------------------------------------------- */

/* Form, keys, signatures: what needs no place in the log. */
static enum err check_in(const struct service *service, struct arena *arena,
			 ProtobufCBinaryData received, struct item *item)
{
	struct bytes bytes = { received.data, received.len };
	struct log_view view;
	struct key_ring keys;
	enum err err;

	err = envelope_parse(arena, bytes, &item->envelope, &item->diag);
	if (err == ERR_OK)
		err = statement_parse(arena, &item->envelope, service->origin,
				      &item->statement, &item->diag);
	if (err == ERR_OK)
		err = log_view_begin(ledger_log(service->ledger), arena, &item->diag,
				     &view);
	if (err != ERR_OK)
		return err;
	keys = log_view_keys(&view);
	err = envelope_verify_among(arena, &item->envelope, &keys, service->batches,
				    &item->diag);
	item->submission.lane = view.key_owner;
	log_view_end(&view);
	return err;
}

static void on_done(struct ledger_submission *submission, enum err err,
		    const struct ledger_receipt *receipt)
{
	struct item *item = submission->context;

	item->err = err;
	if (err == ERR_OK)
		item->receipt = receipt_message(item, receipt);
	done_with_one(item->all);
}

static struct ledger_submission *submission_of(struct item *item)
{
	item->submission.envelope = &item->envelope;
	item->submission.statement = item->statement;
	item->submission.diag = &item->diag;
	item->submission.done = on_done;
	item->submission.context = item;
	return &item->submission;
}

/* All are checked before the first is handed over: from then on the writer may answer. */
static void hand_over(const struct service *service, struct submitting *submitting)
{
	struct ledger_submission *good[ENVELOPES_MAX] = { NULL };
	enum err errs[ENVELOPES_MAX];
	size_t count = 0;

	for (size_t i = 0; i < submitting->count; i++) {
		struct item *item = &submitting->items[i];

		if (item->err == ERR_OK)
			good[count++] = submission_of(item);
		else
			done_with_one(submitting);
	}
	ledger_submit_all(service->ledger, good, count, errs);
	for (size_t i = 0; i < count; i++) {
		if (errs[i] == ERR_OK)
			continue; /* the item is the writer's now */
		((struct item *)good[i]->context)->err = errs[i];
		done_with_one(submitting);
	}
	done_with_one(submitting);
}

/* A statement that was only to be validated does not count. */
static void count_answer(const struct item *item)
{
	const struct service *service = rpc_context(item->all->call);
	unsigned kind =
		item->statement == NULL ? 0 : (unsigned)item->statement->body_case;

	if (item->err != ERR_OK)
		tallies_refused(service->tallies, kind, item->err);
	else if (item->receipt->logged_before)
		tallies_repeated(service->tallies, kind);
	else
		tallies_logged(service->tallies, kind);
}

/* ---- Submit ------------------------------------------------------------------------- */

static void answer_one(struct submitting *submitting)
{
	struct item *item = &submitting->items[0];

	if (!submitting->validates)
		count_answer(item);
	if (item->err == ERR_OK)
		rpc_reply(submitting->call, &item->receipt->base);
	else
		rpc_refuse(submitting->call, item->err, &item->diag);
}

static void validate(const struct service *service, struct submitting *submitting)
{
	struct item *item = &submitting->items[0];

	submitting->validates = true;
	if (item->err == ERR_OK)
		item->err = ledger_validate(service->ledger, &item->envelope,
					    item->statement, &item->diag);
	if (item->err == ERR_OK) {
		item->receipt = arena_new(&item->arena, SlbReceipt);
		slb_receipt__init(item->receipt);
		item->receipt->contract = contract_name(&item->arena, item);
		item->receipt->validated_only = true;
	}
	done_with_one(submitting);
	done_with_one(submitting);
}

static void submit(struct rpc_call *call)
{
	const SlbSubmitRequest *request = (const SlbSubmitRequest *)rpc_request(call);
	const struct service *service = rpc_context(call);
	struct submitting *submitting = submitting_new(call, 1);
	struct item *item;

	if (submitting == NULL) {
		rpc_refuse(call, ERR_NO_MEMORY, NULL);
		return;
	}
	submitting->answer = answer_one;
	item = &submitting->items[0];
	item->err = check_in(service, rpc_arena(call), request->envelope, item);
	if (request->validate_only)
		validate(service, submitting);
	else
		hand_over(service, submitting);
}

/* ---- SubmitStream ------------------------------------------------------------------- */

static Google__Rpc__Status *refusal_message(struct item *item)
{
	struct status status = status_of(&item->arena, item->err, &item->diag);
	ProtobufCMessage *message;

	ensure(unpack_message(&item->arena, &google__rpc__status__descriptor,
			      status.details, &message, &item->diag) == ERR_OK);
	return (Google__Rpc__Status *)message;
}

static SlbSubmitAnswer *answer_message(struct item *item)
{
	SlbSubmitAnswer *answer = arena_new(&item->arena, SlbSubmitAnswer);

	slb_submit_answer__init(answer);
	if (item->err == ERR_OK) {
		answer->answer_case = SLB_SUBMIT_ANSWER__ANSWER_RECEIPT;
		answer->receipt = item->receipt;
	} else {
		answer->answer_case = SLB_SUBMIT_ANSWER__ANSWER_REFUSAL;
		answer->refusal = refusal_message(item);
	}
	return answer;
}

static void answer_many(struct submitting *submitting)
{
	SlbSubmitStreamResponse message;
	SlbSubmitAnswer *answers[ENVELOPES_MAX];

	slb_submit_stream_response__init(&message);
	for (size_t i = 0; i < submitting->count; i++) {
		count_answer(&submitting->items[i]);
		answers[i] = answer_message(&submitting->items[i]);
	}
	message.n_answers = submitting->count;
	message.answers = answers;
	rpc_reply(submitting->call, &message.base);
}

static void refuse_count(struct rpc_call *call, size_t count)
{
	struct diag diag;

	diag_init(&diag, rpc_arena(call));
	rpc_refuse(call,
		   diag_error(&diag, ERR_REQUEST_MALFORMED, diag_at("envelopes"),
			      "a message carries 1 to %d envelopes; this one has %zu",
			      ENVELOPES_MAX, count),
		   &diag);
}

static void submit_stream(struct rpc_call *call)
{
	const SlbSubmitStreamRequest *request =
		(const SlbSubmitStreamRequest *)rpc_request(call);
	const struct service *service = rpc_context(call);
	size_t count = request->n_envelopes;
	struct submitting *submitting;

	if (count == 0 || count > ENVELOPES_MAX) {
		refuse_count(call, count);
		return;
	}
	submitting = submitting_new(call, count);
	if (submitting == NULL) {
		rpc_refuse(call, ERR_NO_MEMORY, NULL);
		return;
	}
	submitting->answer = answer_many;
	for (size_t i = 0; i < count; i++) {
		struct item *item = &submitting->items[i];

		item->err =
			check_in(service, rpc_arena(call), request->envelopes[i], item);
	}
	hand_over(service, submitting);
}

struct method_table statement_service(void)
{
	static const struct rpc_method methods[] = {
		{ .path = "/slabroker.v1.StatementService/Submit",
		  .request = &slb_submit_request__descriptor,
		  .response = &slb_receipt__descriptor,
		  .kind = RPC_UNARY,
		  .thread = RPC_ON_WORKER,
		  .handle = submit,
		  .ended = ended },
		{ .path = "/slabroker.v1.StatementService/SubmitStream",
		  .request = &slb_submit_stream_request__descriptor,
		  .response = &slb_submit_stream_response__descriptor,
		  .kind = RPC_BIDI,
		  .thread = RPC_ON_WORKER,
		  .handle = submit_stream,
		  .ended = ended },
	};

	return (struct method_table){ methods, ARRAY_SIZE(methods) };
}
