#ifndef CLIENTS_IMPORT_STAMP_H
#define CLIENTS_IMPORT_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * Dates and times as exports spell them, read by a format in the letters of strftime(3):
 *
 *     %Y year of four digits        %m month 1-12      %d day of the month 1-31
 *     %y year of two digits:        %b %B month name in English, three letters or all
 *        69-99 are 19xx             %H hour 0-23       %I hour 1-12, with %p AM or PM
 *     %M minute   %S second         %f fraction of a second, 1-9 digits, ignored
 *     %z "Z", "+hh:mm", "+hhmm"     %s seconds, %Q milliseconds since 1970 UTC
 *     %j days from the first day of the mapping, which is 1
 *     %a %A name of the weekday in English, ignored
 *     %* whatever stands from here to the end, ignored: "00:00-00:30" is "%H:%M%*"
 *     %% a percent sign
 *
 * Numbers may have a leading zero or not; all other characters stand for themselves, a
 * blank for any number of blanks.  A part that is not named is the first one: day 1,
 * 00:00:00.
 */

struct stamp {
	int64_t year;
	unsigned month;
	unsigned day;
	unsigned hour;
	unsigned minute;
	unsigned second;
	bool has_offset; /* %z: seconds east of UTC */
	int32_t offset_s;
	bool has_instant; /* %s, %Q: nothing else counts */
	int64_t instant_s;
	bool has_number; /* %j: counts in place of year, month and day */
	int64_t number;
};

enum stamp_result {
	STAMP_OK,
	STAMP_FORMAT, /* the format has a letter that is not in the list, or no date */
	STAMP_MISMATCH, /* the text is not in that format */
	STAMP_NO_DATE,  /* in that format, but no such day or time exists */
};

/* What the format names: to check a mapping before the first row. */
struct stamp_format {
	bool date;
	bool time;
	bool instant;
};

/* False when a letter is not in the list. */
bool stamp_format_check(const char *format, struct stamp_format *out);

/* Reads into *out, which the caller has set to stamp_blank() or to what another column
   gave before. */
enum stamp_result stamp_read(struct bytes text, const char *format, struct stamp *out);

struct stamp stamp_blank(void);

/* Seconds since 1970-01-01T00:00:00 on the wall; first_day is day 1 of %j. */
int64_t stamp_local_s(const struct stamp *stamp, int64_t first_day);

#endif
