/*
 * Keeps calls under way to servers that take statements, and measures them.
 *
 *	load FOLDER NAME=ADDRESS,PID...
 *
 * FOLDER holds the world of common/world.h; the first target has its log.  Each line of
 * the standard input is an order,
 *
 *	unary|stream QUEUES single|batch|message IN_FLIGHT COUNT ROUNDS [CENTRE]
 *
 * COUNT statements over QUEUES queues are signed, alone or 64 under one signature
 * (message: and all 64 in one message of the stream), by all centres or by one, then sent
 * to each target in turn, the same bytes, so many rounds with new statements.  A line of
 * key=value for each round and target, after "prepared" for each round; then "done".  A target named echo is left out of
 * streams.  A refusal ends the program with status 1.
 */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/support/time.h>

#include "bench/common/prepared.h"
#include "slabroker/v1/statement_service.pb-c.h"

#define TARGETS_MAX   4
#define CHANNELS      4 /* a server takes 100 calls of one connection at a time */
#define IN_FLIGHT_MAX 256
#define DEADLINE_MS   120000

struct target {
	char name[32];
	long pid;
	grpc_channel *channels[CHANNELS];
};

struct order {
	struct prepare prepare;
	size_t in_flight;
	size_t rounds;
};

struct run;

/* One call, or one stream with one message under way. */
struct slot {
	struct run *run;
	grpc_channel *channel;
	grpc_call *call;
	grpc_metadata_array headers, trailers;
	grpc_byte_buffer *sent, *received;
	grpc_status_code code;
	grpc_slice details;
	size_t line;
	uint64_t sent_ns;
	enum { SLOT_IDLE, SLOT_BUSY, SLOT_ENDING } state;
};

struct run {
	const struct order *order;
	const struct target *target;
	const struct prepared *prepared;
	grpc_completion_queue *completions;
	size_t next_of_line[BENCH_LANES];
	/* Lines whose last message was answered, longest ago first. */
	size_t ready[BENCH_LANES];
	size_t ready_first, ready_count;
	uint64_t *latencies_ns; /* of messages in the window that counts */
	size_t latency_count;
	size_t answered, total, warm;
	bool is_counting, is_over;
	uint64_t from_ns, until_ns, cpu_from_ns, cpu_until_ns;
	size_t counted;
	size_t open_slots;
	struct slot slots[IN_FLIGHT_MAX];
};

static void fail(const char *what, const char *detail)
{
	fprintf(stderr, "load: %s: %s\n", what, detail);
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* What all threads of a process have run: first number of /proc/PID/task/T/schedstat. */
static uint64_t cpu_ns(long pid)
{
	char path[320];
	struct dirent *entry;
	uint64_t sum = 0;
	DIR *dir;

	(void)snprintf(path, sizeof(path), "/proc/%ld/task", pid);
	dir = opendir(path);
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		unsigned long long ran = 0;
		FILE *file;

		(void)snprintf(path, sizeof(path), "/proc/%ld/task/%s/schedstat", pid,
			       entry->d_name);
		file = entry->d_name[0] == '.' ? NULL : fopen(path, "r");
		if (file != NULL) {
			if (fscanf(file, "%llu", &ran) == 1)
				sum += ran;
			(void)fclose(file);
		}
	}
	if (dir != NULL)
		(void)closedir(dir);
	return sum;
}

/* ---- what is answered --------------------------------------------------------------- */

static void check_answers(struct bytes bytes, size_t count)
{
	SlbSubmitStreamResponse *response =
		slb_submit_stream_response__unpack(NULL, bytes.len, bytes.data);

	if (response == NULL || response->n_answers != count)
		fail("an answer", "not of as many statements as were sent");
	for (size_t i = 0; i < count; i++) {
		const SlbSubmitAnswer *answer = response->answers[i];

		if (answer->answer_case == SLB_SUBMIT_ANSWER__ANSWER_REFUSAL)
			fail("refused", answer->refusal->message);
	}
	slb_submit_stream_response__free_unpacked(response, NULL);
}

static void check_message(const struct run *run, grpc_byte_buffer *message)
{
	grpc_byte_buffer_reader reader;
	grpc_slice all;

	if (message == NULL)
		fail("an answer", "without a message");
	if (!run->order->prepare.is_stream)
		return;
	if (grpc_byte_buffer_reader_init(&reader, message) == 0)
		fail("an answer", "cannot be read");
	all = grpc_byte_buffer_reader_readall(&reader);
	check_answers(
		(struct bytes){ GRPC_SLICE_START_PTR(all), GRPC_SLICE_LENGTH(all) },
		run->prepared->per_message);
	grpc_slice_unref(all);
	grpc_byte_buffer_reader_destroy(&reader);
}

