#include <inttypes.h>

#include "notice/composing.h"
#include "report/words.h"

/* ---- how it reaches the addressee ---------------------------------------- */

static bool takes_notices_here(const SlbParty *party)
{
	for (size_t i = 0; i < party->n_notice_addresses; i++) {
		if (party->notice_addresses[i]->medium ==
		    SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER)
			return true;
	}
	return false;
}

static char *channel_words(const struct composing *composing)
{
	const struct notice_case *given = composing->given;
	const SlbParty *centre = composing->centre;

	return arena_printf(
		composing->arena,
		"It is given by entry %" PRIu64 " of the log %s, where %s reads it. %s "
		"The broker sends nothing to other addresses: who has to give notice "
		"there sends this page, and shows that apart from the log.",
		given->index, given->log, centre->legal_name,
		takes_notices_here(centre)
			? "The terms name the log as an address for notices to it."
			: "The terms do not name the log as an address for notices to "
			  "it.");
}

void compose_delivery(const struct composing *composing)
{
	struct arena *arena = composing->arena;
	char *const lines[] = {
		channel_words(composing),
		arena_strdup(arena,
			     "The terms name no time at which a notice counts as "
			     "received. Of receipt the log shows what the addressee "
			     "acknowledges in it, and nothing else."),
		arena_strdup(arena, "The terms name nobody who gets a copy, and no "
				    "language of notices: this one is in English."),
	};

	SET_LINES(composing, composing->notice, delivery, lines);
}

/* ---- what is asked for ---------------------------------------------------- */

/* "5 business days". */
static char *delay_words(struct arena *arena, const SlbDelay *delay)
{
	static const char *const units[][2] = {
		[SLB_DELAY_UNIT__DELAY_UNIT_HOURS] = { "hour", "hours" },
		[SLB_DELAY_UNIT__DELAY_UNIT_DAYS] = { "day", "days" },
		[SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_HOURS] = { "business hour",
								"business hours" },
		[SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS] = { "business day",
							       "business days" },
	};

	return words_count(arena, delay->amount, units[delay->unit][0],
			   units[delay->unit][1]);
}

void compose_required(const struct composing *composing)
{
	struct arena *arena = composing->arena;
	SlbNotice *notice = composing->notice;
	char *const lines[] = {
		arena_printf(
			arena,
			"Acknowledge receipt by %s (%s), %s after this notice was "
			"given, as the calendar in the terms counts them, by a "
			"signed statement to the broker, where %s reads it. To "
			"acknowledge receipt admits nothing.",
			composing_time(composing, notice->acknowledge_by_s),
			composing->terms->zone->name,
			delay_words(arena, composing->kpi->serving->acknowledge_by),
			composing->client->legal_name),
		arena_strdup(arena, "The terms name nothing that follows from silence, "
				    "and no time for a cause, a plan or a cure; this "
				    "notice sets none."),
	};

	SET_LINES(composing, notice, required, lines);
}

/* Of the series that the KPI uses. */
static int64_t last_restatement_s(const struct composing *composing)
{
	int64_t last_s = 0;

	for (size_t i = 0; i < composing->terms->n_series; i++) {
		int64_t until_s = composing->given->restatable_until_s[i];

		if (composing->formula->uses_series[i] && until_s > last_s)
			last_s = until_s;
	}
	return last_s;
}

void compose_objections(const struct composing *composing)
{
	struct arena *arena = composing->arena;
	SlbNotice *notice = composing->notice;
	int64_t until_s = last_restatement_s(composing);
	bool is_over = until_s * 1000 < notice->given_ms;
	char *const lines[] = {
		arena_printf(
			arena,
			"The last of the reports on which this notice rests %s be "
			"restated until %s (%s), %s after it was due: by a further "
			"report of its series, which names the one that it replaces "
			"and says why.",
			is_over ? "could" : "may", composing_time(composing, until_s),
			composing->terms->zone->name,
			delay_words(arena, composing->terms->restatement_window)),
		arena_strdup(arena, "The terms name no other ground, form or time for "
				    "an objection, and no effect of silence."),
	};

	notice->restatable_until_s = until_s;
	SET_LINES(composing, notice, objections, lines);
}

/* ---- what stands, and what is kept ---------------------------------------- */

void compose_standing(const struct composing *composing)
{
	struct arena *arena = composing->arena;
	char *const withdrawal[] = {
		arena_strdup(arena, "Where a restatement changes what is found here, "
				    "this notice is withdrawn or replaced by another; "
				    "it is never edited."),
		arena_strdup(arena,
			     "Withdrawn, it claims no credit any more, and the miss "
			     "counts only as far as it is still found. Replaced, it "
			     "claims nothing beside the notice that replaces it."),
	};
	char *const effect[] = {
		arena_strdup(arena,
			     "This is neither a notice of termination or of step-in "
			     "nor a formal demand that sets a last time for "
			     "performance. No such right is claimed by it."),
		arena_strdup(arena, "The terms name no such right that follows from "
				    "it."),
	};
	char *const reservations[] = {
		arena_printf(arena,
			     "No right is waived, those under %s included, except as a "
			     "signed waiver in the log says. That an earlier miss was "
			     "held, waived or not served waives nothing else.",
			     words_clause(arena, composing->kpi->clause)),
		arena_strdup(arena, "Whether a credit is exclusive or comes beside "
				    "other remedies, the contract says; the terms do "
				    "not."),
		arena_strdup(arena, "Amounts are net of tax. The terms name no invoice "
				    "against which a credit is set off, and this "
				    "notice names none."),
		arena_strdup(arena, "\"The terms\" are those signed in the log. What "
				    "the contract provides beyond them is not "
				    "touched."),
	};

	SET_LINES(composing, composing->notice, withdrawal, withdrawal);
	SET_LINES(composing, composing->notice, effect, effect);
	SET_LINES(composing, composing->notice, reservations, reservations);
}

void compose_confidentiality(const struct composing *composing)
{
	struct arena *arena = composing->arena;
	char *const lines[] = {
		arena_strdup(arena, "The broker shows it to client and centre alone. "
				    "The terms name no duty to keep it confidential."),
		arena_strdup(arena,
			     "It holds no personal data: figures count contacts, "
			     "and persons appear by their function. Addresses "
			     "stand as the parties wrote them into the terms."),
	};

	SET_LINES(composing, composing->notice, confidentiality, lines);
}

/* ---- how it is shown ------------------------------------------------------- */

void compose_verification(const struct composing *composing)
{
	const struct notice_case *given = composing->given;
	struct arena *arena = composing->arena;
	char *const lines[] = {
		arena_printf(arena,
			     "The originals lie in the log %s, which the broker keeps. "
			     "Each party takes them home with: sla notice export %s "
			     "%" PRIu64 " --to notice-%" PRIu64 ".evidence",
			     given->log, given->contract, given->number, given->number),
		arena_printf(arena,
			     "Without the broker they are verified with: sla verify "
			     "notice-%" PRIu64 ".evidence --log-key KEY, where KEY is "
			     "the log's, learnt from elsewhere than that file.",
			     given->number),
		arena_strdup(arena, "That shows who signed what, in which order and "
				    "when, and that the figures follow from the "
				    "reports by the terms. It does not show that the "
				    "counters are true, that who used a key was "
				    "entitled to, or, without an acknowledgement, that "
				    "this notice was received."),
	};

	SET_LINES(composing, composing->notice, verification, lines);
}
