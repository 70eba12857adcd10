#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "ledger/ledger.h"
#include "ledger/log.h"
#include "lib/token.h"
#include "rpc/request.h"
#include "rpc/status.h"
#include "service/notice_watch.h"
#include "service/reading.h"
#include "service/service.h"
#include "support/folder_empty.h"
#include "support/statements.h"

/*
 * Any bytes as the request of a method, with somebody's token or none, before a ledger
 * with a contract, reports, a verdict and a notice in it: unpacked and handled by the code
 * of the server, up to the store and back.  Each call is answered once, by a message of
 * its method's type or a refusal that says something; nobody's request is logged, and a
 * stranger is told nothing of the parties.
 *
 *	byte 0   which method
 *	byte 1   whose token: acme's, nordcall's, a stranger's, none
 *	others   the request
 *
 * What stands here in the place of rpc/call.c hands a call on as that does, on one thread.
 * Nothing is to come that NoticeService/Watch could wait for: a watch that was looked after
 * and left to wait is cancelled.
 *
 * With FUZZ_SEEDS=FOLDER in the environment it writes its seeds there, and ends.
 */

#define ORIGIN         "broker.example/log"
#define START_MS       INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */
#define HOUR_MS        INT64_C(3600000)
#define CALL_ARENA_MAX ((size_t)24 << 20)
#define REQUEST_MAX    ((size_t)2 << 20)
#define SAID_MAX       24
#define READERS        4 /* the last one has no token */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* ---- a call -------------------------------------------------------------------------- */

struct rpc_call {
	const struct rpc_method *method;
	void *context;
	void *state;
	struct arena arena;
	ProtobufCMessage *request;
	struct bytes authorization;
	bool may_know;         /* what the parties are called */
	unsigned cancel_looks; /* since it last sent something */
	pthread_mutex_t lock;
	pthread_cond_t given_back;
	bool is_given_back;
	void (*next)(struct rpc_call *call);
};

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void give_back(struct rpc_call *call, void (*next)(struct rpc_call *call))
{
	pthread_mutex_lock(&call->lock);
	require(!call->is_given_back);
	call->next = next;
	call->is_given_back = true;
	pthread_cond_signal(&call->given_back);
	pthread_mutex_unlock(&call->lock);
}

void *rpc_context(const struct rpc_call *call)
{
	return call->context;
}

void rpc_set_state(struct rpc_call *call, void *state)
{
	call->state = state;
}

void *rpc_state(const struct rpc_call *call)
{
	return call->state;
}

struct arena *rpc_arena(struct rpc_call *call)
{
	return &call->arena;
}

const ProtobufCMessage *rpc_request(const struct rpc_call *call)
{
	return call->request;
}

struct bytes rpc_metadata(const struct rpc_call *call, const char *key)
{
	require(strcmp(key, "authorization") == 0);
	return call->authorization;
}

size_t rpc_metadata_count(const struct rpc_call *call, const char *key)
{
	return rpc_metadata(call, key).data != NULL;
}

const char *rpc_peer(struct rpc_call *call)
{
	(void)call;
	return "unix:";
}

int64_t rpc_remaining_ms(const struct rpc_call *call)
{
	(void)call;
	return INT64_MAX;
}

/* Asked twice when a watch is looked after, and again while it waits. */
bool rpc_cancelled(struct rpc_call *call)
{
	return ++call->cancel_looks > 2;
}

void rpc_on_cancel(struct rpc_call *call, void (*wake)(void *context), void *context)
{
	(void)call;
	(void)wake;
	(void)context;
}

/* Of an organisation that shares nothing with the stranger. */
static const char secret[] = "nordcall Ltd";

static bool holds_secret(struct bytes bytes)
{
	for (size_t i = 0; i + strlen(secret) <= bytes.len; i++) {
		if (memcmp(bytes.data + i, secret, strlen(secret)) == 0)
			return true;
	}
	return false;
}

/* A message goes out as the method has it, and tells a stranger nothing new. */
static void look_at(struct rpc_call *call, const ProtobufCMessage *message)
{
	struct bytes packed;

	require(message->descriptor == call->method->response);
	packed = pack_message(&call->arena, message);
	require(call->may_know || !holds_secret(packed));
}

