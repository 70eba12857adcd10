#ifndef TESTS_UNIT_NOTICE_SAID_CASE_H
#define TESTS_UNIT_NOTICE_SAID_CASE_H

#include "notice_case.h"

/* What the terms of the case say of notices, part by part. */

static SlbNoticeTerms *said;

#define SAID_NEW(type, lower)                                        \
	static inline Slb##type *lower##_new(void)                   \
	{                                                            \
		Slb##type *message = arena_new(&c.arena, Slb##type); \
                                                                     \
		slb_##lower##__init(message);                        \
		return message;                                      \
	}

SAID_NEW(NoticeTerms, notice_terms)
SAID_NEW(Provision, provision)
SAID_NEW(Languages, languages)
SAID_NEW(NoticeCopy, notice_copy)
SAID_NEW(NoticeAddress, notice_address)
SAID_NEW(NoticeReceipt, notice_receipt)
SAID_NEW(Objections, objections)
SAID_NEW(FollowUp, follow_up)

static inline void set_up_said(void)
{
	set_up();
	said = notice_terms_new();
	c.terms->notices = said;
}

static inline SlbProvision *provision_of(const char *words, const char *clause)
{
	SlbProvision *provision = provision_new();

	provision->words = law_text(&c.arena, words);
	provision->clause = law_text(&c.arena, clause);
	return provision;
}

static inline SlbNoticeReceipt *add_receipt(SlbNoticeMedium medium, uint32_t amount,
					    SlbDelayUnit unit)
{
	SlbNoticeReceipt *receipt = notice_receipt_new();

	receipt->medium = medium;
	receipt->after = law_delay(&c.arena, amount, unit);
	receipt->clause = law_text(&c.arena, "14.2");
	LAW_APPEND(&c.arena, said, receipt, receipt);
	return receipt;
}

static inline void expect_line(char *const *lines, size_t count, size_t place,
			       const char *sentence)
{
	cr_assert_lt(place, count, "there are %zu: no place for \"%s\"", count,
		     sentence);
	cr_expect_str_eq(lines[place], sentence);
}

#define EXPECT_LINE(message, field, place, sentence) \
	expect_line((message)->field, (message)->n_##field, place, sentence)

#endif
