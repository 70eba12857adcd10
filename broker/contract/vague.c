#include <string.h>

#include "contract/rules.h"

/* Words on which two parties never agree afterwards. */
static const char *const vague_words[] = {
	"reasonable",          "reasonably",  "best effort",
	"best endeavour",      "timely",      "promptly",
	"as soon as possible", "appropriate", "adequate",
	"where possible",      "etc.",
};

static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (; *text != '\0'; text++) {
		size_t i = 0;

		while (i < len && lower_ascii(text[i]) == word[i])
			i++;
		if (i == len)
			return true;
	}
	return false;
}

void rules_vague(struct inquiry *inquiry, const char *text, const struct path *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(vague_words); i++) {
		if (!has_word(text, vague_words[i]))
			continue;
		say(inquiry, WARNED, path,
		    "\"%s\" decides nothing: it means something "
		    "else to each side",
		    vague_words[i]);
		diag_hint(inquiry->diag,
			  "say the number and the unit, or leave it out");
		return;
	}
}

void rules_words(struct inquiry *inquiry, const SlbKpi *kpi, const struct path *path)
{
	struct path title = path_field(path, "title");
	struct path numerator = path_field(path, "numerator_title");

	rules_vague(inquiry, kpi->title, &title);
	rules_vague(inquiry, kpi->numerator_title, &numerator);
	for (size_t i = 0; i < kpi->n_steps; i++) {
		struct path item = path_item(path, "steps", i);
		struct path words = path_field(&item, "words");

		rules_vague(inquiry, kpi->steps[i]->words, &words);
	}
}
