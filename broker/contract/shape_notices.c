#include <string.h>

#include "contract/need.h"
#include "contract/shape.h"

#define COPIES_MAX     8
#define DUTIES_MAX     16
#define FOLLOW_UPS_MAX 8

static void need_clause(struct inquiry *inquiry, const struct path *parent,
			const char *clause)
{
	struct path path = path_field(parent, "clause");

	need_text(inquiry, &path, clause, "the clause that says so", "\"14.2\"");
}

static void shape_provision(struct inquiry *inquiry, const SlbProvision *provision,
			    const struct path *path, const char *what,
			    const char *example)
{
	struct path words = path_field(path, "words");

	need_text(inquiry, &words, provision->words, what, example);
	need_clause(inquiry, path, provision->clause);
}

static void shape_precedence(struct inquiry *inquiry, const SlbPrecedence *precedence,
			     const struct path *path)
{
	struct path prevailing = path_field(path, "prevailing");

	need_choice(inquiry, &prevailing, (int)precedence->prevailing,
		    &slb_prevailing__descriptor,
		    "what prevails where the terms and the prose differ");
	need_clause(inquiry, path, precedence->clause);
}

/* Notices name it within English sentences. */
static void check_language(struct inquiry *inquiry, const struct path *path,
			   const char *language)
{
	if (language[0] >= 'A' && language[0] <= 'Z')
		return;
	say(inquiry, WRONG, path, "%s is not the English name of a language",
	    shown(language).chars);
	diag_hint(inquiry->diag, "write it with a capital, e.g. English or German");
}

static void shape_languages(struct inquiry *inquiry, const SlbLanguages *languages,
			    const struct path *path)
{
	struct path notices = path_field(path, "notices");
	struct path prevailing = path_field(path, "prevailing");

	if (need_text(inquiry, &notices, languages->notices, "the language of notices",
		      "English"))
		check_language(inquiry, &notices, languages->notices);
	if (languages->prevailing[0] != '\0' &&
	    may_text(inquiry, &prevailing, languages->prevailing,
		     "the language that prevails"))
		check_language(inquiry, &prevailing, languages->prevailing);
	need_clause(inquiry, path, languages->clause);
}

static void shape_copy(struct inquiry *inquiry, const SlbNoticeCopy *copy,
		       const struct path *path)
{
	struct path recipient = path_field(path, "recipient");
	struct path address = path_field(path, "address");
	struct path medium = path_field(&address, "medium");

	need_text(inquiry, &recipient, copy->recipient, "who gets the copy",
		  "the legal department of Acme Holding plc");
	need_clause(inquiry, path, copy->clause);
	if (!need_present(inquiry, &address, copy->address, "where the copy goes",
			  "address: with medium: email and address:"))
		return;
	shape_notice_address(inquiry, copy->address, &address);
	if (copy->address->medium != SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER)
		return;
	say(inquiry, WRONG, &medium,
	    "a copy goes to the broker, where client and centre alone read notices");
	diag_hint(inquiry->diag, "write email or post");
}

static void shape_receipt(struct inquiry *inquiry, const SlbNoticeReceipt *receipt,
			  const struct path *path)
{
	struct path medium = path_field(path, "medium");
	struct path after = path_field(path, "after");
	struct path opening = path_field(path, "at_next_opening");

	need_choice(inquiry, &medium, (int)receipt->medium,
		    &slb_notice_medium__descriptor,
		    "by which channel such a notice comes");
	need_delay(inquiry, &after, receipt->after,
		   "how long after it was given a notice counts as received");
	need_clause(inquiry, path, receipt->clause);
	if (!receipt->at_next_opening || receipt->after == NULL ||
	    receipt->after->unit == SLB_DELAY_UNIT__DELAY_UNIT_HOURS)
		return;
	say(inquiry, WRONG, &opening,
	    "receipt waits for the next opening, and its delay is not in hours");
	diag_hint(inquiry->diag,
		  "write after: with unit: hours, or leave at_next_opening: out");
}

static void shape_receipts(struct inquiry *inquiry, const SlbNoticeTerms *notices,
			   const struct path *path)
{
	for (size_t i = 0; i < notices->n_receipt; i++) {
		struct path item = path_item(path, "receipt", i);
		struct path medium = path_field(&item, "medium");

		shape_receipt(inquiry, notices->receipt[i], &item);
		if (i == 0 ||
		    notices->receipt[i - 1]->medium < notices->receipt[i]->medium)
			continue;
		say(inquiry, WRONG, &medium,
		    "the channels do not ascend, or one stands twice");
		diag_hint(inquiry->diag, "write each channel once, in this order: %s",
			  enum_choices(&slb_notice_medium__descriptor).chars);
		return;
	}
}

