#ifndef BROKER_CONTRACT_NEED_H
#define BROKER_CONTRACT_NEED_H

#include <stdint.h>

#include "base/ratio.h"
#include "contract/say.h"

/*
 * Private to contract/ and policy/: what single fields need.  Each says what is wrong, at
 * path; a bool is whether all was well.
 *
 * what names the thing in the middle of a sentence ("the title of the contract"); example
 * is shown to somebody who left it out.
 */

#define CONTRACT_AMOUNT_MAX UINT64_C(1000000000000000) /* minor units */

bool need_present(struct inquiry *inquiry, const struct path *path, const void *message,
		  const char *what, const char *example);

/* One line of text, 1 to 1000 bytes. */
bool need_text(struct inquiry *inquiry, const struct path *path, const char *text,
	       const char *what, const char *example);
/* The same, or nothing. */
bool may_text(struct inquiry *inquiry, const struct path *path, const char *text,
	      const char *what);

/* A name [a-z][a-z0-9_-]{0,63}. */
void need_name(struct inquiry *inquiry, const struct path *path, const char *name,
	       const char *what);

/* question: what the contract does not say when the value is absent. */
bool need_choice(struct inquiry *inquiry, const struct path *path, int value,
		 const ProtobufCEnumDescriptor *descriptor, const char *question);

bool need_count(struct inquiry *inquiry, const struct path *path, size_t count,
		size_t most, const char *what);

bool need_day(struct inquiry *inquiry, const struct path *path, const char *text,
	      const char *what, int64_t *day);

/* A decimal, e.g. "-12.5".  *out is set only when it is one. */
bool need_decimal(struct inquiry *inquiry, const struct path *path, const char *text,
		  const char *what, struct ratio *out);

/* A money amount in minor units, 1 to CONTRACT_AMOUNT_MAX. */
void need_amount(struct inquiry *inquiry, const struct path *path, uint64_t minor,
		 const char *what);

void need_delay(struct inquiry *inquiry, const struct path *path, const SlbDelay *delay,
		const char *what);

/* No name, in key of each item of the list that field names under parent, stands twice. */
void need_distinct(struct inquiry *inquiry, const struct path *parent,
		   const char *field, const char *key, struct names names);
/* The place of name, or names.count. */
size_t names_find(struct names names, const char *name);

#endif
