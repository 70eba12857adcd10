#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "base/nearest.h"

static const char *nearest_of(const char *word, const char *const *names)
{
	struct nearest nearest;

	nearest_init(&nearest, word);
	for (; *names; names++)
		nearest_offer(&nearest, *names, *names);
	return nearest.best;
}

struct pair {
	const char *word;
	const char *meant; /* NULL: nothing is near */
};

Test(nearest, a_misspelt_name_is_known)
{
	static const char *const names[] = {
		"target", "title", "minimum_volume", "kpis", "id", "name", NULL,
	};
	static const struct pair pairs[] = {
		{ "target", "target" },
		{ "targt", "target" },   /* one left out */
		{ "tarrget", "target" }, /* one added */
		{ "tarqet", "target" },  /* one replaced */
		{ "tagret", "target" },  /* two swapped */
		{ "Title", "title" },    /* case does not count */
		{ "minimumVolume", "minimum_volume" },
		{ "minimum-volume", "minimum_volume" },
		{ "minmum_volum", "minimum_volume" },
		{ "mnmum_volum", "minimum_volume" }, /* three of a long word */
		{ "mnmum_vlum", NULL },              /* four */
		{ "kpi", "kpis" },                   /* one of a short word */
		{ "kp", NULL },                      /* two of it */
		{ "nmee", "name" },                  /* two of six or fewer */
		{ "nmxx", NULL },                    /* three of them */
		{ "di", "id" },
		{ "", NULL },
		{ "__", NULL },
		{ "supercalifragilistic", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		const char *best = nearest_of(pairs[i].word, names);

		if (pairs[i].meant)
			cr_expect(best && strcmp(best, pairs[i].meant) == 0, "%s: %s",
				  pairs[i].word, best ? best : "nothing");
		else
			cr_expect_null(best, "%s: %s", pairs[i].word, best);
	}
}

Test(nearest, the_first_of_equally_near_names_wins)
{
	static const char *const names[] = { "rate", "date", NULL };
	static const char *const others[] = { "date", "rate", NULL };

	cr_expect_str_eq(nearest_of("gate", names), "rate");
	cr_expect_str_eq(nearest_of("gate", others), "date");
}

Test(nearest, a_word_longer_than_the_limit_is_near_to_nothing)
{
	char longest[NEAREST_WORD_MAX + 1];
	char longer[NEAREST_WORD_MAX + 2];
	const char *names[] = { longest, NULL };

	memset(longest, 'a', sizeof longest);
	longest[NEAREST_WORD_MAX] = '\0';
	memset(longer, 'a', sizeof longer);
	longer[NEAREST_WORD_MAX + 1] = '\0';
	cr_expect_eq(nearest_of(longest, names), longest);
	cr_expect_null(nearest_of(longer, names));
	names[0] = longer;
	cr_expect_null(nearest_of(longest, names));
	cr_expect_null(nearest_of("a", names));
}

Test(nearest, a_candidate_may_stand_for_another_name)
{
	struct nearest nearest;

	nearest_init(&nearest, "at_leest");
	nearest_offer(&nearest, "AT_LEAST", "COMPARATOR_AT_LEAST");
	cr_expect_str_eq(nearest.best, "COMPARATOR_AT_LEAST");
}