/* ---- calls -------------------------------------------------------------------------- */

static gpr_timespec deadline(void)
{
	return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
			    gpr_time_from_millis(DEADLINE_MS, GPR_TIMESPAN));
}

static void open_call(struct slot *slot, const char *method)
{
	slot->call = grpc_channel_create_call(
		slot->channel, NULL, GRPC_PROPAGATE_DEFAULTS, slot->run->completions,
		grpc_slice_from_static_string(method), NULL, deadline(), NULL);
	grpc_metadata_array_init(&slot->headers);
	grpc_metadata_array_init(&slot->trailers);
	slot->details = grpc_empty_slice();
}

static void close_call(struct slot *slot)
{
	grpc_metadata_array_destroy(&slot->headers);
	grpc_metadata_array_destroy(&slot->trailers);
	grpc_slice_unref(slot->details);
	grpc_call_unref(slot->call);
	slot->call = NULL;
}

static void start(struct slot *slot, const grpc_op *ops, size_t count)
{
	if (grpc_call_start_batch(slot->call, ops, count, slot, NULL) != GRPC_CALL_OK)
		fail("a batch", "was not taken");
}

static grpc_op send_message_op(struct slot *slot, struct bytes message)
{
	grpc_op op = { .op = GRPC_OP_SEND_MESSAGE };
	grpc_slice slice = grpc_slice_from_static_buffer(message.data, message.len);

	slot->sent = grpc_raw_byte_buffer_create(&slice, 1);
	op.data.send_message.send_message = slot->sent;
	return op;
}

static grpc_op receive_message_op(struct slot *slot)
{
	grpc_op op = { .op = GRPC_OP_RECV_MESSAGE };

	slot->received = NULL;
	op.data.recv_message.recv_message = &slot->received;
	return op;
}

static grpc_op receive_status_op(struct slot *slot)
{
	grpc_op op = { .op = GRPC_OP_RECV_STATUS_ON_CLIENT };

	op.data.recv_status_on_client.trailing_metadata = &slot->trailers;
	op.data.recv_status_on_client.status = &slot->code;
	op.data.recv_status_on_client.status_details = &slot->details;
	return op;
}

static grpc_op receive_headers_op(struct slot *slot)
{
	grpc_op op = { .op = GRPC_OP_RECV_INITIAL_METADATA };

	op.data.recv_initial_metadata.recv_initial_metadata = &slot->headers;
	return op;
}

static void send_unary(struct slot *slot, struct bytes message)
{
	grpc_op ops[6] = { { .op = GRPC_OP_SEND_INITIAL_METADATA } };

	open_call(slot, "/slabroker.v1.StatementService/Submit");
	ops[1] = send_message_op(slot, message);
	ops[2] = (grpc_op){ .op = GRPC_OP_SEND_CLOSE_FROM_CLIENT };
	ops[3] = receive_headers_op(slot);
	ops[4] = receive_message_op(slot);
	ops[5] = receive_status_op(slot);
	start(slot, ops, ARRAY_SIZE(ops));
}

static void send_in_stream(struct slot *slot, struct bytes message)
{
	grpc_op ops[4] = { { .op = GRPC_OP_SEND_INITIAL_METADATA } };

	if (slot->call == NULL) {
		open_call(slot, "/slabroker.v1.StatementService/SubmitStream");
		ops[1] = receive_headers_op(slot);
		ops[2] = send_message_op(slot, message);
		ops[3] = receive_message_op(slot);
		start(slot, ops, 4);
		return;
	}
	ops[0] = send_message_op(slot, message);
	ops[1] = receive_message_op(slot);
	start(slot, ops, 2);
}

static void end_stream(struct slot *slot)
{
	grpc_op ops[2] = { { .op = GRPC_OP_SEND_CLOSE_FROM_CLIENT } };

	slot->state = SLOT_ENDING;
	ops[1] = receive_status_op(slot);
	start(slot, ops, 2);
}

/* ---- the window that counts --------------------------------------------------------- */

static void begin_counting(struct run *run)
{
	run->is_counting = true;
	run->from_ns = now_ns();
	run->cpu_from_ns = cpu_ns(run->target->pid);
}

/* When a slot first finds nothing to send: from here on fewer are in flight. */
static void end_counting(struct run *run)
{
	if (!run->is_counting || run->is_over)
		return;
	run->is_over = true;
	run->until_ns = now_ns();
	run->cpu_until_ns = cpu_ns(run->target->pid);
}

