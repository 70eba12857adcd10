#include "sla/chain.h"

#include <stdlib.h>
#include <string.h>

static const SlbPosition *position_of(const struct report_file *file)
{
	return file->input.statement->position;
}

static int by_series_and_sequence(const void *a, const void *b)
{
	const struct report_file *one = *(const struct report_file *const *)a;
	const struct report_file *other = *(const struct report_file *const *)b;
	int order = strcmp(one->report->series, other->report->series);

	if (order != 0)
		return order;
	return (position_of(one)->sequence > position_of(other)->sequence) -
	       (position_of(one)->sequence < position_of(other)->sequence);
}

static bool are_neighbours(const struct report_file *before,
			   const struct report_file *after)
{
	return strcmp(before->report->series, after->report->series) == 0 &&
	       position_of(before)->sequence + 1 == position_of(after)->sequence;
}

static enum err check_pair(struct invocation *in, const struct report_file *before,
			   const struct report_file *after)
{
	const ProtobufCBinaryData *previous = &position_of(after)->previous;

	if (bytes_equal((struct bytes){ previous->data, previous->len },
			digest_bytes(&before->digest)))
		return ERR_OK;
	(void)diag_error(&in->diag, ERR_REPORT_SEQUENCE,
			 (struct diag_place){ .file = after->input.name },
			 "report %llu of series %s names another report before it than "
			 "%s",
			 (unsigned long long)position_of(after)->sequence,
			 after->report->series, before->input.name);
	diag_hint(&in->diag,
		  "one of the two is not what was signed one after the other");
	return ERR_REPORT_SEQUENCE;
}

enum err chain_check(struct invocation *in, const struct report_file *reports,
		     size_t count)
{
	const struct report_file **sorted =
		arena_array(in->arena, const struct report_file *, count + 1);
	size_t signed_count = 0;
	size_t i;
	enum err first = ERR_OK;

	for (i = 0; i < count; i++) {
		if (reports[i].input.is_signed)
			sorted[signed_count++] = &reports[i];
	}
	if (signed_count > 1)
		qsort(sorted, signed_count, sizeof *sorted, by_series_and_sequence);
	for (i = 1; i < signed_count; i++) {
		enum err e = ERR_OK;

		if (are_neighbours(sorted[i - 1], sorted[i]))
			e = check_pair(in, sorted[i - 1], sorted[i]);
		if (first == ERR_OK)
			first = e;
	}
	return first;
}
