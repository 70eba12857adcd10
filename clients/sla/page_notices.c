#include "report/words.h"
#include "sla/page_contract.h"
#include "sla/phrases.h"

#define WORDS(page, name, value) \
	phrase_enum((page)->arena, &slb_##name##__descriptor, (int)(value))
#define CLAUSE(page, part) words_clause((page)->arena, (part)->clause)

/* ---- the contract ---- */

static void add_contract(struct page *page, const SlbNoticeTerms *notices)
{
	const SlbProvision *law = notices->governing_law;
	const SlbPrecedence *precedence = notices->precedence;
	const SlbLanguages *languages = notices->languages;

	if (law != NULL)
		page_fact(page, "Governing law", "%s (%s)", law->words,
			  CLAUSE(page, law));
	if (precedence != NULL)
		page_fact(page, "Where terms and prose differ", "%s (%s)",
			  WORDS(page, prevailing, precedence->prevailing),
			  CLAUSE(page, precedence));
	if (languages != NULL)
		page_fact(page, "Language of notices", "%s (%s)", languages->notices,
			  CLAUSE(page, languages));
	if (languages != NULL && languages->prevailing[0] != '\0')
		page_fact(page, "Text of the contract that prevails", "%s (%s)",
			  languages->prevailing, CLAUSE(page, languages));
	if (notices->keys_bind_clause[0] != '\0')
		page_fact(page, "Keys",
			  "an organisation is bound by what is signed with its keys "
			  "(%s)",
			  words_clause(page->arena, notices->keys_bind_clause));
	for (size_t i = 0; i < notices->n_client_duties; i++)
		page_fact(page, "The client owes", "%s (%s)",
			  notices->client_duties[i]->words,
			  CLAUSE(page, notices->client_duties[i]));
}

/* ---- a notice ---- */

static void add_receipt(struct page *page, const SlbNoticeReceipt *receipt)
{
	const char *done = receipt->medium == SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER
				   ? "given"
				   : "sent";
	const char *when =
		receipt->after->amount == 0
			? arena_printf(page->arena, "when it is %s", done)
			: arena_printf(page->arena, "%s after it was %s",
				       phrase_delay(page->arena, receipt->after), done);

	page_fact(page, "A notice counts as received", "%s: %s%s (%s)",
		  WORDS(page, notice_medium, receipt->medium), when,
		  receipt->at_next_opening
			  ? ", outside business hours when they next open"
			  : "",
		  CLAUSE(page, receipt));
}

static void add_copy(struct page *page, const SlbNoticeCopy *copy)
{
	const SlbNoticeAddress *to = copy->address;

	page_fact(page, "A copy goes to", "%s, %s: %s%s%s (%s)", copy->recipient,
		  WORDS(page, notice_medium, to->medium), to->address,
		  to->attention[0] != '\0' ? ", " : "", to->attention,
		  CLAUSE(page, copy));
}

static void add_follow_up(struct page *page, const SlbFollowUp *owed)
{
	page_fact(page, "After a notice the centre owes", "%s, within %s after %s (%s)",
		  owed->words, phrase_delay(page->arena, owed->within),
		  WORDS(page, counted_from, owed->counted_from), CLAUSE(page, owed));
}

static void add_objections(struct page *page, const SlbObjections *objections)
{
	page_fact(page, "Objections to a notice", "for %s after %s (%s)",
		  phrase_delay(page->arena, objections->within),
		  WORDS(page, counted_from, objections->counted_from),
		  CLAUSE(page, objections));
	if (objections->grounds[0] != '\0')
		page_fact(page, "Grounds", "%s", objections->grounds);
	if (objections->form[0] != '\0')
		page_fact(page, "Form", "%s", objections->form);
	page_fact(page, "Silence until then", "%s",
		  WORDS(page, silence_effect, objections->silence));
}

void page_notices(struct page *page, const SlbNoticeTerms *notices)
{
	size_t i;

	page_heading(page, 2, "Notices and remedies");
	add_contract(page, notices);
	for (i = 0; i < notices->n_receipt; i++)
		add_receipt(page, notices->receipt[i]);
	for (i = 0; i < notices->n_copies; i++)
		add_copy(page, notices->copies[i]);
	for (i = 0; i < notices->n_follow_ups; i++)
		add_follow_up(page, notices->follow_ups[i]);
	if (notices->objections != NULL)
		add_objections(page, notices->objections);
	if (notices->remedies != NULL)
		page_fact(page, "Remedies beside a credit", "%s (%s)",
			  WORDS(page, remedy_rule, notices->remedies->rule),
			  CLAUSE(page, notices->remedies));
	if (notices->set_off != NULL)
		page_fact(page, "Set-off of a credit", "%s (%s)",
			  WORDS(page, set_off_rule, notices->set_off->rule),
			  CLAUSE(page, notices->set_off));
}
