#include "notice/judgement.h"

#include "base/ensure.h"
#include "kpi/comparison.h"
#include "kpi/verdict.h"
#include "notice/credit.h"
#include "notice/finding.h"
#include "notice/unscoped.h"
#include "report/chain.h"
#include "report/check.h"

/* A KPI, ready to be judged; KPIs that cover the same rows share their selections. */
struct subject {
	const struct formula *formula;
	size_t scope; /* the place in scopes */
};

/* A contract being judged. */
struct judging {
	struct arena *arena;   /* what becomes the judgement */
	struct arena *scratch; /* what one period needs */
	const struct judgement_request *request;
	const struct frame *frame;
	struct chains chains;
	struct subject *subjects; /* of each KPI */
	struct scope *scopes;     /* distinct ones */
	size_t scope_count;
	struct identity *identities;
	struct comparison *comparisons;
	size_t *comparison_scopes; /* of each: the place in scopes */
	bool *controls;            /* by counter: it is in a control */
};

/* The reports in force of one period, under every scope. */
struct period_rows {
	struct window all;
	const struct selection **by_scope; /* [scope]: selections of all.views */
};

static enum err check_reports(const struct judging *judging, struct diag *diag)
{
	const struct judgement_request *request = judging->request;
	size_t count = request->are_checked ? 0 : request->report_count;
	enum err first = ERR_OK;

	for (size_t i = 0; i < count; i++) {
		const struct report_input *input = &request->reports[i];
		enum err err = report_check(judging->frame, request->terms,
					    request->version_id, input->report,
					    input->source, diag);

		if (first == ERR_OK)
			first = err;
	}
	return first;
}

static enum err file_reports(struct judging *judging, struct diag *diag)
{
	const struct judgement_request *request = judging->request;
	struct filed_report *filed =
		arena_array(judging->arena, struct filed_report, request->report_count);

	for (size_t i = 0; i < request->report_count; i++) {
		filed[i].report = request->reports[i].report;
		filed[i].source = request->reports[i].source;
		filed[i].sequence = request->reports[i].sequence;
		filed[i].digest = request->reports[i].digest;
		filed[i].input = i;
	}
	return chains_of(judging->arena, judging->frame, filed, request->report_count,
			 &judging->chains, diag);
}

/* The place of a scope among the distinct ones. */
static size_t enter_scope(struct judging *judging, struct scope scope)
{
	size_t place = 0;

	while (place < judging->scope_count &&
	       !scope_same(&judging->scopes[place], &scope))
		place++;
	if (place == judging->scope_count)
		judging->scopes[judging->scope_count++] = scope;
	return place;
}

static void prepare_comparisons(struct judging *judging)
{
	const SlbTerms *terms = judging->request->terms;
	struct arena *arena = judging->arena;

	judging->comparisons =
		arena_array(arena, struct comparison, terms->n_comparisons);
	judging->comparison_scopes = arena_array(arena, size_t, terms->n_comparisons);
	judging->controls = arena_array(arena, bool, terms->n_counters);
	for (size_t i = 0; i < terms->n_comparisons; i++) {
		const SlbComparison *comparison = terms->comparisons[i];

		judging->comparisons[i] =
			comparison_of_terms(arena, judging->frame, comparison);
		judging->comparison_scopes[i] =
			enter_scope(judging, scope_of_terms(arena, judging->frame,
							    comparison->scope,
							    comparison->n_scope));
		for (size_t k = 0; k < terms->n_counters; k++)
			judging->controls[k] |=
				comparison_controls(&judging->comparisons[i], k);
	}
}

