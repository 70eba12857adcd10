#include "sla/options.h"

#include <string.h>

#include "base/bytes.h"
#include "base/ensure.h"
#include "base/nearest.h"
#include "calendar/civil.h"

struct reader {
	struct arena *arena;
	struct diag *diag;
	const struct option *table;
	struct arguments arguments;
	size_t at;
	struct parsed *out;
};

static const struct option *find_name(const struct option *table, const char *name,
				      size_t len)
{
	const struct option *option;

	for (option = table; option->name != NULL; option++) {
		if (strlen(option->name) == len && memcmp(option->name, name, len) == 0)
			return option;
	}
	return NULL;
}

static const struct option *find_letter(const struct option *table, char letter)
{
	const struct option *option;

	for (option = table; option->name != NULL; option++) {
		if (option->letter == letter && letter != '\0')
			return option;
	}
	return NULL;
}

static enum err refuse_unknown(struct reader *reader, const char *word, size_t len)
{
	struct nearest nearest;
	const struct option *option;
	const char *name = arena_strndup(reader->arena, word, len);
	enum err e = diag_error(reader->diag, ERR_USAGE, diag_at(NULL),
				"there is no option %s", name);

	nearest_init(&nearest, strncmp(name, "--", 2) == 0 ? name + 2 : name + 1);
	for (option = reader->table; option->name != NULL; option++)
		nearest_offer(&nearest, option->name, option->name);
	nearest_offer(&nearest, "help", "help");
	if (nearest.best != NULL)
		diag_hint(reader->diag, "did you mean --%s?", nearest.best);
	return e;
}

