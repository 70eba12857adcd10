#include "sla/commands.h"

#include <string.h>

#include "base/attribute.h"
#include "calendar/civil.h"
#include "contract/check.h"
#include "sla/answer.h"
#include "sla/files.h"
#include "sla/input.h"
#include "sla/policies.h"
#include "sla/template.h"
#include "sla/zone_glib.h"

#define TEMPLATE_BYTES_MAX ((size_t)1 << 20)

/* Deadlines may lie as long after the term. */
#define ZONE_DAYS_AFTER 366

/* A placeholder "a_b" is given as --a-b. */
/* clang-format off */
#define FIELD(name, help) \
	{ name, OPTION_TEXT, 0, false, false, "TEXT", NULL, help }

const struct option contract_new_options[] = {
	{ "template", OPTION_TEXT, 't', false, true, "NAME", NULL,
	  "the terms to start from; sla policy list shows them" },
	{ "zone", OPTION_TEXT, 'z', false, true, "NAME", NULL,
	  "the zone in which days are read, e.g. Europe/Rome" },
	{ "first-day", OPTION_TEXT, 0, false, true, "DAY", NULL, "first day of the term, e.g. 2027-01-01" },
	{ "last-day", OPTION_TEXT, 0, false, true, "DAY", NULL, "last day of the term, included" },
	FIELD("title", "what people call the contract"),
	FIELD("client", "the client's short name, a-z 0-9 -"),
	FIELD("client-legal-name", "as in the company register"),
	FIELD("client-registration-number", "register and number"),
	FIELD("client-seat", "legal seat, one line"),
	FIELD("client-email", "where notices to the client go"),
	FIELD("centre", "the contact centre's short name, a-z 0-9 -"),
	FIELD("centre-legal-name", "as in the company register"),
	FIELD("centre-registration-number", "register and number"),
	FIELD("centre-seat", "legal seat, one line"),
	FIELD("centre-email", "where notices to the centre go"),
	{ "set", OPTION_TEXT, 0, true, false, "NAME=TEXT", NULL,
	  "any other thing that the template asks for" },
	OPTION_ROW_POLICIES,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

static void add_value(struct template_values *filling, const char *name,
		      const char *value, const char *hint)
{
	filling->values[filling->count++] =
		(struct template_value){ .name = name, .value = value, .hint = hint };
}

static const char *placeholder_of(struct arena *arena, const char *option)
{
	char *name = arena_strdup(arena, option);
	char *c;

	for (c = name; *c != '\0'; c++) {
		if (*c == '-')
			*c = '_';
	}
	return name;
}

static enum err add_set(struct invocation *in, struct template_values *filling,
			const char *setting)
{
	const char *equals = strchr(setting, '=');

	if (equals == NULL || equals == setting)
		return usage_error(in, "--set is \"%s\"; expected NAME=TEXT", setting);
	add_value(filling,
		  arena_strndup(in->arena, setting, (size_t)(equals - setting)),
		  equals + 1, NULL);
	return ERR_OK;
}

static enum err parse_day(struct invocation *in, const char *option, int64_t *day)
{
	const char *text = option_text(&in->options, option);

	if (civil_parse_day(bytes_of_string(text), day))
		return ERR_OK;
	return usage_error(in, "--%s is \"%s\"; expected a day such as 2027-01-01",
			   option, text);
}

static const char *zone_block(struct arena *arena, const SlbZone *zone)
{
	struct text text;
	size_t i;

	text_init(&text, arena);
	text_printf(&text,
		    "zone:\n  name: \"%s\"\n  tzdata_version: \"%s\"\n"
		    "  first_offset_s: %d\n",
		    zone->name, zone->tzdata_version, (int)zone->first_offset_s);
	if (zone->n_transitions > 0)
		text_add(&text, "  transitions:\n");
	for (i = 0; i < zone->n_transitions; i++)
		text_printf(&text, "  - {at_s: %lld, offset_s: %d} # %s\n",
			    (long long)zone->transitions[i]->at_s,
			    (int)zone->transitions[i]->offset_s,
			    civil_instant_text(arena, zone->transitions[i]->at_s, 0));
	/* The line of the placeholder has a line feed of its own. */
	return arena_strndup(arena, text_chars(&text), text.len - 1);
}

static enum err add_zone(struct invocation *in, struct template_values *filling)
{
	struct zone_span span;
	int64_t first_day;
	int64_t last_day;
	SlbZone *zone;
	enum err e = parse_day(in, "first-day", &first_day);

	if (e == ERR_OK)
		e = parse_day(in, "last-day", &last_day);
	if (e != ERR_OK)
		return e;
	if (last_day < first_day)
		return usage_error(in, "--last-day lies before --first-day");
	span = (struct zone_span){ (first_day - 1) * CIVIL_DAY_S,
				   (last_day + ZONE_DAYS_AFTER) * CIVIL_DAY_S };
	e = zone_table_make(in->arena, option_text(&in->options, "zone"), span,
			    diag_at(NULL), &zone, &in->diag);
	if (e == ERR_OK)
		add_value(filling, "zone_table", zone_block(in->arena, zone), NULL);
	return e;
}

static enum err gather(struct invocation *in, struct template_values *filling)
{
	const struct option *option;
	const char *setting;
	size_t i;

	filling->values =
		arena_array(in->arena, struct template_value,
			    ARRAY_SIZE(contract_new_options) + in->options.count + 1);
	for (option = contract_new_options; option->name != NULL; option++) {
		if (option->kind == OPTION_TEXT && !option->repeatable)
			add_value(filling, placeholder_of(in->arena, option->name),
				  option_text(&in->options, option->name),
				  arena_printf(in->arena, "--%s TEXT: %s", option->name,
					       option->help));
	}
	for (i = 0; (setting = option_nth(&in->options, "set", i)) != NULL; i++) {
		enum err e = add_set(in, filling, setting);

		if (e != ERR_OK)
			return e;
	}
	return add_zone(in, filling);
}

/* What was filled in must be a contract that can be judged by. */
static enum err check_filled(struct invocation *in, struct bytes text)
{
	struct terms_file file = { .input = { .name = "the new contract",
					      .bytes = text,
					      .format = DOCUMENT_YAML } };
	ProtobufCMessage *message;
	enum err e = input_message(in, &file.input, &slb_terms__descriptor, &message);

	if (e != ERR_OK)
		return e;
	file.terms = (SlbTerms *)message;
	return terms_file_check(in, &file);
}

enum err contract_new(struct invocation *in)
{
	struct template_values filling = { 0 };
	struct bytes template;
	struct bytes text;
	const char *file;
	enum err e = policies_find(in, POLICY_TEMPLATE,
				   option_text(&in->options, "template"), &file);

	if (e == ERR_OK)
		e = file_read(in->arena, file, TEMPLATE_BYTES_MAX, &template,
			      &in->diag);
	if (e == ERR_OK)
		e = gather(in, &filling);
	if (e == ERR_OK)
		e = template_fill(in->arena, template, file, &filling, &text,
				  &in->diag);
	if (e == ERR_OK)
		e = check_filled(in, text);
	if (e != ERR_OK || !option_given(&in->options, "to"))
		return e == ERR_OK ? answer_bytes(in, text) : e;
	return file_write_new(in->arena, option_text(&in->options, "to"), text,
			      &in->diag);
}
