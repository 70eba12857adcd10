#include "monitor/figures.h"

#include "acts/acts.h"
#include "ledger/census.h"
#include "monitor/exposition.h"
#include "monitor/process.h"
#include "rpc/core_log.h"
#include "service/tallies.h"

#define SCRATCH_BYTES ((size_t)1 << 20)

/* clang-format off */
static const struct metric build = { "slabroker_build", METRIC_INFO, "", 0,
	"The release that runs." };

static const struct metric serving = { "slabroker_serving", METRIC_GAUGE, "", 0,
	"1 while the log takes statements, 0 while it does not." };
static const struct metric stopped = { "slabroker_stopped", METRIC_GAUGE, "", 0,
	"1 with the reason for which the log takes no statements." };
static const struct metric entries = { "slabroker_log_entries", METRIC_GAUGE, "", 0,
	"Entries of the log that the last checkpoint covers." };
static const struct metric last_entry = { "slabroker_last_entry_timestamp_seconds", METRIC_GAUGE,
	"seconds", 3,
	"Log time of the last entry; one comes at least each ten minutes." };
static const struct metric checkpoint = { "slabroker_checkpoint_timestamp_seconds", METRIC_GAUGE,
	"seconds", 3, "When the last checkpoint was signed." };
static const struct metric organisations = { "slabroker_organisations", METRIC_GAUGE, "", 0,
	"Organisations that were enrolled." };
static const struct metric contracts = { "slabroker_contracts", METRIC_GAUGE, "", 0,
	"Contracts in the log, of whatever standing." };
static const struct metric overdue = { "slabroker_overdue_contracts", METRIC_GAUGE, "", 0,
	"Contracts in which something was due and is not told yet." };
static const struct metric foreseen = { "slabroker_periods_foreseen", METRIC_COUNTER, "", 0,
	"Periods with large reports that were judged beside the writer." };
static const struct metric left_alone = { "slabroker_contracts_left_alone", METRIC_GAUGE, "", 0,
	"Contracts whose due work met a fault and waits for a restart." };
static const struct metric quarantined = { "slabroker_quarantined_statements", METRIC_GAUGE, "", 0,
	"Statements that met a fault of the broker and were set aside." };

static const struct metric logged = { "slabroker_statements_logged", METRIC_COUNTER, "", 0,
	"Statements that were logged, by kind." };
static const struct metric repeated = { "slabroker_statements_repeated", METRIC_COUNTER, "", 0,
	"Statements that were logged before and got their first receipt again." };
static const struct metric refused = { "slabroker_statements_refused", METRIC_COUNTER, "", 0,
	"Statements that were refused, by kind and reason." };

static const struct metric waiting = { "slabroker_queue_statements", METRIC_GAUGE, "", 0,
	"Statements that wait for the writer." };
static const struct metric waiting_max = { "slabroker_queue_limit_statements", METRIC_GAUGE,
	"", 0, "Statements that may wait, of all organisations and of each." };
static const struct metric groups = { "slabroker_group_statements", METRIC_HISTOGRAM, "", 0,
	"Statements that were decided together, for each commit." };
static const struct metric commits = { "slabroker_commit_duration_seconds", METRIC_HISTOGRAM,
	"seconds", 6,
	"From the beginning of a commit until its checkpoint was on disk." };

static const struct metric used = { "slabroker_store_used_bytes", METRIC_GAUGE, "bytes", 0,
	"The most that the log's store ever used of its file." };
static const struct metric limit = { "slabroker_store_limit_bytes", METRIC_GAUGE, "bytes", 0,
	"The most that it may." };
static const struct metric lag = { "slabroker_store_reader_lag_commits", METRIC_GAUGE, "", 0,
	"Commits since the oldest open view of the store began; no space is reused meanwhile." };

static const struct metric calls = { "slabroker_calls", METRIC_COUNTER, "", 0,
	"gRPC calls that came in." };
static const struct metric calls_refused = { "slabroker_calls_refused", METRIC_COUNTER, "", 0,
	"gRPC calls that ended with a refusal, by reason." };
static const struct metric calls_open = { "slabroker_calls_open", METRIC_GAUGE, "", 0,
	"gRPC calls that are open, streams included." };
static const struct metric streams_open = { "slabroker_streams_open", METRIC_GAUGE, "", 0,
	"gRPC streams that are open." };
static const struct metric watchers = { "slabroker_watchers", METRIC_GAUGE, "", 0,
	"Watches of notices that are open." };

static const struct metric failed_handshakes = { "slabroker_tls_handshakes_failed",
	METRIC_COUNTER, "", 0,
	"Connections that did not become TLS: scanners, unknown certificates." };
static const struct metric certificate = { "slabroker_certificate_end_timestamp_seconds",
	METRIC_GAUGE, "seconds", 0,
	"When the TLS certificate that new connections meet ends; none without TLS." };
/* clang-format on */

/* ---- the log -------------------------------------------------------------------- */

static void gather_limits(const struct job_limits *limits, struct text *out)
{
	static const struct label all = { "of", "all" };
	static const struct label each = { "of", "each" };

	exposition_family(out, &waiting_max);
	exposition_value(out, &waiting_max, &all, 1, (int64_t)limits->all_max);
	exposition_value(out, &waiting_max, &each, 1, (int64_t)limits->lane_max);
}