/* Resolves every name of the terms once. */
static void prepare(struct judging *judging)
{
	const SlbTerms *terms = judging->request->terms;
	struct arena *arena = judging->arena;

	judging->subjects = arena_array(arena, struct subject, terms->n_kpis);
	judging->scopes =
		arena_array(arena, struct scope, terms->n_kpis + terms->n_comparisons);
	for (size_t i = 0; i < terms->n_kpis; i++) {
		const SlbKpi *kpi = terms->kpis[i];

		judging->subjects[i].formula =
			formula_of_kpi(arena, judging->frame, kpi);
		judging->subjects[i].scope =
			enter_scope(judging, scope_of_kpi(arena, judging->frame, kpi));
	}
	judging->identities =
		arena_array(arena, struct identity, terms->n_conservation);
	for (size_t i = 0; i < terms->n_conservation; i++)
		judging->identities[i] = identity_of_terms(arena, judging->frame,
							   terms->conservation[i]);
	prepare_comparisons(judging);
}

static char *copy_or_empty(struct arena *arena, const char *text)
{
	return arena_strdup(arena, text == NULL ? "" : text);
}

static SlbReportUsed *report_message(const struct judging *judging,
				     const struct filed_report *filed)
{
	const struct report_input *input = &judging->request->reports[filed->input];
	SlbReportUsed *message = arena_new(judging->arena, SlbReportUsed);
	struct arena *arena = judging->arena;

	slb_report_used__init(message);
	message->source = copy_or_empty(arena, input->source);
	message->series = arena_strdup(arena, input->report->series);
	message->sequence = input->is_signed ? input->sequence : 0;
	message->digest.len = input->digest.len;
	message->digest.data = (uint8_t *)arena_strndup(
		arena, (const char *)input->digest.data, input->digest.len);
	message->start_s = input->report->start_s;
	message->end_s = input->report->end_s;
	message->row_count = (uint32_t)input->report->n_interval;
	message->signed_ = input->is_signed;
	if (filed->replaced_by != CHAIN_NONE)
		message->replaced_by = (uint32_t)filed->replaced_by + 1;
	return message;
}

/* The views of the reports in force, by series and part. */
static struct window views_of_period(const struct judging *judging,
				     const struct judged_period *period)
{
	const struct frame *frame = judging->frame;
	struct arena *scratch = judging->scratch;
	struct report_view *views =
		arena_array(scratch, struct report_view, judging->chains.report_count);
	struct window window = { .views = views };

	for (size_t series = 0; series < frame->terms->n_series; series++) {
		size_t first;
		size_t count = frame_parts_in(frame, series, period, &first);

		for (size_t part = first; part < first + count; part++) {
			size_t place = judging->chains.in_force[series][part];

			if (place == CHAIN_NONE)
				continue;
			views[window.count] = view_of_report(
				scratch, frame, judging->chains.reports[place].report);
			views[window.count].place = place + 1;
			window.count++;
		}
	}
	return window;
}

static struct period_rows rows_of_period(const struct judging *judging,
					 const struct judged_period *period)
{
	struct arena *scratch = judging->scratch;
	struct period_rows rows = { .all = views_of_period(judging, period) };
	struct selection *all = arena_array(scratch, struct selection, rows.all.count);

	for (size_t i = 0; i < rows.all.count; i++)
		all[i] = select_all(&rows.all.views[i]);
	rows.all.selections = all;
	rows.by_scope =
		arena_array(scratch, const struct selection *, judging->scope_count);
	for (size_t s = 0; s < judging->scope_count; s++) {
		struct selection *selected =
			arena_array(scratch, struct selection, rows.all.count);

		for (size_t i = 0; i < rows.all.count; i++)
			selected[i] = scope_select(scratch, &judging->scopes[s],
						   &rows.all.views[i]);
		rows.by_scope[s] = selected;
	}
	return rows;
}

static void add_open_slots(const struct judging *judging,
			   const struct period_facts *facts,
			   SlbPeriodJudgement *message)
{
	message->open_slots = arena_array(judging->arena, SlbSlot *, facts->gap_count);
	for (size_t i = 0; i < facts->gap_count; i++) {
		const struct gap *gap = &facts->gaps[i];
		SlbSlot *slot = arena_new(judging->arena, SlbSlot);

		slb_slot__init(slot);
		slot->series = arena_strdup(
			judging->arena, facts->frame->terms->series[gap->series]->name);
		slot->start_s = gap->part.start_s;
		slot->end_s = gap->part.end_s;
		slot->due_s = gap->due_s;
		slot->missing = gap->is_missing;
		message->open_slots[message->n_open_slots++] = slot;
	}
}

