#include "notice/page.h"

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "base/money.h"
#include "calendar/civil.h"
#include "report/words.h"

#define COLUMNS_MAX 78
#define INDENT      2

struct page {
	struct arena *arena;
	const SlbNotice *notice;
	struct text text;
};

/* ---- lines --------------------------------------------------------------- */

/* The words of a paragraph, filled into lines; the first begins with mark. */
static void add_filled(struct page *page, const char *mark, const char *words)
{
	size_t column = INDENT + strlen(mark);
	const char *gap = "";

	text_printf(&page->text, "%*s%s", INDENT, "", mark);
	while (*words != '\0') {
		size_t len = strcspn(words, " ");

		if (column + strlen(gap) + len > COLUMNS_MAX) {
			text_printf(&page->text, "\n%*s", INDENT + 2, "");
			column = INDENT + 2;
			gap = "";
		}
		text_add(&page->text, gap);
		text_add_n(&page->text, words, len);
		column += strlen(gap) + len;
		gap = " ";
		words += len + strspn(words + len, " ");
	}
	text_add(&page->text, "\n");
}

static void add_heading(struct page *page, const char *heading)
{
	text_printf(&page->text, "\n%s\n", heading);
}

/* Nothing where there is nothing to say. */
static void add_field(struct page *page, const char *name, const char *value)
{
	if (value[0] != '\0')
		add_filled(page, arena_printf(page->arena, "%s: ", name), value);
}

static void add_list(struct page *page, const char *heading, char *const *lines,
		     size_t count)
{
	if (count == 0)
		return;
	add_heading(page, heading);
	for (size_t i = 0; i < count; i++)
		add_filled(page, count == 1 ? "" : "- ", lines[i]);
}

/* ---- parts --------------------------------------------------------------- */

static void add_party(struct page *page, const char *heading, const SlbParty *party)
{
	add_heading(page, heading);
	add_filled(page, "",
		   arena_printf(page->arena, "%s, registered as %s, %s",
				party->legal_name, party->registration_number,
				party->seat));
}

static void add_addressee(struct page *page)
{
	static const char *const media[] = {
		[SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER] = "with the broker",
		[SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL] = "by e-mail",
		[SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_POST] = "by registered post",
	};
	const SlbParty *party = page->notice->addressee;

	add_party(page, "To", party);
	for (size_t i = 0; i < party->n_notice_addresses; i++) {
		const SlbNoticeAddress *address = party->notice_addresses[i];

		add_filled(page, "- ",
			   arena_printf(page->arena, "address for notices %s: %s%s%s",
					media[address->medium], address->address,
					address->attention[0] == '\0' ? "" : ", ",
					address->attention));
	}
}

static void add_obligation(struct page *page)
{
	const SlbNoticeObligation *obligation = page->notice->obligation;
	const SlbNoticeContract *contract = page->notice->contract;
	struct arena *arena = page->arena;

	add_heading(page, "Contract");
	add_filled(page, "",
		   arena_printf(arena, "%s (%s)", contract->title, contract->contract));
	add_field(page, "version",
		  hex_encode(arena, (struct bytes){ contract->version_id.data,
						    contract->version_id.len }));
	add_heading(page, "What was owed");
	add_field(page, "KPI", obligation->title);
	add_field(page, "clause", obligation->clause);
	add_field(page, "target", obligation->target);
	add_field(page, "period",
		  arena_printf(arena, "%s, from %s to %s, local time of %s",
			       obligation->period, obligation->period_start,
			       obligation->period_end, contract->zone));
	for (size_t i = 0; i < obligation->n_definition; i++)
		add_field(page, "computed as", obligation->definition[i]);
	for (size_t i = 0; i < obligation->n_scope; i++)
		add_field(page, "counting", obligation->scope[i]);
	for (size_t i = 0; i < obligation->n_sources; i++)
		add_field(page, "source of record", obligation->sources[i]);
}

/* "1 to 5, 7": numbers that follow each other are named together. */
static char *numbers_words(struct page *page, const SlbReportsRelied *reports)
{
	struct text text;
	size_t first = 0;

	text_init(&text, page->arena);
	for (size_t i = 0; i < reports->n_sequences; i++) {
		if (i + 1 < reports->n_sequences &&
		    reports->sequences[i + 1] == reports->sequences[i] + 1)
			continue;
		text_printf(&text, "%s%" PRIu64, first == 0 ? "" : ", ",
			    reports->sequences[first]);
		if (first < i)
			text_printf(&text, " to %" PRIu64, reports->sequences[i]);
		first = i + 1;
	}
	return arena_strdup(page->arena, text_chars(&text));
}

static void add_reports(struct page *page)
{
	const SlbNoticeFacts *facts = page->notice->facts;

	for (size_t i = 0; i < facts->n_reports; i++)
		add_field(page, "relying on",
			  arena_printf(page->arena, "%s %s of the series \"%s\" by %s",
				       facts->reports[i]->n_sequences == 1 ? "report"
									   : "reports",
				       numbers_words(page, facts->reports[i]),
				       facts->reports[i]->series,
				       facts->reports[i]->organisation));
}