void rpc_reply(struct rpc_call *call, const ProtobufCMessage *message)
{
	look_at(call, message);
	give_back(call, NULL);
}

void rpc_refuse(struct rpc_call *call, enum err err, const struct diag *diag)
{
	struct arena arena;
	struct status status;

	arena_init(&arena, STATUS_ARENA_BYTES);
	status = status_of(&arena, err, diag);
	require(status.code > 0 && status.code <= 16 && status.message[0] != '\0');
	require(err != ERR_INTERNAL && err != ERR_STORE_FAILED);
	arena_release(&arena);
	give_back(call, NULL);
}

void rpc_send(struct rpc_call *call, const ProtobufCMessage *message,
	      void (*ready)(struct rpc_call *call))
{
	look_at(call, message);
	call->cancel_looks = 0;
	give_back(call, ready);
}

void rpc_end(struct rpc_call *call)
{
	give_back(call, NULL);
}

void rpc_resume(struct rpc_call *call, void (*then)(struct rpc_call *call))
{
	give_back(call, then);
}

void rpc_toil(struct rpc_call *call, void (*then)(struct rpc_call *call))
{
	give_back(call, then);
}

/* ---- the broker ---------------------------------------------------------------------- */

static struct broker {
	char folder[32];
	struct arena arena;
	struct diag diag;
	struct service service;
	struct ledger_options options;
	struct master_key master_key;
	_Atomic int64_t now_ms;
	struct speaker operator, roots[3], speakers[3], token_keys[3];
	struct agreed agreed;
	struct said said[SAID_MAX];
	size_t said_count;
	struct bytes tokens[READERS];
	struct notice_watch *watch;
	struct served {
		const struct rpc_method *method;
		void *context;
	} methods[64];
	size_t method_count;
} broker;

static int64_t broker_now(void *context)
{
	const struct broker *b = context;

	return b->now_ms;
}

/* What is open stays so; a crash later leaves nothing. */
static void remove_folder(void)
{
	folder_empty(broker.folder);
	(void)rmdir(broker.folder);
}

static void close_broker(void)
{
	notice_watch_close(broker.watch);
	ledger_close(broker.service.ledger);
}

struct saying {
	struct ledger_submission submission;
	pthread_mutex_t lock;
	pthread_cond_t done;
	bool is_done;
	enum err err;
};

static void on_said(struct ledger_submission *submission, enum err err,
		    const struct ledger_receipt *receipt)
{
	struct saying *saying = submission->context;

	(void)receipt;
	pthread_mutex_lock(&saying->lock);
	saying->err = err;
	saying->is_done = true;
	pthread_cond_signal(&saying->done);
	pthread_mutex_unlock(&saying->lock);
}

static void say(struct said said)
{
	struct saying saying = { .lock = PTHREAD_MUTEX_INITIALIZER,
				 .done = PTHREAD_COND_INITIALIZER };

	saying.submission = (struct ledger_submission){
		.envelope = &said.envelope,
		.statement = said.statement,
		.lane = said.statement->issuer,
		.diag = &broker.diag,
		.done = on_said,
		.context = &saying,
	};
	require(ledger_submit(broker.service.ledger, &saying.submission) == ERR_OK);
	pthread_mutex_lock(&saying.lock);
	while (!saying.is_done)
		pthread_cond_wait(&saying.done, &saying.lock);
	pthread_mutex_unlock(&saying.lock);
	require(saying.err == ERR_OK && broker.said_count < SAID_MAX);
	broker.said[broker.said_count++] = said;
}

static void open_ledger(void)
{
	broker.options = (struct ledger_options){
		.foresee_cells = 1,
		.origin = ORIGIN,
		.state_folder = broker.folder,
		.log = store_open_memory(&log_store),
		.content_keys = store_open_memory(&content_keys_store),
		.master_key = &broker.master_key,
		.log_key = speaker_make("broker", 1).key,
		.notice_key = speaker_make("broker", 2).key,
		.clock = { broker_now, &broker },
	};

	(void)snprintf(broker.folder, sizeof(broker.folder), "/tmp/fuzz-XXXXXX");
	require(mkdtemp(broker.folder) != NULL);
	require(ledger_create(&broker.options, broker.operator.key, &broker.diag) ==
		ERR_OK);
	require(ledger_open(&broker.options, &broker.service.ledger, &broker.diag) ==
		ERR_OK);
	broker.service.origin = ORIGIN;
	broker.service.clock = broker.options.clock;
	broker.watch = notice_watch_open(&broker.service);
	require(broker.watch != NULL);
	(void)atexit(close_broker);
}

