#include "calendar/civil.h"
#include "calendar/hours.h"

/* Where openings stand, and how a person calls the day. */
struct openings_place {
	const char *path;
	const char *day_name;
};

static enum err check_opening(struct hours_opening opening, size_t number,
			      struct diag *diag, struct openings_place place)
{
	if (opening.open_min >= HOURS_DAY_MIN || opening.close_min > HOURS_DAY_MIN)
		return diag_error(diag, ERR_CONTRACT_INVALID, diag_at(place.path),
				  "%s, opening %zu: from minute %u to minute %u is not "
				  "within a day of 1440 minutes",
				  place.day_name, number, opening.open_min,
				  opening.close_min);
	if (opening.close_min <= opening.open_min) {
		(void)diag_error(
			diag, ERR_CONTRACT_INVALID, diag_at(place.path),
			"%s, opening %zu: it closes at %02u:%02u, not after it "
			"opens at %02u:%02u",
			place.day_name, number, opening.close_min / 60,
			opening.close_min % 60, opening.open_min / 60,
			opening.open_min % 60);
		diag_hint(diag,
			  "close at 1440 where it goes on after midnight, and open "
			  "the next day at 0");
		return ERR_CONTRACT_INVALID;
	}
	return ERR_OK;
}

static enum err check_order(struct hours_opening before, struct hours_opening opening,
			    size_t number, struct diag *diag,
			    struct openings_place place)
{
	if (opening.open_min >= before.close_min)
		return ERR_OK;
	(void)diag_error(diag, ERR_CONTRACT_INVALID, diag_at(place.path),
			 "%s, opening %zu: it starts at %02u:%02u, before opening %zu "
			 "ends at %02u:%02u",
			 place.day_name, number, opening.open_min / 60,
			 opening.open_min % 60, number - 1, before.close_min / 60,
			 before.close_min % 60);
	diag_hint(diag, "list a day's openings by time, without overlap");
	return ERR_CONTRACT_INVALID;
}

static enum err check_day(struct hours_day day, struct diag *diag,
			  struct openings_place place)
{
	enum err err = ERR_OK;

	for (size_t i = 0; i < day.opening_count && err == ERR_OK; i++) {
		err = check_opening(day.openings[i], i + 1, diag, place);
		if (err == ERR_OK && i > 0)
			err = check_order(day.openings[i - 1], day.openings[i], i + 1,
					  diag, place);
	}
	return err;
}

static enum err check_week(const struct hours *hours, struct diag *diag,
			   const char *path)
{
	struct diag_path field;
	bool opens = false;
	enum err err = ERR_OK;

	(void)diag_at_path(&field, "%s.week", path);
	for (unsigned i = 0; i < 7; i++) {
		struct openings_place place = {
			.path = field.chars,
			.day_name = civil_weekday_name((enum weekday)(MONDAY + i)),
		};

		if (hours->week[i].opening_count > 0)
			opens = true;
		if (check_day(hours->week[i], diag, place) != ERR_OK)
			err = ERR_CONTRACT_INVALID;
	}
	if (opens)
		return err;
	(void)diag_error(
		diag, ERR_CONTRACT_INVALID, diag_at(field.chars),
		"no weekday has an opening, so business time would never pass");
	diag_hint(diag,
		  "e.g. Monday, open_min: 540, close_min: 1020 for 09:00 to 17:00");
	return ERR_CONTRACT_INVALID;
}

static enum err check_holidays(const struct hours *hours, struct diag *diag,
			       const char *path)
{
	struct diag_path field;
	enum err err = ERR_OK;

	for (size_t i = 1; i < hours->holiday_count; i++) {
		if (hours->holidays[i - 1] < hours->holidays[i])
			continue;
		err = diag_error(diag, ERR_CONTRACT_INVALID,
				 diag_at_path(&field, "%s.holidays[%zu]", path, i),
				 "this holiday is not after the one before it");
		diag_hint(diag, "list the holidays by date, each once");
	}
	return err;
}

static enum err check_special_days(const struct hours *hours, struct diag *diag,
				   const char *path)
{
	struct diag_path field;
	enum err err = ERR_OK;

	for (size_t i = 0; i < hours->special_day_count; i++) {
		const struct hours_special_day *special = &hours->special_days[i];
		struct openings_place place = { .path = field.chars,
						.day_name = "this day" };

		(void)diag_at_path(&field, "%s.special_days[%zu]", path, i);
		if (check_day(special->hours, diag, place) != ERR_OK)
			err = ERR_CONTRACT_INVALID;
		if (i == 0 || special[-1].day < special->day)
			continue;
		err = diag_error(diag, ERR_CONTRACT_INVALID, diag_at(field.chars),
				 "this special day is not after the one before it");
		diag_hint(diag, "list the special days by date, each once");
	}
	return err;
}

enum err hours_check(const struct hours *hours, struct diag *diag, const char *path)
{
	enum err week = check_week(hours, diag, path);
	enum err holidays = check_holidays(hours, diag, path);
	enum err special_days = check_special_days(hours, diag, path);

	if (week != ERR_OK)
		return week;
	return holidays != ERR_OK ? holidays : special_days;
}
