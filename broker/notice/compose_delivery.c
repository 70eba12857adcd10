#include <inttypes.h>
#include <string.h>

#include "notice/composing.h"
#include "report/party.h"
#include "report/words.h"

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

/* ---- when it counts as received ------------------------------------------- */

/* Channels ascend, and the broker's is the first. */
static const SlbNoticeReceipt *receipt_here(const SlbNoticeTerms *said)
{
	if (said->n_receipt > 0 &&
	    said->receipt[0]->medium == SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER)
		return said->receipt[0];
	return NULL;
}

void compose_receipt(const struct composing *composing)
{
	const struct frame *frame = composing->given->frame;
	const SlbNoticeReceipt *rule = receipt_here(composing->said);
	int64_t received_s;

	if (rule == NULL)
		return;
	received_s = frame_deadline_s(frame, rule->after, composing->given_s);
	if (rule->at_next_opening)
		received_s = frame_next_opening_s(frame, received_s);
	composing->notice->received_s = received_s;
}

/* "4 hours after it was sent"; done is "given" or "sent". */
static char *receipt_words(const struct composing *composing,
			   const SlbNoticeReceipt *rule, const char *done)
{
	bool is_elapsed = rule->after->unit == SLB_DELAY_UNIT__DELAY_UNIT_HOURS;
	struct text text;

	text_init(&text, composing->arena);
	if (rule->after->amount == 0)
		text_printf(&text, "when it is %s", done);
	else
		text_printf(&text, "%s after it was %s%s",
			    composing_delay(composing, rule->after), done,
			    is_elapsed ? ""
				       : ", as the calendar in the terms counts "
					 "them");
	if (rule->at_next_opening)
		text_add(&text, ", or where that is outside the business hours in the "
				"terms, when they next open");
	return arena_strdup(composing->arena, text_chars(&text));
}

static char *receipt_here_words(const struct composing *composing)
{
	static const char shown[] =
		"the log shows what the addressee acknowledges in it, and nothing else";
	const SlbNoticeReceipt *rule = receipt_here(composing->said);
	struct arena *arena = composing->arena;

	if (rule == NULL)
		return arena_printf(arena,
				    "The terms name no time at which a notice%s counts "
				    "as received. Of receipt %s.",
				    composing->said->n_receipt > 0 ? " in the log" : "",
				    shown);
	return arena_printf(
		arena,
		"By %s a notice in the log counts as received %s: this one at %s (%s). "
		"Of receipt itself %s.",
		words_clause(arena, rule->clause),
		receipt_words(composing, rule, "given"),
		composing_time(composing, composing->notice->received_s),
		composing->terms->zone->name, shown);
}

static void add_receipt(const struct composing *composing, struct lines *lines)
{
	const SlbNoticeTerms *said = composing->said;

	lines_add(lines, receipt_here_words(composing));
	for (size_t i = 0; i < said->n_receipt; i++) {
		const SlbNoticeReceipt *rule = said->receipt[i];

		if (rule != receipt_here(said))
			lines_add(lines,
				  arena_printf(
					  composing->arena,
					  "By %s a notice %s counts as received %s; of "
					  "that the log shows nothing.",
					  words_clause(composing->arena, rule->clause),
					  party_medium_words(rule->medium),
					  receipt_words(composing, rule, "sent")));
	}
}

/* ---- copies and language --------------------------------------------------- */

static void add_copies(const struct composing *composing, struct lines *lines)
{
	const SlbNoticeTerms *said = composing->said;
	struct arena *arena = composing->arena;

	for (size_t i = 0; i < said->n_copies; i++) {
		const SlbNoticeCopy *copy = said->copies[i];
		const char *attention = copy->address->attention;

		lines_add(lines,
			  arena_printf(arena, "By %s a copy goes to %s, %s: %s%s%s.",
				       words_clause(arena, copy->clause),
				       copy->recipient,
				       party_medium_words(copy->address->medium),
				       copy->address->address,
				       attention[0] == '\0' ? "" : ", ", attention));
	}
	if (said->n_copies > 0)
		lines_add(lines, arena_strdup(arena, "The broker sends no copies: who "
						     "gives notice sends them."));
	else if (said->languages != NULL)
		lines_add(lines, arena_strdup(arena, "The terms name nobody who gets a "
						     "copy."));
}

static char *languages_words(const struct composing *composing)
{
	const SlbLanguages *languages = composing->said->languages;
	struct arena *arena = composing->arena;
	struct text text;

	text_init(&text, arena);
	text_printf(&text, "Notices are in %s, by %s", languages->notices,
		    words_clause(arena, languages->clause));
	if (strcmp(languages->notices, "English") == 0)
		text_add(&text, "; so is this one. ");
	else
		text_printf(&text,
			    ". The broker writes this one in English: who gives notice "
			    "adds it in %s. ",
			    languages->notices);
	if (languages->prevailing[0] != '\0')
		text_printf(&text, "Of the texts of the contract the %s one prevails.",
			    languages->prevailing);
	else
		text_add(&text, "The terms name no language whose text of the contract "
				"prevails.");
	return arena_strdup(arena, text_chars(&text));
}

static char *no_languages_words(const struct composing *composing)
{
	return arena_strdup(
		composing->arena,
		composing->said->n_copies > 0
			? "The terms name no language of notices: this one is in "
			  "English."
			: "The terms name nobody who gets a copy, and no language of "
			  "notices: this one is in English.");
}

void compose_delivery(const struct composing *composing)
{
	const SlbNoticeTerms *said = composing->said;
	struct lines lines = lines_for(composing, 4 + said->n_receipt + said->n_copies);

	lines_add(&lines, channel_words(composing));
	add_receipt(composing, &lines);
	add_copies(composing, &lines);
	lines_add(&lines, said->languages != NULL ? languages_words(composing)
						  : no_languages_words(composing));
	composing->notice->delivery = lines.lines;
	composing->notice->n_delivery = lines.count;
}