static bool parse_number(const char *text, int64_t *out)
{
	int64_t value = 0;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		int digit = *text - '0';

		if (digit < 0 || digit > 9 || value > (INT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

static bool parse_time(const char *text, int64_t *out)
{
	int64_t day;

	if (civil_parse_instant(bytes_of_string(text), out, NULL))
		return true;
	if (!civil_parse_day(bytes_of_string(text), &day))
		return false;
	*out = day * CIVIL_DAY_S;
	return true;
}

static bool is_choice(const char *choices, const char *text)
{
	size_t len = strlen(text);
	const char *choice = choices;

	while (choice != NULL) {
		size_t choice_len = strcspn(choice, "|");

		if (choice_len == len && memcmp(choice, text, len) == 0)
			return true;
		choice = choice[choice_len] == '|' ? choice + choice_len + 1 : NULL;
	}
	return false;
}

static enum err check_value(struct reader *reader, struct option_value *value)
{
	const char *expected = NULL;

	switch (value->option->kind) {
	case OPTION_NUMBER:
		if (!parse_number(value->text, &value->number))
			expected = "a whole number";
		break;
	case OPTION_TIME:
		if (!parse_time(value->text, &value->number))
			expected = "a time such as 2026-11-22 or 2026-11-22T10:00:00Z";
		break;
	case OPTION_CHOICE:
		if (!is_choice(value->option->value, value->text))
			expected = value->option->value;
		break;
	case OPTION_FILE:
		if (value->text[0] == '\0')
			expected = "the name of a file";
		break;
	case OPTION_FLAG:
	case OPTION_TEXT:
		break;
	}
	if (expected == NULL)
		return ERR_OK;
	return diag_error(reader->diag, ERR_USAGE, diag_at(NULL),
			  "--%s is \"%s\"; expected %s", value->option->name,
			  value->text, expected);
}

static enum err add_value(struct reader *reader, const struct option *option,
			  const char *text)
{
	struct option_values *values = &reader->out->options;
	struct option_value *value = &values->values[values->count];

	if (!option->repeatable && option_given(values, option->name))
		return diag_error(reader->diag, ERR_USAGE, diag_at(NULL),
				  "--%s is given twice", option->name);
	*value = (struct option_value){ .option = option, .text = text };
	values->count++;
	return check_value(reader, value);
}

/* attached: what stands in the same word, or NULL. */
static enum err take(struct reader *reader, const struct option *option,
		     const char *attached)
{
	if (option->kind == OPTION_FLAG) {
		if (attached == NULL)
			return add_value(reader, option, "");
		return diag_error(reader->diag, ERR_USAGE, diag_at(NULL),
				  "--%s takes no value", option->name);
	}
	if (attached != NULL)
		return add_value(reader, option, attached);
	if (reader->at == reader->arguments.count)
		return diag_error(reader->diag, ERR_USAGE, diag_at(NULL),
				  "--%s needs a value: %s", option->name,
				  option->value);
	return add_value(reader, option, reader->arguments.words[reader->at++]);
}

static enum err read_long(struct reader *reader, const char *word)
{
	const char *name = word + 2;
	size_t len = strcspn(name, "=");
	const struct option *option = find_name(reader->table, name, len);

	if (option == NULL)
		return refuse_unknown(reader, word, len + 2);
	return take(reader, option, name[len] == '=' ? name + len + 1 : NULL);
}

static enum err read_short(struct reader *reader, const char *word)
{
	const struct option *option = find_letter(reader->table, word[1]);

	if (option == NULL)
		return refuse_unknown(reader, word, strlen(word));
	return take(reader, option, word[2] != '\0' ? word + 2 : NULL);
}

static void read_words(struct reader *reader)
{
	bool options_ended = false;

	while (reader->at < reader->arguments.count && !reader->out->help) {
		const char *word = reader->arguments.words[reader->at++];

		if (options_ended || word[0] != '-' || word[1] == '\0')
			reader->out->operands[reader->out->operand_count++] = word;
		else if (strcmp(word, "--") == 0)
			options_ended = true;
		else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
			reader->out->help = true;
		else if (word[1] == '-')
			(void)read_long(reader, word);
		else
			(void)read_short(reader, word);
	}
}

static void check_required(struct reader *reader)
{
	const struct option *option;

	for (option = reader->table; option->name != NULL; option++) {
		if (option->required &&
		    !option_given(&reader->out->options, option->name))
			(void)diag_error(reader->diag, ERR_USAGE, diag_at(NULL),
					 "--%s %s is needed: %s", option->name,
					 option->value, option->help);
	}
}

enum err options_parse(struct arena *arena, const struct option *table,
		       struct arguments arguments, struct parsed *out,
		       struct diag *diag)
{
	struct reader reader = { .arena = arena,
				 .diag = diag,
				 .table = table,
				 .arguments = arguments,
				 .out = out };

	*out = (struct parsed){ 0 };
	out->options.table = table;
	out->options.values =
		arena_array(arena, struct option_value, arguments.count + 1);
	out->operands = arena_array(arena, const char *, arguments.count + 1);
	read_words(&reader);
	if (out->help)
		return ERR_OK;
	check_required(&reader);
	return diag->first_error;
}

/* The option of that name, which the table has. */
static const struct option *known(const struct option_values *values, const char *name)
{
	const struct option *option = find_name(values->table, name, strlen(name));

	ensure(option != NULL);
	return option;
}

/* Its n-th value, from 0; NULL after the last. */
static const struct option_value *nth(const struct option_values *values,
				      const struct option *option, size_t n)
{
	size_t i;

	for (i = 0; i < values->count; i++) {
		if (values->values[i].option == option && n-- == 0)
			return &values->values[i];
	}
	return NULL;
}

const char *option_nth(const struct option_values *values, const char *name, size_t n)
{
	const struct option_value *value = nth(values, known(values, name), n);

	return value == NULL ? NULL : value->text;
}

bool option_given(const struct option_values *values, const char *name)
{
	return option_nth(values, name, 0) != NULL;
}

const char *option_text(const struct option_values *values, const char *name)
{
	const struct option *option = known(values, name);
	const struct option_value *value = nth(values, option, 0);

	return value == NULL ? option->fallback : value->text;
}

int64_t option_number(const struct option_values *values, const char *name,
		      int64_t fallback)
{
	const struct option_value *value = nth(values, known(values, name), 0);

	return value == NULL ? fallback : value->number;
}
