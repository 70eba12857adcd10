#include "sla/commands.h"

#include <string.h>

#include "base/attribute.h"
#include "calendar/civil.h"
#include "notice/judgement.h"
#include "report/terms_calendar.h"
#include "sla/answer.h"
#include "sla/basis.h"
#include "sla/chain.h"
#include "sla/evidence.h"
#include "sla/files.h"
#include "sla/input.h"
#include "sla/page_judgement.h"

/* clang-format off */
const struct option judge_options[] = {
	{ "as-of", OPTION_TIME, 0, false, false, "TIME", NULL,
	  "judge for this instant; a day is its start in the contract's zone (default: now)" },
	{ "key", OPTION_FILE, 'k', true, false, "[ORG=]PUB", NULL,
	  "public key of ORG, else of whom its file names, that ORG's signatures must hold "
	  "under; without one none is checked" },
	{ "acceptance", OPTION_FILE, 0, false, false, "FILE", NULL,
	  "the signed statement by which the other party accepted the offer" },
	{ "explain", OPTION_FLAG, 0, false, false, NULL, NULL,
	  "show the way to each verdict, as one would check it by hand" },
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_END
};
/* clang-format on */

struct judging {
	struct invocation *in;
	struct trusted_keys keys;
	struct terms_file terms;
	struct input acceptance; /* where one was given */
	struct report_file *reports;
	size_t report_count;
	size_t signed_count;
	struct zone_table zone;
};

/* ---- which files ---- */

static enum err gather_names(struct invocation *in, struct name_list *names)
{
	enum err e = ERR_OK;
	size_t i;

	for (i = 1; i < in->operand_count && e == ERR_OK; i++) {
		if (folder_is(in->operands[i]))
			e = folder_list(in->arena, in->operands[i], names, &in->diag);
		else
			name_list_add(in->arena, names, in->operands[i]);
	}
	return e;
}

/* ---- signatures ---- */

static enum err check_signature(struct judging *judging, struct input *input)
{
	if (judging->keys.count == 0)
		return ERR_OK;
	if (!input->is_signed)
		return evidence_unsigned(judging->in, input);
	return evidence_verify(judging->in, input, &judging->keys);
}

/* Who must sign reports of a series; NULL where the terms do not have it. */
static const char *source_of(const SlbTerms *terms, const char *series_name)
{
	const SlbSeries *series = NULL;
	size_t i;

	for (i = 0; i < terms->n_series; i++) {
		if (strcmp(terms->series[i]->name, series_name) == 0)
			series = terms->series[i];
	}
	if (series == NULL || series->organisation[0] != '\0')
		return series == NULL ? NULL : series->organisation;
	for (i = 0; i < terms->n_parties; i++) {
		if (terms->parties[i]->role == series->source)
			return terms->parties[i]->organisation;
	}
	return NULL;
}

static enum err check_issuer(struct judging *judging, const struct report_file *file)
{
	const char *source;

	if (!file->input.is_signed)
		return ERR_OK;
	source = source_of(judging->terms.terms, file->report->series);
	if (source == NULL || strcmp(source, file->input.statement->issuer) == 0)
		return ERR_OK;
	return diag_error(&judging->in->diag, ERR_REPORT_MALFORMED,
			  (struct diag_place){ .file = file->input.name },
			  "the report is signed in the name of %s; the contract's "
			  "source of series %s is %s",
			  file->input.statement->issuer, file->report->series, source);
}

/* ---- reading ---- */

static enum err open_acceptance(struct judging *judging)
{
	struct invocation *in = judging->in;
	struct input *acceptance = &judging->acceptance;
	enum err e =
		input_open(in, option_text(&in->options, "acceptance"), acceptance);

	if (e == ERR_OK && judging->keys.count > 0)
		e = check_signature(judging, acceptance);
	if (e == ERR_OK)
		e = basis_acceptance_check(in, &judging->terms, acceptance);
	return e;
}

static enum err open_contract(struct judging *judging)
{
	struct invocation *in = judging->in;
	enum err e = terms_file_open(in, in->operands[0], &judging->terms);

	/* A contract that nobody signed is judged by; the page says so. */
	if (e == ERR_OK && judging->terms.input.is_signed)
		e = check_signature(judging, &judging->terms.input);
	if (e == ERR_OK)
		e = terms_file_check(in, &judging->terms);
	if (e == ERR_OK)
		e = basis_offer_check(in, &judging->terms);
	if (e == ERR_OK && option_given(&in->options, "acceptance"))
		e = open_acceptance(judging);
	if (e == ERR_OK)
		judging->zone = zone_of_terms(in->arena, judging->terms.terms->zone);
	return e;
}

static enum err open_report(struct judging *judging, const char *name)
{
	struct report_file *file = &judging->reports[judging->report_count];
	struct input input;
	enum err e = input_open(judging->in, name, &input);

	if (e == ERR_OK)
		e = check_signature(judging, &input);
	if (e == ERR_OK)
		e = report_file_of(judging->in, &input, file);
	if (e == ERR_OK)
		e = check_issuer(judging, file);
	if (e == ERR_OK)
		e = basis_statement_check(judging->in, &judging->terms, &file->input);
	if (e != ERR_OK)
		return e;
	judging->report_count++;
	judging->signed_count += input.is_signed;
	return ERR_OK;
}

