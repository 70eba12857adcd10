#include "service/tallies.h"

#include <stddef.h>

static unsigned place_of(unsigned kind)
{
	return kind < TALLIES_KINDS ? kind : 0;
}

void tallies_logged(struct tallies *tallies, unsigned kind)
{
	if (tallies != NULL)
		atomic_fetch_add(&tallies->logged[place_of(kind)], 1);
}

void tallies_repeated(struct tallies *tallies, unsigned kind)
{
	if (tallies != NULL)
		atomic_fetch_add(&tallies->repeated[place_of(kind)], 1);
}

void tallies_refused(struct tallies *tallies, unsigned kind, enum err err)
{
	if (tallies != NULL)
		atomic_fetch_add(&tallies->refused[place_of(kind)][err], 1);
}
