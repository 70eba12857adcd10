#include "import/stamp.h"

#include <string.h>

#include "base/attribute.h"
#include "calendar/civil.h"

#define NUMBER_DIGITS_MAX 15

/* What is being read, and how far. */
struct reader {
	struct bytes rest;
	struct stamp *stamp;
	bool half_day; /* %I */
	bool after_noon;
};

struct stamp stamp_blank(void)
{
	return (struct stamp){ .year = 1970, .month = 1, .day = 1 };
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* At least min and at most max digits. */
static bool take_number(struct reader *reader, size_t min, size_t max, int64_t *out)
{
	int64_t value = 0;
	size_t len = 0;

	while (len < max && len < reader->rest.len && is_digit(reader->rest.data[len]))
		value = value * 10 + (reader->rest.data[len++] - '0');
	reader->rest.data += len;
	reader->rest.len -= len;
	*out = value;
	return len >= min;
}

static bool take_part(struct reader *reader, size_t min, size_t max, unsigned *out)
{
	int64_t value;
	bool taken = take_number(reader, min, max, &value);

	*out = (unsigned)value;
	return taken;
}

static bool take_char(struct reader *reader, char c)
{
	if (reader->rest.len == 0 || reader->rest.data[0] != (uint8_t)c)
		return false;
	reader->rest.data++;
	reader->rest.len--;
	return true;
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static bool take_word(struct reader *reader, const char *word, size_t len)
{
	if (reader->rest.len < len)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (lower(reader->rest.data[i]) != lower((uint8_t)word[i]))
			return false;
	}
	reader->rest.data += len;
	reader->rest.len -= len;
	return true;
}

/* One of count English names, whole or its first three letters; its place from 0. */
static bool take_name(struct reader *reader, const char *const *names, size_t count,
		      size_t *out)
{
	for (*out = 0; *out < count; (*out)++) {
		const char *name = names[*out];

		if (take_word(reader, name, strlen(name)) || take_word(reader, name, 3))
			return true;
	}
	return false;
}

static bool take_month_name(struct reader *reader)
{
	static const char *const names[] = { "January", "February", "March",
					     "April",   "May",      "June",
					     "July",    "August",   "September",
					     "October", "November", "December" };
	size_t month;
	bool taken = take_name(reader, names, ARRAY_SIZE(names), &month);
	reader->stamp->month = (unsigned)month + 1;
	return taken;
}

static bool take_weekday_name(struct reader *reader)
{
	static const char *const names[] = { "Monday",   "Tuesday", "Wednesday",
					     "Thursday", "Friday",  "Saturday",
					     "Sunday" };
	size_t weekday;
	return take_name(reader, names, ARRAY_SIZE(names), &weekday);
}

/* What stands from here on is of no interest. */
static bool take_rest(struct reader *reader)
{
	reader->rest.len = 0;
	return true;
}

static bool take_noon(struct reader *reader)
{
	reader->after_noon = take_word(reader, "PM", 2);
	return reader->after_noon || take_word(reader, "AM", 2);
}

static bool take_offset(struct reader *reader)
{
	unsigned hours;
	unsigned minutes;
	bool west;
	int32_t offset_s;

	reader->stamp->has_offset = true;
	if (take_char(reader, 'Z'))
		return true;
	west = take_char(reader, '-');
	if (!west && !take_char(reader, '+'))
		return false;
	if (!take_part(reader, 2, 2, &hours))
		return false;
	(void)take_char(reader, ':');
	if (!take_part(reader, 2, 2, &minutes) || hours > 18 || minutes > 59)
		return false;
	offset_s = (int32_t)(hours * 3600 + minutes * 60);
	reader->stamp->offset_s = west ? -offset_s : offset_s;
	return true;
}

static bool take_two_digit_year(struct reader *reader)
{
	int64_t year;

	if (!take_number(reader, 2, 2, &year))
		return false;
	reader->stamp->year = year + (year < 69 ? 2000 : 1900);
	return true;
}

static bool take_instant(struct reader *reader, int64_t units_per_second)
{
	int64_t value;

	if (!take_number(reader, 1, NUMBER_DIGITS_MAX, &value))
		return false;
	reader->stamp->has_instant = true;
	reader->stamp->instant_s = value / units_per_second;
	return true;
}

static bool take_day_number(struct reader *reader)
{
	reader->stamp->has_number = true;
	return take_number(reader, 1, 6, &reader->stamp->number) &&
	       reader->stamp->number > 0;
}

static bool take_letter(struct reader *reader, char letter)
{
	struct stamp *stamp = reader->stamp;
	int64_t ignored;

	switch (letter) {
	case 'Y':
		return take_number(reader, 4, 4, &stamp->year);
	case 'y':
		return take_two_digit_year(reader);
	case 'm':
		return take_part(reader, 1, 2, &stamp->month);
	case 'd':
		return take_part(reader, 1, 2, &stamp->day);
	case 'b':
	case 'B':
		return take_month_name(reader);
	case 'a':
	case 'A':
		return take_weekday_name(reader);
	case '*':
		return take_rest(reader);
	case 'I':
		reader->half_day = true;
		return take_part(reader, 1, 2, &stamp->hour);
	case 'H':
		return take_part(reader, 1, 2, &stamp->hour);
	case 'p':
		return take_noon(reader);
	case 'M':
		return take_part(reader, 1, 2, &stamp->minute);
	case 'S':
		return take_part(reader, 1, 2, &stamp->second);
	case 'f':
		return take_number(reader, 1, 9, &ignored);
	case 'z':
		return take_offset(reader);
	case 's':
		return take_instant(reader, 1);
	case 'Q':
		return take_instant(reader, 1000);
	case 'j':
		return take_day_number(reader);
	default:
		return letter == '%' && take_char(reader, '%');
	}
}

bool stamp_format_check(const char *format, struct stamp_format *out)
{
	memset(out, 0, sizeof(*out));
	for (const char *at = format; *at != '\0'; at++) {
		if (*at != '%')
			continue;
		at++;
		if (*at == '\0' || !strchr("YymdbBaAHIpMSfzsQj*%", *at))
			return false;
		out->date |= strchr("YymdbBj", *at) != NULL;
		out->time |= strchr("HIpMSf", *at) != NULL;
		out->instant |= *at == 's' || *at == 'Q';
	}
	return true;
}

/* "12 AM" is midnight and "12 PM" is noon. */
static bool fold_half_day(struct reader *reader)
{
	struct stamp *stamp = reader->stamp;

	if (!reader->half_day)
		return true;
	if (stamp->hour < 1 || stamp->hour > 12)
		return false;
	stamp->hour = stamp->hour % 12 + (reader->after_noon ? 12 : 0);
	return true;
}

static bool exists(const struct stamp *stamp)
{
	struct civil_date date = { stamp->year, stamp->month, stamp->day };

	return civil_date_valid(date) && stamp->year > 0 && stamp->hour < 24 &&
	       stamp->minute < 60 && stamp->second < 60;
}

enum stamp_result stamp_read(struct bytes text, const char *format, struct stamp *out)
{
	struct reader reader = { .rest = text, .stamp = out };
	struct stamp_format named;

	if (!stamp_format_check(format, &named))
		return STAMP_FORMAT;
	if (text.len == 0)
		return STAMP_MISMATCH;
	for (const char *at = format; *at != '\0'; at++) {
		bool taken;

		if (*at == ' ') {
			while (take_char(&reader, ' '))
				;
			continue;
		}
		if (*at == '%')
			taken = take_letter(&reader, *++at);
		else
			taken = take_char(&reader, *at);
		if (!taken)
			return STAMP_MISMATCH;
	}
	while (take_char(&reader, ' '))
		;
	if (reader.rest.len > 0)
		return STAMP_MISMATCH;
	return fold_half_day(&reader) && exists(out) ? STAMP_OK : STAMP_NO_DATE;
}

int64_t stamp_local_s(const struct stamp *stamp, int64_t first_day)
{
	struct civil_date date = { stamp->year, stamp->month, stamp->day };
	int64_t day =
		stamp->has_number ? first_day + stamp->number - 1 : civil_day(date);

	return day * CIVIL_DAY_S + (int64_t)stamp->hour * 3600 +
	       (int64_t)stamp->minute * 60 + (int64_t)stamp->second;
}
