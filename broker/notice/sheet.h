#ifndef BROKER_NOTICE_SHEET_H
#define BROKER_NOTICE_SHEET_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "slabroker/v1/notice.pb-c.h"

/* Private to notice/: a page being filled, line by line. */

struct sheet {
	struct arena *arena;
	const SlbNotice *notice;
	struct text text;
};

/* The words of a paragraph, filled into lines; the first begins with mark. */
void sheet_filled(struct sheet *sheet, const char *mark, const char *words);
/* A list entry: "- " and the words. */
void sheet_entry(struct sheet *sheet, const char *words);
/* "name: value"; nothing where there is nothing to say. */
void sheet_field(struct sheet *sheet, const char *name, const char *value);
/* A blank line and the heading of what follows. */
void sheet_heading(struct sheet *sheet, const char *heading);
/* A heading and a list under it, of one or more. */
void sheet_list(struct sheet *sheet, const char *heading, char *const *lines,
		size_t count);

/* sheet_facts.c: what was owed, what was found; and what it rests on, piece by piece. */
void sheet_obligation(struct sheet *sheet);
void sheet_facts(struct sheet *sheet);
void sheet_evidence(struct sheet *sheet);
/* sheet_claim.c: what is claimed, and how often the KPI was missed. */
void sheet_claim(struct sheet *sheet);
void sheet_repetition(struct sheet *sheet);

#endif
