#include "notice/claim.h"

#include <string.h>

#include "notice/compose.h"
#include "notice/credit.h"

/* Lines of one judgement that are looked at by KPI. */
struct claiming {
	struct arena *arena;
	const SlbTerms *terms;
	const SlbPeriodJudgement *judgement;
	const bool *waived; /* by KPI; NULL: none */
};

/* Lines that combine or cap are of no KPI: they are made anew. */
static bool is_of_kpi(const struct claiming *claiming, const SlbCreditLine *line,
		      bool is_waived)
{
	size_t kpi;

	return notice_find_kpi(claiming->terms, line->kpi, &kpi) &&
	       (claiming->waived != NULL && claiming->waived[kpi]) == is_waived;
}

/* Those of KPIs, waived or not; with room for one that combines or caps. */
static SlbCreditLine **lines_of(const struct claiming *claiming, bool is_waived,
				size_t *count)
{
	const SlbPeriodJudgement *judgement = claiming->judgement;
	SlbCreditLine **lines =
		arena_array(claiming->arena, SlbCreditLine *, judgement->n_credits + 1);

	*count = 0;
	for (size_t i = 0; i < judgement->n_credits; i++) {
		if (is_of_kpi(claiming, judgement->credits[i], is_waived))
			lines[(*count)++] = judgement->credits[i];
	}
	return lines;
}

static SlbCreditLine **find_line(SlbCreditLine **lines, size_t count, const char *kpi)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(lines[i]->kpi, kpi) == 0)
			return &lines[i];
	}
	return NULL;
}

/* The KPI's own line alone, where no line combines or caps. */
static void claim(const struct claiming *claiming, const char *kpi,
		  SlbNoticeCredit *credit)
{
	size_t count;
	SlbCreditLine **lines = lines_of(claiming, false, &count);
	size_t of_kpis = count;
	uint64_t total_minor =
		combine_credits(claiming->arena, claiming->terms->money, lines, &count);
	SlbCreditLine **own = find_line(lines, of_kpis, kpi);

	if (own == NULL)
		return;
	credit->own_minor = (uint64_t)(*own)->amount_minor;
	credit->of_period = count > of_kpis;
	credit->lines = credit->of_period ? lines : own;
	credit->n_lines = credit->of_period ? count : 1;
	credit->total_minor = credit->of_period ? total_minor : credit->own_minor;
}

SlbNoticeCredit *credit_claimed(struct arena *arena, const SlbTerms *terms,
				const SlbPeriodJudgement *judgement, size_t kpi,
				const bool *waived)
{
	const struct claiming claiming = { arena, terms, judgement, waived };
	SlbNoticeCredit *credit = arena_new(arena, SlbNoticeCredit);

	slb_notice_credit__init(credit);
	if (terms->money == NULL)
		return credit;
	credit->currency = terms->money->currency;
	credit->minor_digits = terms->money->minor_digits;
	claim(&claiming, terms->kpis[kpi]->name, credit);
	return credit;
}

void credit_complete(struct arena *arena, const SlbTerms *terms,
		     const SlbPeriodJudgement *judgement, const bool *waived,
		     SlbNoticeCredit *credit)
{
	const struct claiming claiming = { arena, terms, judgement, waived };
	SlbCreditLine **lines;
	size_t count;

	if (terms->money == NULL)
		return;
	lines = lines_of(&claiming, false, &count);
	credit->period_minor = combine_credits(arena, terms->money, lines, &count);
	credit->waived = lines_of(&claiming, true, &credit->n_waived);
	credit->period_unwaived_minor = judgement->credit_total_minor;
	credit->cap_minor = terms->money->period_cap_minor;
	if (credit->cap_minor > 0)
		credit->cap_left_minor = credit->cap_minor - credit->period_minor;
}

SlbNoticeCredit *credit_after_waivers(struct arena *arena, const SlbTerms *terms,
				      const SlbPeriodJudgement *judgement, size_t kpi,
				      const bool *waived)
{
	SlbNoticeCredit *credit = credit_claimed(arena, terms, judgement, kpi, waived);

	credit_complete(arena, terms, judgement, waived, credit);
	credit->credit_waived = waived[kpi];
	return credit;
}
