#include "base/ensure.h"
#include "base/ratio.h"
#include "report/checking.h"
#include "report/operand.h"
#include "report/view.h"
#include "report/wide.h"
#include "report/words.h"

/* A term of an identity over one report. */
struct identity_term {
	struct operand operand;
	struct cells cells;
	struct wide_weight weight;
	const char *weight_text;
	bool is_part; /* subtracted from the total */
};

struct identity {
	struct identity_term *terms;
	size_t term_count;
};

static void add_terms(struct checking *checking, const struct report_view *view,
		      struct identity *identity, SlbTerm *const *terms, size_t count,
		      bool is_part)
{
	struct arena *arena = checking->diag->arena;

	for (size_t i = 0; i < count; i++) {
		struct identity_term *term = &identity->terms[identity->term_count++];

		term->operand = operand_of_term(arena, checking->frame, terms[i]);
		if (term->operand.series == view->series)
			term->cells = view_cells(checking->frame, view, &term->operand);
		term->weight = wide_weight_of(terms[i]->weight);
		term->weight_text = terms[i]->weight;
		term->is_part = is_part;
	}
}

static struct identity identity_of(struct checking *checking,
				   const struct report_view *view,
				   const SlbConservation *terms)
{
	struct identity identity = {
		.terms = arena_array(checking->diag->arena, struct identity_term,
				     terms->n_total + terms->n_parts),
	};

	add_terms(checking, view, &identity, terms->total, terms->n_total, false);
	add_terms(checking, view, &identity, terms->parts, terms->n_parts, true);
	return identity;
}

/* The report carries every column that the identity is about. */
static bool is_carried(const struct identity *identity)
{
	for (size_t i = 0; i < identity->term_count; i++) {
		if (!identity->terms[i].cells.is_carried)
			return false;
	}
	return true;
}

static bool is_measured(const struct identity *identity, size_t row)
{
	for (size_t i = 0; i < identity->term_count; i++) {
		if (!cells_measured(&identity->terms[i].cells, row))
			return false;
	}
	return true;
}

/* Whether the parts exceed the total in a row: each side holds what is added to it. */
static bool is_negative(const struct identity *identity, size_t row)
{
	struct wide total = { { 0 } };
	struct wide parts = { { 0 } };

	for (size_t i = 0; i < identity->term_count; i++) {
		const struct identity_term *term = &identity->terms[i];
		const uint64_t *cell = term->cells.first + row * term->cells.stride;
		bool to_parts = term->is_part != term->weight.is_negative;

		for (size_t k = 0; k < term->cells.width; k++)
			wide_add(to_parts ? &parts : &total, term->weight, cell[k]);
	}
	return wide_less(&total, &parts);
}

/* The same numbers, exact, for the message. */
static struct ratio side(struct arena *arena, const struct identity *identity,
			 size_t row, bool is_part)
{
	struct ratio sum = ratio_int(0);

	for (size_t i = 0; i < identity->term_count; i++) {
		const struct identity_term *term = &identity->terms[i];
		const uint64_t *cell = term->cells.first + row * term->cells.stride;
		struct ratio weight = ratio_int(1);

		if (term->is_part != is_part)
			continue;
		if (term->weight_text[0] != '\0')
			ensure(ratio_parse_decimal(arena,
						   bytes_of_string(term->weight_text),
						   &weight, NULL));
		for (size_t k = 0; k < term->cells.width; k++)
			sum = ratio_add(
				arena, sum,
				ratio_mul(arena, weight, ratio_uint(arena, cell[k])));
	}
	return sum;
}

static const char *names_of(struct arena *arena, const struct identity *identity,
			    bool is_part)
{
	struct text names;

	text_init(&names, arena);
	for (size_t i = 0; i < identity->term_count; i++) {
		const struct identity_term *term = &identity->terms[i];

		if (term->is_part == is_part)
			text_printf(&names, "%s%s", names.len == 0 ? "" : " + ",
				    term->operand.name);
	}
	return text_chars(&names);
}

static void check_identity(struct checking *checking, const struct report_view *view,
			   const SlbConservation *terms)
{
	struct identity identity = identity_of(checking, view, terms);
	struct arena *arena = checking->diag->arena;
	size_t row = 0;

	if (!is_carried(&identity))
		return;
	while (row < view->row_count &&
	       (!is_measured(&identity, row) || !is_negative(&identity, row)))
		row++;
	if (row == view->row_count)
		return;
	diag_error(checking->diag, ERR_REPORT_CONSERVATION,
		   checking_at(checking, "interval[%zu]", row),
		   "%s, %s: %s (%s) is more than %s (%s), of which it is a part by "
		   "\"%s\"",
		   checking_name(checking),
		   report_row_words(arena, checking->frame, view->report, row),
		   names_of(arena, &identity, true),
		   words_grouped(arena,
				 ratio_text(arena, side(arena, &identity, row, true))),
		   names_of(arena, &identity, false),
		   words_grouped(arena,
				 ratio_text(arena, side(arena, &identity, row, false))),
		   terms->name);
}

void check_identities(struct checking *checking)
{
	const SlbTerms *terms = checking->frame->terms;
	struct report_view view = view_of_report(checking->diag->arena, checking->frame,
						 checking->report);

	for (size_t i = 0; i < terms->n_conservation; i++) {
		if (terms->conservation[i]->level ==
		    SLB_CONSERVATION_LEVEL__CONSERVATION_LEVEL_ROW)
			check_identity(checking, &view, terms->conservation[i]);
	}
}
