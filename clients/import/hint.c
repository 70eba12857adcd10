#include "import/hint.h"

#include "base/nearest.h"

void hint_nearest(struct diag *diag, const char *name, const char *const *names,
		  size_t count)
{
	struct nearest nearest;

	nearest_init(&nearest, name);
	for (size_t i = 0; i < count; i++)
		nearest_offer(&nearest, names[i], names[i]);
	if (nearest.best)
		diag_hint(diag, "did you mean \"%s\"?", nearest.best);
}

void hint_column(struct diag *diag, const struct tally *tally, const char *name)
{
	const char *names[TALLY_COLUMNS_MAX];

	for (size_t i = 0; i < tally->column_count; i++)
		names[i] = tally->columns[i].name;
	hint_nearest(diag, name, names, tally->column_count);
}
