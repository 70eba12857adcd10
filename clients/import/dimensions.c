#include "import/dimensions.h"

#include <string.h>

#include "import/hint.h"

/* Its place in the terms; their number when it has none. */
static size_t find_dimension(const SlbTerms *terms, const char *name)
{
	size_t d = 0;

	while (d < terms->n_dimensions && strcmp(terms->dimensions[d]->name, name) != 0)
		d++;
	return d;
}

static void say_unknown(struct diag *diag, const SlbTerms *terms, const char *name,
			const char *path)
{
	const char *names[TALLY_DIMENSIONS_MAX];

	for (size_t i = 0; i < terms->n_dimensions; i++)
		names[i] = terms->dimensions[i]->name;
	diag_error(diag, ERR_IMPORT_MAPPING, diag_at(path),
		   "the terms have no dimension \"%s\"", name);
	hint_nearest(diag, name, names, terms->n_dimensions);
}

enum err dimensions_plan(struct dimensions *dimensions, struct arena *arena,
			 const SlbTerms *terms, const SlbMapping *mapping,
			 struct diag *diag)
{
	size_t errors_before = diag->error_count;

	memset(dimensions, 0, sizeof(*dimensions));
	dimensions->count = terms->n_dimensions;
	for (size_t i = 0; i < mapping->n_dimensions; i++) {
		const SlbDimensionSource *source = mapping->dimensions[i];
		const char *path = arena_printf(arena, "dimensions[%zu]", i);
		size_t d = find_dimension(terms, source->dimension);

		if (d == terms->n_dimensions)
			say_unknown(diag, terms, source->dimension, path);
		else if (dimensions->sources[d])
			diag_error(diag, ERR_IMPORT_MAPPING, diag_at(path),
				   "dimension \"%s\" is given twice",
				   source->dimension);
		else if (source->from_case == SLB_DIMENSION_SOURCE__FROM__NOT_SET)
			diag_error(diag, ERR_IMPORT_MAPPING, diag_at(path),
				   "dimension \"%s\" needs a column or a constant",
				   source->dimension);
		else
			dimensions->sources[d] = source;
	}
	if (diag->error_count > errors_before)
		return ERR_IMPORT_MAPPING;
	for (size_t d = 0; d < terms->n_dimensions; d++) {
		if (dimensions->sources[d])
			continue;
		diag_error(diag, ERR_IMPORT_MAPPING, diag_at("dimensions"),
			   "nothing says where dimension \"%s\" comes from",
			   terms->dimensions[d]->name);
		diag_hint(diag, "- { dimension: %s, column: NAME }, or constant: VALUE",
			  terms->dimensions[d]->name);
	}
	return diag->error_count > errors_before ? ERR_IMPORT_MAPPING : ERR_OK;
}

static enum dimension_result check_value(struct bytes value)
{
	if (value.len == 0)
		return DIMENSION_EMPTY;
	if (value.len > TALLY_VALUE_MAX_BYTES)
		return DIMENSION_TOO_LONG;
	if (!utf8_valid(value))
		return DIMENSION_NOT_UTF8;
	return bytes_are_one_line(value) ? DIMENSION_OK : DIMENSION_NOT_ONE_LINE;
}

enum dimension_result dimension_value(const SlbDimensionSource *source,
				      struct bytes found, struct bytes *out)
{
	if (source->from_case == SLB_DIMENSION_SOURCE__FROM_CONSTANT)
		found = bytes_of_string(source->constant);
	*out = found;
	for (size_t i = 0; i < source->n_renames; i++) {
		if (bytes_equal(found, bytes_of_string(source->renames[i]->found))) {
			*out = bytes_of_string(source->renames[i]->value);
			return check_value(*out);
		}
	}
	if (source->others == SLB_OTHER_VALUES__OTHER_VALUES_LEFT_OUT)
		return DIMENSION_LEFT_OUT;
	if (source->others == SLB_OTHER_VALUES__OTHER_VALUES_REFUSED)
		return DIMENSION_REFUSED;
	return check_value(found);
}

const char *dimension_result_text(enum dimension_result result)
{
	static const char *const texts[] = {
		[DIMENSION_OK] = "is a value",
		[DIMENSION_LEFT_OUT] = "is left out by the mapping",
		[DIMENSION_REFUSED] = "has a value that renames does not name",
		[DIMENSION_EMPTY] = "is empty; a row needs a value of each dimension",
		[DIMENSION_TOO_LONG] = "has a value longer than 128 bytes",
		[DIMENSION_NOT_UTF8] = "has a value that is not UTF-8",
		[DIMENSION_NOT_ONE_LINE] = "has a value that is not one line",
	};
	return texts[result];
}
