#include <inttypes.h>
#include <string.h>

#include "base/money.h"
#include "notice/sheet.h"
#include "report/words.h"

static const char *money_words(struct sheet *sheet, uint64_t amount_minor)
{
	const SlbNoticeCredit *credit = sheet->notice->credit;
	struct currency currency = { .minor_digits = credit->minor_digits };

	memcpy(currency.code, credit->currency, sizeof(currency.code));
	return money_text(sheet->arena, currency, (int64_t)amount_minor);
}

static const char *claim_words(struct sheet *sheet)
{
	const SlbNoticeCredit *credit = sheet->notice->credit;

	if (!credit->of_period)
		return arena_printf(sheet->arena, "%s, net of tax",
				    money_words(sheet, credit->own_minor));
	return arena_printf(sheet->arena,
			    "%s for this miss, net of tax; all misses of the period "
			    "together no more than %s, whichever notices name it",
			    money_words(sheet, credit->own_minor),
			    money_words(sheet, credit->total_minor));
}

/* Of the whole period: what was given up, and what its cap leaves. */
static void add_period_credit(struct sheet *sheet)
{
	const SlbNoticeCredit *credit = sheet->notice->credit;
	struct arena *arena = sheet->arena;

	for (size_t i = 0; i < credit->n_waived; i++)
		sheet_field(sheet, "waived", credit->waived[i]->sentence);
	if (credit->n_waived > 0)
		sheet_field(sheet, "all credits of the period",
			    arena_printf(
				    arena, "%s, before what is waived %s",
				    money_words(sheet, credit->period_minor),
				    money_words(sheet, credit->period_unwaived_minor)));
	if (credit->cap_minor > 0)
		sheet_field(sheet, "cap",
			    arena_printf(arena,
					 "%s for all credits of a period, of which %s "
					 "are left in this one",
					 money_words(sheet, credit->cap_minor),
					 money_words(sheet, credit->cap_left_minor)));
	else
		sheet_filled(sheet, "",
			     "The terms name no cap for the credits of a period.");
}

/* Why no credit is claimed. */
static const char *nothing_words(const SlbNoticeCredit *credit)
{
	if (credit->credit_waived)
		return "The credit is waived this once.";
	if (credit->currency[0] == '\0')
		return "No credit is claimed: the terms name none.";
	return "No credit is claimed: by the terms this miss costs nothing.";
}

void sheet_claim(struct sheet *sheet)
{
	const SlbNoticeCredit *credit = sheet->notice->credit;

	sheet_heading(sheet, "What is claimed");
	for (size_t i = 0; i < credit->n_lines; i++)
		sheet_entry(sheet, credit->lines[i]->sentence);
	if (credit->n_lines > 0)
		sheet_field(sheet, "credit", claim_words(sheet));
	else
		sheet_filled(sheet, "", nothing_words(credit));
	if (credit->currency[0] != '\0')
		add_period_credit(sheet);
}

/* Others on the same period, which may be one incident. */
static void add_linked(struct sheet *sheet)
{
	const SlbNotice *notice = sheet->notice;
	struct text text;

	if (notice->n_same_period == 0) {
		sheet_filled(
			sheet, "",
			"No notice on another KPI of this period stood when it was "
			"given.");
		return;
	}
	text_init(&text, sheet->arena);
	for (size_t i = 0; i < notice->n_same_period; i++) {
		words_enumerate(&text, i, notice->n_same_period);
		text_printf(&text, "no. %" PRIu64, notice->same_period[i]);
	}
	sheet_field(sheet, "notices on other KPIs of this period", text_chars(&text));
	sheet_filled(sheet, "",
		     "Whether they go back to one incident is not recorded.");
}

void sheet_repetition(struct sheet *sheet)
{
	const SlbNoticeRepetition *repetition = sheet->notice->repetition;

	sheet_heading(sheet, "Repeated misses");
	for (size_t i = 0; i < repetition->n_sentences; i++)
		sheet_filled(sheet, "", repetition->sentences[i]);
	if (sheet->notice->credit->strike_waived)
		sheet_filled(sheet, "",
			     "This miss does not count towards repeated misses: its "
			     "strike is waived.");
	add_linked(sheet);
}
