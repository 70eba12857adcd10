#include "contract/need.h"
#include "base/slug.h"

#include <string.h>

#include "base/bytes.h"
#include "calendar/civil.h"

#define TEXT_BYTES_MAX  1000
#define DELAY_UNITS_MAX 3650

bool need_present(struct inquiry *inquiry, const struct path *path, const void *message,
		  const char *what, const char *example)
{
	if (message != NULL)
		return true;
	say(inquiry, MISSING, path, "%s is missing", what);
	diag_hint(inquiry->diag, "write %s", example);
	return false;
}

bool may_text(struct inquiry *inquiry, const struct path *path, const char *text,
	      const char *what)
{
	if (strlen(text) > TEXT_BYTES_MAX) {
		say(inquiry, WRONG, path, "%s is %zu bytes long, more than %d", what,
		    strlen(text), TEXT_BYTES_MAX);
		diag_hint(inquiry->diag, "shorten it");
		return false;
	}
	if (!utf8_valid(bytes_of_string(text)) || !text_is_one_line(text)) {
		say(inquiry, WRONG, path, "%s, %s, is not one line of plain text", what,
		    shown(text).chars);
		diag_hint(inquiry->diag,
			  "write it on one line, without tabs and line breaks");
		return false;
	}
	return true;
}

bool need_text(struct inquiry *inquiry, const struct path *path, const char *text,
	       const char *what, const char *example)
{
	if (text[strspn(text, " ")] != '\0')
		return may_text(inquiry, path, text, what);
	say(inquiry, MISSING, path, "%s is missing", what);
	diag_hint(inquiry->diag, "write it, e.g. %s: %s", path->field, example);
	return false;
}

void need_name(struct inquiry *inquiry, const struct path *path, const char *name,
	       const char *what)
{
	static const char form[] =
		"small letters a to z, digits, _ and -, a letter first, at most 64";

	if (slug_is_name(name))
		return;
	if (name[0] == '\0')
		say(inquiry, MISSING, path, "%s is missing", what);
	else
		say(inquiry, WRONG, path, "%s, %s, is not a name", what,
		    shown(name).chars);
	diag_hint(inquiry->diag, "write a name of %s", form);
}

bool need_choice(struct inquiry *inquiry, const struct path *path, int value,
		 const ProtobufCEnumDescriptor *descriptor, const char *question)
{
	bool known = protobuf_c_enum_descriptor_get_value(descriptor, value) != NULL;

	if (known && value != 0)
		return true;
	if (known)
		say(inquiry, UNSAID, path, "the contract does not say %s", question);
	else
		say(inquiry, WRONG, path, "%d is no value of %s, which says %s", value,
		    path->field, question);
	diag_hint(inquiry->diag, "write %s: and one of: %s", path->field,
		  enum_choices(descriptor).chars);
	return false;
}

bool need_count(struct inquiry *inquiry, const struct path *path, size_t count,
		size_t most, const char *what)
{
	if (count >= 1 && count <= most)
		return true;
	if (count == 0)
		say(inquiry, MISSING, path, "there is no %s", what);
	else
		say(inquiry, WRONG, path, "there are %zu of: %s; at most %zu can be",
		    count, what, most);
	diag_hint(inquiry->diag, "write 1 to %zu under %s:", most, path->field);
	return false;
}

bool need_day(struct inquiry *inquiry, const struct path *path, const char *text,
	      const char *what, int64_t *day)
{
	if (civil_parse_day(bytes_of_string(text), day))
		return true;
	if (text[0] == '\0')
		say(inquiry, MISSING, path, "%s is missing", what);
	else
		say(inquiry, WRONG, path, "%s, %s, is not a day of the calendar", what,
		    shown(text).chars);
	diag_hint(inquiry->diag, "write year, month and day, e.g. 2027-01-31");
	return false;
}

bool need_decimal(struct inquiry *inquiry, const struct path *path, const char *text,
		  const char *what, struct ratio *out)
{
	if (ratio_parse_decimal(inquiry->arena, bytes_of_string(text), out, NULL))
		return true;
	if (text[0] == '\0')
		say(inquiry, MISSING, path, "%s is missing", what);
	else
		say(inquiry, WRONG, path, "%s, %s, is not a number", what,
		    shown(text).chars);
	diag_hint(inquiry->diag,
		  "write digits with a point for the fraction and no unit, e.g. "
		  "\"80\" or \"2.5\"");
	return false;
}

void need_amount(struct inquiry *inquiry, const struct path *path, uint64_t minor,
		 const char *what)
{
	if (minor >= 1 && minor <= CONTRACT_AMOUNT_MAX)
		return;
	say(inquiry, minor == 0 ? MISSING : WRONG, path,
	    minor == 0 ? "%s is missing" : "%s is more than 10^15 minor units", what);
	diag_hint(inquiry->diag,
		  "write whole minor units, 1 to 1000000000000000; 168000 is "
		  "1,680.00 with two digits");
}

void need_delay(struct inquiry *inquiry, const struct path *path, const SlbDelay *delay,
		const char *what)
{
	struct path amount = path_field(path, "amount");
	struct path unit = path_field(path, "unit");

	if (!need_present(inquiry, path, delay, what,
			  "an amount and a unit, e.g. amount: 5, unit: business_days"))
		return;
	need_choice(inquiry, &unit, (int)delay->unit, &slb_delay_unit__descriptor,
		    "what this delay is counted in");
	if (delay->amount <= DELAY_UNITS_MAX)
		return;
	say(inquiry, WRONG, &amount, "%s is %u units long, more than %d", what,
	    (unsigned)delay->amount, DELAY_UNITS_MAX);
	diag_hint(inquiry->diag, "write 0 to %d", DELAY_UNITS_MAX);
}

size_t names_find(struct names names, const char *name)
{
	size_t i = 0;

	while (i < names.count && strcmp(names.names[i], name) != 0)
		i++;
	return i;
}

void need_distinct(struct inquiry *inquiry, const struct path *parent,
		   const char *field, const char *key, struct names names)
{
	for (size_t i = 1; i < names.count; i++) {
		struct path item = path_item(parent, field, i);
		struct path path = path_field(&item, key);
		size_t twin =
			names_find((struct names){ names.names, i }, names.names[i]);

		if (twin == i || names.names[i][0] == '\0')
			continue;
		say(inquiry, WRONG, &path, "the name %s is already that of %s[%zu]",
		    shown(names.names[i]).chars, field, twin);
		diag_hint(inquiry->diag, "give each its own name");
	}
}