static void add_facts(struct page *page)
{
	const SlbNoticeFacts *facts = page->notice->facts;
	struct arena *arena = page->arena;

	add_heading(page, "What was found");
	add_field(page, "value", facts->displayed);
	if (facts->numerator[0] != '\0')
		add_field(page, "exactly",
			  arena_printf(arena, "%s of %s",
				       words_grouped(arena, facts->numerator),
				       words_grouped(arena, facts->denominator)));
	add_field(page, "missed because", facts->shortfall);
	add_field(page, "judged",
		  arena_printf(arena,
			       "in entry %" PRIu64 " of the log, which has judgement "
			       "%u of this period",
			       facts->outcome_index, (unsigned)facts->revision));
	add_reports(page);
	for (size_t i = 0; i < facts->n_doubts; i++)
		add_field(page, "in doubt", facts->doubts[i]);
}

static const char *money_words(struct page *page, uint64_t amount_minor)
{
	const SlbNoticeCredit *credit = page->notice->credit;
	struct currency currency = { .minor_digits = credit->minor_digits };

	memcpy(currency.code, credit->currency, sizeof(currency.code));
	return money_text(page->arena, currency, (int64_t)amount_minor);
}

static const char *claim_words(struct page *page)
{
	const SlbNoticeCredit *credit = page->notice->credit;

	if (!credit->of_period)
		return arena_printf(page->arena, "%s, net of tax",
				    money_words(page, credit->own_minor));
	return arena_printf(page->arena,
			    "%s for this miss, net of tax; all misses of the period "
			    "together no more than %s, whichever notices name it",
			    money_words(page, credit->own_minor),
			    money_words(page, credit->total_minor));
}

/* Of the whole period: what was given up, and what its cap leaves. */
static void add_period_credit(struct page *page)
{
	const SlbNoticeCredit *credit = page->notice->credit;
	struct arena *arena = page->arena;

	for (size_t i = 0; i < credit->n_waived; i++)
		add_field(page, "waived", credit->waived[i]->sentence);
	if (credit->n_waived > 0)
		add_field(
			page, "all credits of the period",
			arena_printf(arena, "%s, before what is waived %s",
				     money_words(page, credit->period_minor),
				     money_words(page, credit->period_unwaived_minor)));
	if (credit->cap_minor > 0)
		add_field(page, "cap",
			  arena_printf(arena,
				       "%s for all credits of a period, of which %s "
				       "are left",
				       money_words(page, credit->cap_minor),
				       money_words(page, credit->cap_left_minor)));
	else
		add_filled(page, "",
			   "The terms name no cap for the credits of a period.");
}

static void add_credit(struct page *page)
{
	const SlbNoticeCredit *credit = page->notice->credit;

	add_heading(page, "What is claimed");
	for (size_t i = 0; i < credit->n_lines; i++)
		add_filled(page, "- ", credit->lines[i]->sentence);
	if (credit->n_lines > 0)
		add_field(page, "credit", claim_words(page));
	else
		add_filled(page, "",
			   credit->credit_waived ? "The credit is waived this once."
						 : "No credit is claimed.");
	if (credit->currency[0] != '\0')
		add_period_credit(page);
	if (credit->strike_waived)
		add_filled(page, "",
			   "This miss does not count towards repeated misses.");
}

/* Above all else, so that nobody takes it for one that stands. */
static void add_end(struct page *page, const struct notice_end *end)
{
	struct arena *arena = page->arena;
	bool is_replaced = end->replaced_by != 0;
	const char *how =
		is_replaced ? arena_printf(arena, "replaced by notice no. %" PRIu64,
					   end->replaced_by)
			    : "withdrawn";

	text_add(&page->text, is_replaced ? "REPLACED\n" : "WITHDRAWN\n");
	add_filled(page, "",
		   arena_printf(arena,
				"This notice no longer stands. It was %s on %s (UTC), "
				"by entry %" PRIu64 " of the log: %s.",
				how, civil_instant_text(arena, end->ended_ms / 1000, 0),
				end->log_index, end->reason));
	add_filled(page, "", "It is shown below as it was given.");
	text_add(&page->text, "\n");
}

char *notice_page(struct arena *arena, const SlbNotice *notice,
		  const struct notice_end *end)
{
	struct page page = { .arena = arena, .notice = notice };

	text_init(&page.text, arena);
	if (end != NULL)
		add_end(&page, end);
	text_printf(&page.text, "%s no. %" PRIu64 "\n",
		    words_capital(arena, notice->title), notice->number);
	text_printf(&page.text, "Notice under %s of the contract\n",
		    words_clause(arena, notice->obligation->clause));
	if (notice->replaces != 0)
		text_printf(&page.text, "It replaces notice no. %" PRIu64 ".\n",
			    notice->replaces);
	add_party(&page, "From", notice->giver->client);
	add_filled(&page, "", notice->giver->sentence);
	add_field(&page, "given",
		  arena_printf(arena, "%s (UTC)",
			       civil_instant_text(arena, notice->given_ms / 1000, 0)));
	add_addressee(&page);
	add_obligation(&page);
	add_facts(&page);
	add_credit(&page);
	add_list(&page, "What is required", notice->required, notice->n_required);
	add_list(&page, "How to object", notice->objections, notice->n_objections);
	add_list(&page, "Reservations", notice->reservations, notice->n_reservations);
	add_heading(&page, "Standards");
	add_filled(&page, "", notice->standards);
	return arena_strdup(arena, text_chars(&page.text));
}