static void gather_log(const struct figures_sources *sources, struct text *out)
{
	struct ledger_status status = ledger_status(sources->ledger);
	const struct label reason = { "reason", err_name(status.stopped_by) };
	struct ledger_figures figures;

	ledger_figures(sources->ledger, &figures);
	exposition_single(out, &serving, status.is_serving ? 1 : 0);
	exposition_family(out, &stopped);
	if (!status.is_serving)
		exposition_value(out, &stopped, &reason, 1, 1);
	exposition_single(out, &entries, (int64_t)status.tree_size);
	exposition_single(out, &last_entry, status.last_ms);
	exposition_single(out, &checkpoint, figures.signed_ms);
	exposition_single(out, &quarantined, (int64_t)figures.quarantine_count);
	exposition_single(out, &foreseen, (int64_t)figures.foreseen_count);
	exposition_single(out, &left_alone, (int64_t)figures.left_alone_count);
	exposition_single(out, &waiting, (int64_t)status.waiting_count);
	gather_limits(&status.limits, out);
	exposition_histogram(out, &groups, &figures.group_statements);
	exposition_histogram(out, &commits, &figures.commit_us);
}

static void gather_store(const struct figures_sources *sources, struct diag *diag,
			 struct text *out)
{
	struct ledger_census census;
	struct store_stats stats;

	if (ledger_census(sources->log_store, clock_now_ms(&sources->clock), &census,
			  diag) == ERR_OK) {
		exposition_single(out, &organisations,
				  (int64_t)census.organisation_count);
		exposition_single(out, &contracts, (int64_t)census.contract_count);
		exposition_single(out, &overdue, (int64_t)census.overdue_count);
	}
	if (store_read_stats(sources->log_store, &stats, diag) == ERR_OK) {
		exposition_single(out, &used, (int64_t)stats.used_bytes);
		exposition_single(out, &limit, (int64_t)stats.size_bytes_max);
		exposition_single(out, &lag, (int64_t)stats.oldest_reader_lag);
	}
}

/* ---- statements ----------------------------------------------------------------- */

static const char *kind_name(unsigned kind)
{
	const struct act_kind *act = act_kind(kind);

	return act == NULL ? "unreadable" : act->name;
}

/* A kind that was never met has no sample. */
static void add_by_kind(struct text *out, const struct metric *metric,
			const atomic_uint_fast64_t *counts)
{
	exposition_family(out, metric);
	for (unsigned kind = 0; kind < TALLIES_KINDS; kind++) {
		const struct label label = { "kind", kind_name(kind) };
		uint64_t count = atomic_load(&counts[kind]);

		if (count > 0)
			exposition_value(out, metric, &label, 1, (int64_t)count);
	}
}

static void gather_statements(const struct tallies *tallies, struct text *out)
{
	add_by_kind(out, &logged, tallies->logged);
	add_by_kind(out, &repeated, tallies->repeated);
	exposition_family(out, &refused);
	for (unsigned kind = 0; kind < TALLIES_KINDS; kind++) {
		for (size_t err = 0; err < ERR_COUNT; err++) {
			const struct label labels[] = {
				{ "kind", kind_name(kind) },
				{ "reason", err_name((enum err)err) },
			};
			uint64_t count = atomic_load(&tallies->refused[kind][err]);

			if (count > 0)
				exposition_value(out, &refused, labels, 2,
						 (int64_t)count);
		}
	}
}

/* ---- calls ---------------------------------------------------------------------- */

static void gather_calls(const struct front *front, struct text *out)
{
	struct front_figures figures;

	front_figures(front, &figures);
	exposition_single(out, &calls, (int64_t)figures.server.call_count);
	exposition_family(out, &calls_refused);
	for (size_t err = 0; err < ERR_COUNT; err++) {
		const struct label label = { "reason", err_name((enum err)err) };
		uint64_t count = figures.server.refused_count[err];

		if (count > 0)
			exposition_value(out, &calls_refused, &label, 1,
					 (int64_t)count);
	}
	exposition_single(out, &calls_open, (int64_t)figures.server.calls_open);
	exposition_single(out, &streams_open, (int64_t)figures.server.streams_open);
	exposition_single(out, &watchers, (int64_t)figures.watcher_count);
}

static void gather_tls(struct certificates *certificates, struct text *out)
{
	exposition_single(out, &failed_handshakes,
			  (int64_t)core_log_failed_handshakes());
	exposition_family(out, &certificate);
	if (certificates != NULL)
		exposition_value(out, &certificate, NULL, 0,
				 certificates_end_s(certificates));
}

void figures_gather(const struct figures_sources *sources, struct text *out)
{
	const struct label version = { "version", sources->version };
	struct arena scratch;
	struct diag diag;

	arena_init(&scratch, SCRATCH_BYTES);
	diag_init(&diag, &scratch);
	exposition_family(out, &build);
	exposition_value(out, &build, &version, 1, 1);
	gather_log(sources, out);
	gather_store(sources, &diag, out);
	gather_statements(sources->tallies, out);
	gather_calls(sources->front, out);
	gather_tls(sources->certificates, out);
	process_gather(sources->started_ms, out);
	exposition_end(out);
	arena_release(&scratch);
}