static void count_answer(struct run *run, uint64_t sent_ns)
{
	run->answered += run->prepared->per_message;
	if (run->is_counting && !run->is_over) {
		run->latencies_ns[run->latency_count++] = now_ns() - sent_ns;
		run->counted += run->prepared->per_message;
	} else if (!run->is_counting && run->answered >= run->warm) {
		begin_counting(run);
	}
}

/* ---- the loop ----------------------------------------------------------------------- */

static void put_ready(struct run *run, size_t line)
{
	if (run->next_of_line[line] == run->prepared->lines[line].count)
		return;
	run->ready[(run->ready_first + run->ready_count++) % BENCH_LANES] = line;
}

/* The next message of the line that has waited longest, or the slot has done its part. */
static void send_next(struct slot *slot)
{
	struct run *run = slot->run;
	struct bytes message;

	if (run->ready_count == 0) {
		end_counting(run);
		slot->state = SLOT_IDLE;
		if (slot->call != NULL)
			end_stream(slot);
		else
			run->open_slots--;
		return;
	}
	slot->line = run->ready[run->ready_first];
	run->ready_first = (run->ready_first + 1) % BENCH_LANES;
	run->ready_count--;
	message = run->prepared->lines[slot->line]
			  .messages[run->next_of_line[slot->line]++];
	slot->state = SLOT_BUSY;
	slot->sent_ns = now_ns();
	if (run->order->prepare.is_stream)
		send_in_stream(slot, message);
	else
		send_unary(slot, message);
}

static void check_status(const struct slot *slot)
{
	char text[256];

	if (slot->code == GRPC_STATUS_OK)
		return;
	(void)snprintf(text, sizeof(text), "status %d: %.*s", (int)slot->code,
		       (int)GRPC_SLICE_LENGTH(slot->details),
		       (const char *)GRPC_SLICE_START_PTR(slot->details));
	fail(slot->run->target->name, text);
}

static void on_event(struct slot *slot)
{
	struct run *run = slot->run;
	bool is_unary = !run->order->prepare.is_stream;

	if (slot->state == SLOT_ENDING) {
		check_status(slot);
		close_call(slot);
		run->open_slots--;
		return;
	}
	if (is_unary)
		check_status(slot);
	count_answer(run, slot->sent_ns);
	check_message(run, slot->received);
	grpc_byte_buffer_destroy(slot->received);
	grpc_byte_buffer_destroy(slot->sent);
	if (is_unary)
		close_call(slot);
	put_ready(run, slot->line);
	send_next(slot);
}

static void run_all(struct run *run)
{
	for (size_t line = 0; line < run->prepared->line_count; line++)
		put_ready(run, line);
	run->open_slots = run->order->in_flight;
	for (size_t i = 0; i < run->order->in_flight; i++) {
		struct slot *slot = &run->slots[i];

		slot->run = run;
		slot->channel = run->target->channels[i % CHANNELS];
		send_next(slot);
	}
	while (run->open_slots > 0) {
		grpc_event event = grpc_completion_queue_next(
			run->completions, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);

		if (event.type != GRPC_OP_COMPLETE)
			fail(run->target->name, "the queue ended");
		on_event(event.tag);
	}
}

/* ---- figures ------------------------------------------------------------------------ */

