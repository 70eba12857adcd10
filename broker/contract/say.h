#ifndef BROKER_CONTRACT_SAY_H
#define BROKER_CONTRACT_SAY_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "slabroker/v1/contract.pb-c.h"

/*
 * Private to contract/ and policy/: one run of a check, where it stands, and how it says
 * what it finds.
 */

/* Names of a list: names[i] is that of its element i. */
struct names {
	const char **names;
	size_t count;
};

/* The place of name, or names.count. */
size_t names_find(struct names names, const char *name);

struct inquiry {
	struct arena *arena;
	struct diag *diag;
	const SlbTerms *terms;
	struct names dimensions;
	struct names series;
	struct names counters;
	struct names histograms;
	const char *kpi;   /* the KPI that is looked at, for messages; NULL: none */
	size_t flaw_count; /* things that later checks could stumble over */
	enum err first;    /* the first error, ERR_OK while there is none */
};

/* A field path, grown on the stack and written out only when something is said. */
struct path {
	const struct path *parent; /* NULL: the terms themselves */
	const char *field;
	size_t index; /* in a list; PATH_NO_INDEX where the field is none */
};

#define PATH_NO_INDEX ((size_t)-1)

struct path path_field(const struct path *parent, const char *field);
struct path path_item(const struct path *parent, const char *field, size_t index);

enum finding {
	WRONG,   /* cannot hold: later checks of the same thing are not made */
	MISSING, /* is absent: the same */
	CLASHES, /* cannot hold beside something else; later checks go on */
	UNSAID,  /* a rule that must be said is not; later checks go on */
	WARNED,  /* can be judged, but probably says something else than meant */
};

/*
 * Format and arguments make a sentence without a full stop; the KPI looked at is put
 * before it.  diag_hint(inquiry->diag, ...) may follow.
 */
void say(struct inquiry *inquiry, enum finding finding, const struct path *path,
	 const char *format, ...) PRINTF_LIKE(4, 5);

/* Counts what another folder's check added to diag itself; ERR_OK is nothing. */
void said(struct inquiry *inquiry, enum err err);

/* Input for a message: in quotes, control characters replaced, long ones cut. */
#define SHOWN_BYTES_MAX 60

struct shown {
	char chars[SHOWN_BYTES_MAX + 8];
};

struct shown shown(const char *text);

char lower_ascii(char letter);

/* The values of an enum as they are written in YAML: "half_up, half_even, down". */
struct choices {
	char chars[256];
};

struct choices enum_choices(const ProtobufCEnumDescriptor *descriptor);

/* The name that is nearest to a misspelt one; NULL when none is near. */
const char *nearest_name(const char *name, struct names names);

#endif