static void enrol(size_t place, const char *slug)
{
	uint8_t key = (uint8_t)(10 + 3 * place);

	broker.roots[place] = speaker_make(slug, key);
	broker.speakers[place] = speaker_make(slug, (uint8_t)(key + 1));
	broker.speakers[place].request = 1000;
	broker.token_keys[place] = speaker_make(slug, (uint8_t)(key + 2));
	say(say_enrolment(&broker.arena, ORIGIN,
			  &broker.operator, & broker.roots[place]));
	say(say_key_addition(&broker.arena, ORIGIN, &broker.roots[place],
			     broker.speakers[place].key,
			     SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS));
	say(say_key_addition(&broker.arena, ORIGIN, &broker.roots[place],
			     broker.token_keys[place].key,
			     SLB_KEY_PURPOSE__KEY_PURPOSE_TOKENS));
}

/* Some days, each judged by itself; the broker gives notice at once. */
static void agree(void)
{
	SlbTerms *terms = said_terms(&broker.arena, "2026-01-01", "2026-03-31");

	terms->period = arena_new(&broker.arena, SlbPeriod);
	slb_period__init(terms->period);
	terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_DAY;
	terms->kpis[0]->serving->mode = SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC;
	say(say_offer(&broker.arena, ORIGIN, &broker.speakers[0], terms,
		      &broker.agreed));
	say(say_acceptance(&broker.arena, ORIGIN, &broker.speakers[1], &broker.agreed));
}

static void report_days(void)
{
	static const char *const counts[] = { "0 100 95", "0 100 80", "0 100 70" };
	struct digest last;

	broker.now_ms = START_MS + 3 * 24 * HOUR_MS + HOUR_MS;
	say(say_clock_correction(&broker.arena, ORIGIN, &broker.operator,
				 broker.now_ms));
	for (unsigned i = 0; i < ARRAY_SIZE(counts); i++) {
		struct daily daily = {
			.sequence = i + 1,
			.previous = i == 0 ? NULL : &last,
			.day = arena_printf(&broker.arena, "2026-01-%02u", i + 1),
			.counts = counts[i],
		};

		say(say_daily(&broker.arena, ORIGIN, &broker.speakers[1],
			      &broker.agreed, &daily));
		last = broker.said[broker.said_count - 1].envelope.content_id;
	}
}

static void make_tokens(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(broker.token_keys); i++) {
		struct token_claims claims = {
			.organisation = broker.token_keys[i].slug,
			.origin = ORIGIN,
			.issued_s = broker.now_ms / 1000,
			.expires_s = broker.now_ms / 1000 + TOKEN_LIFE_MAX_S,
		};

		broker.tokens[i] = bytes_of_string(arena_printf(
			&broker.arena, "Bearer %s",
			token_make(&broker.arena, &claims, broker.token_keys[i].key)));
	}
}

static void add_methods(struct method_table table, void *context)
{
	for (size_t i = 0; i < table.count; i++)
		broker.methods[broker.method_count++] =
			(struct served){ &table.methods[i], context };
}

static void list_methods(void)
{
	static struct method_table (*const tables[])(void) = {
		statement_service, organization_service,    contract_service,
		report_service,    verdict_service,         notice_service,
		log_service,       evidence_export_methods,
	};

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		add_methods(tables[i](), &broker.service);
	add_methods(notice_watch_methods(), broker.watch);
}

/* ---- one request --------------------------------------------------------------------- */

/* The owner's thread: whatever the call is handed on to runs here. */
static void run(struct rpc_call *call)
{
	void (*next)(struct rpc_call * call) = call->method->handle;

	while (next != NULL) {
		next(call);
		pthread_mutex_lock(&call->lock);
		while (!call->is_given_back)
			pthread_cond_wait(&call->given_back, &call->lock);
		call->is_given_back = false;
		next = call->next;
		pthread_mutex_unlock(&call->lock);
	}
	if (call->method->ended != NULL)
		call->method->ended(call);
}