static void shape_follow_up(struct inquiry *inquiry, const SlbFollowUp *follow_up,
			    const struct path *path)
{
	struct path words = path_field(path, "words");
	struct path within = path_field(path, "within");
	struct path from = path_field(path, "counted_from");

	need_text(inquiry, &words, follow_up->words, "what is owed after a notice",
		  "a plan of correction");
	need_delay(inquiry, &within, follow_up->within, "how long there is for it");
	need_choice(inquiry, &from, (int)follow_up->counted_from,
		    &slb_counted_from__descriptor,
		    "from when on the time for it is counted");
	need_clause(inquiry, path, follow_up->clause);
}

static void shape_objections(struct inquiry *inquiry, const SlbObjections *objections,
			     const struct path *path)
{
	struct path within = path_field(path, "within");
	struct path from = path_field(path, "counted_from");
	struct path grounds = path_field(path, "grounds");
	struct path form = path_field(path, "form");
	struct path silence = path_field(path, "silence");

	need_delay(inquiry, &within, objections->within,
		   "how long there is for an objection");
	need_choice(inquiry, &from, (int)objections->counted_from,
		    &slb_counted_from__descriptor,
		    "from when on the time for an objection is counted");
	may_text(inquiry, &grounds, objections->grounds, "the grounds of an objection");
	may_text(inquiry, &form, objections->form, "the form of an objection");
	need_choice(inquiry, &silence, (int)objections->silence,
		    &slb_silence_effect__descriptor,
		    "what it does when nobody objects in time");
	need_clause(inquiry, path, objections->clause);
}

static void shape_remedies(struct inquiry *inquiry, const SlbRemedies *remedies,
			   const struct path *path)
{
	struct path rule = path_field(path, "rule");

	need_choice(inquiry, &rule, (int)remedies->rule, &slb_remedy_rule__descriptor,
		    "what a credit leaves of other remedies");
	need_clause(inquiry, path, remedies->clause);
}

static void shape_set_off(struct inquiry *inquiry, const SlbSetOff *set_off,
			  const struct path *path)
{
	struct path rule = path_field(path, "rule");

	need_choice(inquiry, &rule, (int)set_off->rule, &slb_set_off_rule__descriptor,
		    "whether a credit is set off against an invoice");
	need_clause(inquiry, path, set_off->clause);
}

static void shape_lists(struct inquiry *inquiry, const SlbNoticeTerms *notices,
			const struct path *path)
{
	struct path copies = path_field(path, "copies");
	struct path duties = path_field(path, "client_duties");
	struct path follow_ups = path_field(path, "follow_ups");

	if (notices->n_copies > 0)
		need_count(inquiry, &copies, notices->n_copies, COPIES_MAX, "copy");
	for (size_t i = 0; i < notices->n_copies && i < COPIES_MAX; i++) {
		struct path item = path_item(path, "copies", i);

		shape_copy(inquiry, notices->copies[i], &item);
	}
	if (notices->n_client_duties > 0)
		need_count(inquiry, &duties, notices->n_client_duties, DUTIES_MAX,
			   "duty of the client");
	for (size_t i = 0; i < notices->n_client_duties && i < DUTIES_MAX; i++) {
		struct path item = path_item(path, "client_duties", i);

		shape_provision(inquiry, notices->client_duties[i], &item,
				"what the client owes",
				"a forecast of calls for each half-hour");
	}
	if (notices->n_follow_ups > 0)
		need_count(inquiry, &follow_ups, notices->n_follow_ups, FOLLOW_UPS_MAX,
			   "thing owed after a notice");
	for (size_t i = 0; i < notices->n_follow_ups && i < FOLLOW_UPS_MAX; i++) {
		struct path item = path_item(path, "follow_ups", i);

		shape_follow_up(inquiry, notices->follow_ups[i], &item);
	}
}

void shape_notices(struct inquiry *inquiry, const SlbNoticeTerms *notices)
{
	struct path path = path_field(NULL, "notices");
	struct path law = path_field(&path, "governing_law");
	struct path precedence = path_field(&path, "precedence");
	struct path languages = path_field(&path, "languages");
	struct path objections = path_field(&path, "objections");
	struct path remedies = path_field(&path, "remedies");
	struct path set_off = path_field(&path, "set_off");
	struct path keys = path_field(&path, "keys_bind_clause");

	if (notices->governing_law != NULL)
		shape_provision(inquiry, notices->governing_law, &law,
				"the law that governs the contract",
				"the laws of England and Wales");
	if (notices->precedence != NULL)
		shape_precedence(inquiry, notices->precedence, &precedence);
	if (notices->languages != NULL)
		shape_languages(inquiry, notices->languages, &languages);
	shape_lists(inquiry, notices, &path);
	shape_receipts(inquiry, notices, &path);
	if (notices->objections != NULL)
		shape_objections(inquiry, notices->objections, &objections);
	if (notices->remedies != NULL)
		shape_remedies(inquiry, notices->remedies, &remedies);
	if (notices->set_off != NULL)
		shape_set_off(inquiry, notices->set_off, &set_off);
	may_text(inquiry, &keys, notices->keys_bind_clause,
		 "the clause by which keys bind");
}