/* Goes on after a bad file, so that one run names every one. */
static enum err open_reports(struct judging *judging)
{
	struct invocation *in = judging->in;
	struct name_list names = { 0 };
	struct progress progress;
	size_t i;
	enum err first = gather_names(in, &names);

	if (first != ERR_OK)
		return first;
	judging->reports = arena_array(in->arena, struct report_file, names.count + 1);
	progress = progress_start(&in->err, &in->clock, "reading reports");
	for (i = 0; i < names.count; i++) {
		enum err e = open_report(judging, names.names[i]);

		if (first == ERR_OK)
			first = e;
		progress_step(&progress, i + 1, names.count);
	}
	progress_end(&progress);
	return first;
}

/* ---- judging ---- */

/* Unsigned reports count in their series as they were given, the same one once. */
static uint64_t sequence_of(const struct judging *judging,
			    const struct report_input *before, size_t index)
{
	const struct report_file *file = &judging->reports[index];
	uint64_t sequence = 1;
	size_t i;

	if (file->input.is_signed)
		return file->input.statement->position->sequence;
	for (i = 0; i < index; i++) {
		const struct report_file *other = &judging->reports[i];

		if (digest_equal(&other->digest, &file->digest))
			return before[i].sequence;
		if (strcmp(other->report->series, file->report->series) == 0 &&
		    before[i].sequence >= sequence)
			sequence = before[i].sequence + 1;
	}
	return sequence;
}

static int64_t as_of(const struct judging *judging)
{
	const struct option_values *options = &judging->in->options;
	const char *text = option_text(options, "as-of");
	int64_t day;

	if (text == NULL)
		return clock_now_ms(&judging->in->clock) / 1000;
	if (civil_parse_day(bytes_of_string(text), &day))
		return zone_day_start(&judging->zone, day);
	return option_number(options, "as-of", 0);
}

static enum err run_law(const struct judging *judging, SlbJudgement **out)
{
	struct arena *arena = judging->in->arena;
	struct report_input *reports =
		arena_array(arena, struct report_input, judging->report_count + 1);
	struct judgement_request request = {
		.terms = judging->terms.terms,
		.version_id = digest_bytes(&judging->terms.version_id),
		.reports = reports,
		.report_count = judging->report_count,
		.as_of_s = as_of(judging),
	};
	const struct diag_item *before = judging->in->diag.last;
	size_t i;
	enum err e;

	for (i = 0; i < judging->report_count; i++) {
		const struct report_file *file = &judging->reports[i];

		reports[i] = (struct report_input){
			.report = file->report,
			.source = file->input.name,
			.sequence = sequence_of(judging, reports, i),
			.digest = digest_bytes(&file->digest),
			.is_signed = file->input.is_signed && judging->keys.count > 0,
		};
	}
	e = judge(arena, &request, out, &judging->in->diag);
	report_files_locate(judging->in, judging->reports, judging->report_count,
			    before);
	return e;
}

/* ---- answering ---- */

static const char *evidence_words(const struct judging *judging)
{
	struct arena *arena = judging->in->arena;

	if (judging->report_count == 0)
		return "no reports";
	if (judging->keys.count > 0)
		return arena_printf(arena,
				    "every report's signature holds under the keys "
				    "given (%zu)",
				    judging->keys.count);
	if (judging->signed_count > 0)
		return arena_printf(arena,
				    "%zu of %zu reports are signed; none was verified, "
				    "as no key was given",
				    judging->signed_count, judging->report_count);
	return "unsigned";
}

static const char *basis_words(const struct judging *judging)
{
	const struct input *input = &judging->terms.input;

	if (!input->is_signed)
		return arena_printf(judging->in->arena, "%s, an unsigned document",
				    input->name);
	return arena_printf(
		judging->in->arena, "%s, offered by %s, signature %s; %s", input->name,
		input->statement->issuer,
		judging->keys.count > 0 ? "verified" : "not verified",
		judging->acceptance.is_signed
			? arena_printf(judging->in->arena, "accepted by %s",
				       judging->acceptance.statement->issuer)
			: "no acceptance was given");
}

static enum err give(const struct judging *judging, const SlbJudgement *judgement)
{
	struct invocation *in = judging->in;
	struct judgement_view view = { .terms = judging->terms.terms,
				       .judgement = judgement,
				       .zone = judging->zone,
				       .evidence = evidence_words(judging),
				       .basis = basis_words(judging) };
	struct answer answer = { .message = &judgement->base };
	struct page page;
	size_t i;

	page_init(&page, in->arena,
		  arena_printf(in->arena, "Verdicts: %s", judgement->title));
	page_judgement(&page, &view);
	if (option_given(&in->options, "explain")) {
		for (i = 0; i < judgement->n_periods; i++)
			page_explanation(&page, &view, judgement->periods[i]);
		page_reports(&page, &view);
	}
	answer.page = &page;
	return answer_give(in, &answer);
}

enum err judge_run(struct invocation *in)
{
	struct judging judging = { .in = in };
	SlbJudgement *judgement;
	enum err e = trusted_keys_open(in, &judging.keys);

	if (e == ERR_OK)
		e = open_contract(&judging);
	if (e == ERR_OK)
		e = open_reports(&judging);
	if (e == ERR_OK)
		e = chain_check(in, judging.reports, judging.report_count);
	if (e == ERR_OK)
		e = run_law(&judging, &judgement);
	return e == ERR_OK ? give(&judging, judgement) : e;
}