static const struct balance *add_conservation(const struct judging *judging,
					      const struct period_facts *facts,
					      const struct window *all,
					      SlbPeriodJudgement *message)
{
	size_t count = judging->request->terms->n_conservation;
	struct balance *balances = arena_array(judging->scratch, struct balance, count);

	message->conservation =
		arena_array(judging->arena, SlbConservationResult *, count);
	for (size_t i = 0; i < count; i++) {
		balances[i] = balance_of(judging->scratch, judging->frame,
					 &judging->identities[i], all, facts->gaps,
					 facts->gap_count);
		message->conservation[message->n_conservation++] = balance_message(
			judging->arena, &judging->identities[i], &balances[i]);
	}
	return balances;
}

static const struct kpi_outcome *add_verdicts(const struct judging *judging,
					      const struct period_facts *facts,
					      const struct period_rows *rows,
					      SlbPeriodJudgement *message)
{
	size_t count = judging->request->terms->n_kpis;
	struct kpi_outcome *outcomes =
		arena_array(judging->scratch, struct kpi_outcome, count);

	message->verdicts = arena_array(judging->arena, SlbVerdict *, count);
	for (size_t i = 0; i < count; i++) {
		const struct subject *subject = &judging->subjects[i];
		struct window window = rows->all;

		window.selections = rows->by_scope[subject->scope];
		outcomes[i] = judge_kpi(judging->arena, judging->scratch, facts,
					subject->formula, &window);
		message->verdicts[message->n_verdicts++] = outcomes[i].verdict;
	}
	return outcomes;
}

static void add_comparisons(const struct judging *judging,
			    const struct period_facts *facts,
			    const struct period_rows *rows, SlbPeriodJudgement *message)
{
	size_t count = judging->request->terms->n_comparisons;

	message->comparisons =
		arena_array(judging->arena, SlbComparisonResult *, count);
	for (size_t i = 0; i < count; i++) {
		struct compared_period period = { .frame = judging->frame,
						  .window = rows->all,
						  .gaps = facts->gaps,
						  .gap_count = facts->gap_count };

		period.window.selections =
			rows->by_scope[judging->comparison_scopes[i]];
		message->comparisons[message->n_comparisons++] =
			compare_counts(judging->arena, judging->scratch,
				       &judging->comparisons[i], &period);
	}
}

static SlbUnscoped *unscoped_of_period(const struct judging *judging,
				       const struct period_rows *rows)
{
	const SlbTerms *terms = judging->request->terms;
	struct covered_scope *scopes =
		arena_array(judging->scratch, struct covered_scope,
			    terms->n_kpis + terms->n_comparisons);
	struct coverage coverage = { .scopes = scopes, .controls = judging->controls };

	for (size_t i = 0; i < terms->n_kpis; i++) {
		const struct subject *subject = &judging->subjects[i];

		scopes[coverage.scope_count++] =
			(struct covered_scope){ subject->formula->uses_series,
						rows->by_scope[subject->scope] };
	}
	for (size_t i = 0; i < terms->n_comparisons; i++)
		scopes[coverage.scope_count++] = (struct covered_scope){
			judging->comparisons[i].controls_series,
			rows->by_scope[judging->comparison_scopes[i]]
		};
	return find_unscoped(judging->arena, judging->scratch, judging->frame,
			     &rows->all, &coverage);
}