static void ask(const struct served *served, size_t reader, struct bytes wire)
{
	struct rpc_call call = {
		.method = served->method,
		.context = served->context,
		.authorization = broker.tokens[reader],
		.may_know = reader < 2 || holds_secret(wire),
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.given_back = PTHREAD_COND_INITIALIZER,
	};
	uint64_t size = ledger_status(broker.service.ledger).tree_size;
	struct diag diag;

	arena_init(&call.arena, CALL_ARENA_MAX);
	diag_init(&diag, &call.arena);
	if (request_unpack(&call.arena, REQUEST_MAX, call.method->request, wire,
			   &call.request, &diag) == ERR_OK)
		run(&call);
	require(ledger_status(broker.service.ledger).tree_size == size);
	arena_release(&call.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	ask(&broker.methods[data[0] % broker.method_count], data[1] % READERS,
	    (struct bytes){ data + 2, size - 2 });
	return 0;
}

/* ---- seeds --------------------------------------------------------------------------- */

/* What is there, in the fields that have such names. */
static void fill(ProtobufCMessage *request)
{
	const ProtobufCMessageDescriptor *type = request->descriptor;
	struct contract_id contract;

	memcpy(contract.bytes, broker.agreed.contract_id, CONTRACT_BYTES);
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		void *place = (char *)request + field->offset;

		if (field->label == PROTOBUF_C_LABEL_REPEATED)
			continue;
		if (field->type == PROTOBUF_C_TYPE_UINT64)
			*(uint64_t *)place = 1;
		else if (strcmp(field->name, "contract") == 0)
			*(char **)place = contract_id_text(&broker.arena, &contract);
		else if (strncmp(field->name, "organi", 6) == 0)
			*(char **)place = law_text(&broker.arena, "nordcall");
		else if (strcmp(field->name, "period") == 0)
			*(char **)place = law_text(&broker.arena, "2026-01-02");
		else if (strcmp(field->name, "series") == 0)
			*(char **)place = law_text(&broker.arena, "daily");
		else if (strcmp(field->name, "envelope") == 0)
			*(ProtobufCBinaryData *)place =
				said_bytes(&broker.arena,
					   broker.said[broker.said_count - 1]
						   .envelope.received.data,
					   broker.said[broker.said_count - 1]
						   .envelope.received.len);
	}
}

static void write_seed(const char *folder, size_t method, uint8_t reader, bool filled)
{
	const struct rpc_method *row = broker.methods[method].method;
	ProtobufCMessage *request =
		arena_alloc(&broker.arena, row->request->sizeof_message);
	const char *name = arena_printf(&broker.arena, "%s/%s-%u-%s", folder,
					strrchr(row->path, '/') + 1, (unsigned)reader,
					filled ? "filled" : "empty");
	FILE *file = fopen(name, "wb");
	struct bytes packed;

	require(file != NULL);
	protobuf_c_message_init(row->request, request);
	if (filled)
		fill(request);
	packed = pack_message(&broker.arena, request);
	require(fputc((int)method, file) != EOF && fputc(reader, file) != EOF &&
		fwrite(packed.data, 1, packed.len, file) == packed.len);
	require(fclose(file) == 0);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *folder = getenv("FUZZ_SEEDS");

	(void)argc;
	(void)argv;
	arena_init(&broker.arena, (size_t)1 << 26);
	diag_init(&broker.diag, &broker.arena);
	broker.now_ms = START_MS;
	broker.operator= speaker_make("operator", 3);
	open_ledger();
	enrol(0, "acme");
	enrol(1, "nordcall");
	enrol(2, "bystander");
	agree();
	report_days();
	remove_folder();
	make_tokens();
	list_methods();
	for (size_t i = 0; folder != NULL && i < broker.method_count; i++) {
		write_seed(folder, i, 0, true);
		write_seed(folder, i, 2, true);
		write_seed(folder, i, 3, false);
	}
	if (folder != NULL)
		exit(0);
	return 0;
}
