#include "calendar/ascending.h"

#include <criterion/criterion.h>

struct element {
	int64_t key;
	char rest[3];
};

Test(ascending, counts_the_elements_up_to_a_limit)
{
	static const struct element elements[] = {
		{ INT64_MIN, "" }, { -5, "" },  { 0, "" },
		{ 1, "" },         { 100, "" }, { INT64_MAX, "" },
	};
	static const struct {
		int64_t limit;
		size_t count;
	} rows[] = {
		{ INT64_MIN, 1 },
		{ -6, 1 },
		{ -5, 2 },
		{ -1, 2 },
		{ 0, 3 },
		{ 1, 4 },
		{ 2, 4 },
		{ 99, 4 },
		{ 100, 5 },
		{ 101, 5 },
		{ INT64_MAX - 1, 5 },
		{ INT64_MAX, 6 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_assert_eq(
			ascending_up_to(elements, 6, sizeof elements[0], rows[i].limit),
			rows[i].count, "row %zu", i);
	cr_assert_eq(ascending_up_to(NULL, 0, sizeof elements[0], 0), 0);
}