static SlbPeriodJudgement *judge_period(const struct judging *judging,
					const struct judged_period *period)
{
	struct arena *arena = judging->arena;
	struct period_rows rows = rows_of_period(judging, period);
	SlbPeriodJudgement *message = arena_new(arena, SlbPeriodJudgement);
	struct period_facts facts = {
		.frame = judging->frame,
		.period = period,
		.identities = judging->identities,
		.identity_count = judging->request->terms->n_conservation,
		.is_running = judging->request->as_of_s < period->days.end_s,
	};
	struct period_outcomes outcomes = { .comparisons = judging->comparisons };
	struct gap *gaps;

	slb_period_judgement__init(message);
	message->label = arena_strdup(arena, period->label);
	message->start_s = period->days.start_s;
	message->end_s = period->days.end_s;
	message->days = (uint32_t)period->day_count;
	message->whole_days = (uint32_t)period->whole_days;
	facts.gap_count =
		chains_gaps(judging->scratch, judging->frame, &judging->chains, period,
			    judging->request->as_of_s, &gaps);
	facts.gaps = gaps;
	add_open_slots(judging, &facts, message);
	facts.balances = add_conservation(judging, &facts, &rows.all, message);
	outcomes.kpis = add_verdicts(judging, &facts, &rows, message);
	add_comparisons(judging, &facts, &rows, message);
	message->unscoped = unscoped_of_period(judging, &rows);
	compute_credits(arena, judging->frame, period, outcomes.kpis,
			message->n_verdicts, message);
	add_findings(arena, &facts, &outcomes, judging->request->as_of_s, message);
	return message;
}

/* Which periods contain a part that was reported. */
static bool *reported_periods(const struct judging *judging)
{
	const struct frame *frame = judging->frame;
	bool *reported = arena_array(judging->arena, bool, frame->period_count);

	for (size_t i = 0; i < judging->chains.report_count; i++) {
		const struct filed_report *filed = &judging->chains.reports[i];

		reported[frame_period_of_part(frame, filed->series, filed->part)] =
			true;
	}
	return reported;
}

static bool is_judged(const struct judgement_request *request,
		      const struct judged_period *period, bool is_reported)
{
	if (request->is_one_period && period->days.start_s != request->period_start_s)
		return false;
	return period->days.start_s < request->as_of_s || is_reported;
}

static void judge_periods(const struct judging *judging, SlbJudgement *message)
{
	const struct frame *frame = judging->frame;
	const bool *reported = reported_periods(judging);

	message->periods =
		arena_array(judging->arena, SlbPeriodJudgement *, frame->period_count);
	for (size_t i = 0; i < frame->period_count; i++) {
		const struct judged_period *period = &frame->periods[i];
		struct arena_mark mark = arena_mark(judging->scratch);

		if (!is_judged(judging->request, period, reported[i]))
			continue;
		message->periods[message->n_periods++] = judge_period(judging, period);
		arena_rewind(judging->scratch, mark);
	}
}

static SlbJudgement *judgement_of(const struct judging *judging)
{
	const struct judgement_request *request = judging->request;
	struct arena *arena = judging->arena;
	SlbJudgement *message = arena_new(arena, SlbJudgement);

	slb_judgement__init(message);
	message->version_id.len = request->version_id.len;
	message->version_id.data = (uint8_t *)arena_strndup(
		arena, (const char *)request->version_id.data, request->version_id.len);
	message->title = arena_strdup(arena, request->terms->title);
	message->as_of_s = request->as_of_s;
	message->reports =
		arena_array(arena, SlbReportUsed *, judging->chains.report_count);
	for (size_t i = 0; i < judging->chains.report_count; i++)
		message->reports[message->n_reports++] =
			report_message(judging, &judging->chains.reports[i]);
	judge_periods(judging, message);
	return message;
}

enum err judge(struct arena *arena, const struct judgement_request *request,
	       SlbJudgement **out, struct diag *diag)
{
	struct judging judging = { .arena = arena, .request = request };
	struct arena scratch;
	enum err err;

	judging.frame = request->frame;
	if (judging.frame == NULL)
		judging.frame = frame_of_terms(arena, request->terms);
	err = check_reports(&judging, diag);
	if (err != ERR_OK)
		return err;
	err = file_reports(&judging, diag);
	if (err != ERR_OK)
		return err;
	arena_init(&scratch, arena->ceiling_bytes);
	judging.scratch = &scratch;
	prepare(&judging);
	*out = judgement_of(&judging);
	arena_release(&scratch);
	return ERR_OK;
}
