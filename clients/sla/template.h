#ifndef CLIENTS_SLA_TEMPLATE_H
#define CLIENTS_SLA_TEMPLATE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * Templates of contracts: YAML in which names stand between double braces.  "{{name}}"
 * between double quotes becomes the value as YAML writes it there; alone on a line, a
 * block of lines.  In comments nothing is filled in.
 */

struct template_value {
	const char *name;
	const char *value; /* NULL: not known */
	const char *hint;  /* how to give it */
};

struct template_values {
	struct template_value *values;
	size_t count;
};

/*
 * *out lies in the arena.  Every name that has no value is told, with its line;
 * ERR_USAGE then.
 */
enum err template_fill(struct arena *arena, struct bytes template,
		       const char *file_name, const struct template_values *values,
		       struct bytes *out, struct diag *diag) MUST_CHECK;

#endif