static int by_size(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

static double quantile_ms(const struct run *run, double part)
{
	size_t place = (size_t)(part * (double)run->latency_count);

	return (double)run->latencies_ns[place] / 1e6;
}

static void print_figures(struct run *run, size_t round)
{
	double seconds = (double)(run->until_ns - run->from_ns) / 1e9;

	if (run->latency_count == 0)
		fail(run->target->name, "too few statements to measure anything");
	qsort(run->latencies_ns, run->latency_count, sizeof(*run->latencies_ns),
	      by_size);
	printf("target=%s round=%zu statements=%zu seconds=%.4f rate=%.1f p50_ms=%.3f "
	       "p99_ms=%.3f cpu_us=%.2f\n",
	       run->target->name, round, run->counted, seconds,
	       (double)run->counted / seconds, quantile_ms(run, 0.5),
	       quantile_ms(run, 0.99),
	       (double)(run->cpu_until_ns - run->cpu_from_ns) / 1e3 /
		       (double)run->counted);
	(void)fflush(stdout);
}

static void measure(const struct order *order, const struct target *target,
		    const struct prepared *prepared, size_t round)
{
	struct run *run = calloc(1, sizeof(*run));

	if (run == NULL)
		fail("memory", "there is none");
	run->order = order;
	run->target = target;
	run->prepared = prepared;
	for (size_t line = 0; line < prepared->line_count; line++)
		run->total += prepared->lines[line].count * prepared->per_message;
	run->warm = run->total / 8;
	run->latencies_ns = calloc(run->total, sizeof(*run->latencies_ns));
	run->completions = grpc_completion_queue_create_for_next(NULL);
	if (run->latencies_ns == NULL)
		fail("memory", "there is none");
	run_all(run);
	print_figures(run, round);
	grpc_completion_queue_shutdown(run->completions);
	while (grpc_completion_queue_next(run->completions,
					  gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL)
		       .type != GRPC_QUEUE_SHUTDOWN)
		continue;
	grpc_completion_queue_destroy(run->completions);
	free(run->latencies_ns);
	free(run);
}

/* ---- the program -------------------------------------------------------------------- */

static bool read_order(const char *line, struct order *order)
{
	char way[16], signed_as[16];
	int found;

	*order = (struct order){ .prepare = { .centre_count = BENCH_CENTRES } };
	found = sscanf(line, "%15s %u %15s %zu %zu %zu %zu", way,
		       &order->prepare.queues, signed_as, &order->in_flight,
		       &order->prepare.statement_count, &order->rounds,
		       &order->prepare.first_centre);
	if (found < 6)
		return false;
	if (found == 7)
		order->prepare.centre_count = 1;
	order->prepare.is_stream = strcmp(way, "stream") == 0;
	order->prepare.is_many = strcmp(signed_as, "message") == 0;
	order->prepare.as_batch = strcmp(signed_as, "single") != 0;
	return order->in_flight >= 1 && order->in_flight <= IN_FLIGHT_MAX &&
	       (order->prepare.is_stream || !order->prepare.is_many);
}

/* Who comes first after the preparing fares worse, by a tenth: each second round goes
 * through the targets backwards. */
static void carry_out(const struct order *order, struct bench_world *world,
		      const struct target *targets, size_t target_count)
{
	for (size_t round = 0; round < order->rounds; round++) {
		struct prepared prepared;

		prepared_make(&prepared, world, &order->prepare);
		puts("prepared");
		(void)fflush(stdout);
		for (size_t i = 0; i < target_count; i++) {
			const struct target *target =
				&targets[round % 2 == 0 ? i : target_count - 1 - i];
			bool is_echo = strcmp(target->name, "echo") == 0;

			if (!is_echo || !order->prepare.is_stream)
				measure(order, target, &prepared, round);
		}
		prepared_release(&prepared);
	}
	puts("done");
	(void)fflush(stdout);
}

static void open_target(const char *text, struct target *target)
{
	grpc_channel_credentials *credentials = grpc_insecure_credentials_create();
	char key[] = "grpc.use_local_subchannel_pool";
	grpc_arg own = { .type = GRPC_ARG_INTEGER, .key = key, .value.integer = 1 };
	grpc_channel_args arguments = { 1, &own };
	char address[256];

	if (sscanf(text, "%31[^=]=%255[^,],%ld", target->name, address, &target->pid) !=
	    3)
		fail(text, "not NAME=ADDRESS,PID");
	for (size_t i = 0; i < CHANNELS; i++)
		target->channels[i] =
			grpc_channel_create(address, credentials, &arguments);
	grpc_channel_credentials_release(credentials);
}

static void close_target(struct target *target)
{
	for (size_t i = 0; i < CHANNELS; i++)
		grpc_channel_destroy(target->channels[i]);
}

int main(int argc, char **argv)
{
	static struct bench_world world;
	struct target targets[TARGETS_MAX];
	size_t target_count = 0;
	char line[256];

	if (argc < 3 || argc > 2 + TARGETS_MAX) {
		fprintf(stderr, "usage: load FOLDER NAME=ADDRESS,PID...\n");
		return 2;
	}
	if (!bench_world_read(&world, argv[1]))
		fail(argv[1], "holds no world");
	grpc_init();
	for (int i = 2; i < argc; i++)
		open_target(argv[i], &targets[target_count++]);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		struct order order;

		if (!read_order(line, &order))
			fail("no order", line);
		carry_out(&order, &world, targets, target_count);
	}
	for (size_t i = 0; i < target_count; i++)
		close_target(&targets[i]);
	grpc_shutdown();
	if (!bench_world_write(&world, argv[1]))
		fail(argv[1], "cannot be written");
	bench_world_release(&world);
	return 0;
}
