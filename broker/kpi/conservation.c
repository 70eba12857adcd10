#include "kpi/conservation.h"

#include "kpi/evaluate.h"
#include "kpi/shown.h"
#include "report/words.h"

struct identity identity_of_terms(struct arena *arena, const struct frame *frame,
				  const SlbConservation *terms)
{
	struct identity identity = { .terms = terms };

	identity.total = weighted_sum_of(arena, frame, &identity.operands, terms->total,
					 terms->n_total);
	identity.parts = weighted_sum_of(arena, frame, &identity.operands, terms->parts,
					 terms->n_parts);
	identity.tolerated_percent = decimal_of_terms(arena, terms->tolerated_percent);
	return identity;
}

static bool is_too_much(struct arena *arena, const struct identity *identity,
			const struct balance *balance)
{
	struct ratio unaccounted =
		ratio_mul(arena, balance->unaccounted, ratio_int(100));
	struct ratio tolerated =
		ratio_mul(arena, identity->tolerated_percent, balance->total);

	return ratio_compare(unaccounted, tolerated) > 0;
}

static bool uses_series(const struct identity *identity, size_t series)
{
	for (size_t i = 0; i < identity->operands.count; i++) {
		if (identity->operands.operands[i].series == series)
			return true;
	}
	return false;
}

struct balance balance_of(struct arena *arena, const struct frame *frame,
			  const struct identity *identity,
			  const struct window *all_rows, const struct gap *gaps,
			  size_t gap_count)
{
	struct balance balance = { .is_computed = false };
	struct stage_pools pools;
	struct value total;
	struct value parts;

	for (size_t i = 0; i < gap_count; i++) {
		if (uses_series(identity, gaps[i].series))
			return balance;
	}
	pools = pools_of_window(arena, frame, &identity->operands, all_rows);
	total = evaluate_sum(arena, &identity->total, &pools, 0);
	parts = evaluate_sum(arena, &identity->parts, &pools, 0);
	if (total.lack != LACKS_NOTHING || parts.lack != LACKS_NOTHING)
		return balance;
	balance.is_computed = true;
	balance.total = total.number;
	balance.parts = parts.number;
	balance.unaccounted = ratio_sub(arena, total.number, parts.number);
	balance.fails = ratio_sign(balance.unaccounted) < 0 ||
			is_too_much(arena, identity, &balance);
	return balance;
}

SlbConservationResult *balance_message(struct arena *arena,
				       const struct identity *identity,
				       const struct balance *balance)
{
	SlbConservationResult *message = arena_new(arena, SlbConservationResult);

	slb_conservation_result__init(message);
	message->name = arena_strdup(arena, identity->terms->name);
	if (!balance->is_computed)
		return message;
	message->total = ratio_text(arena, balance->total);
	message->parts = ratio_text(arena, balance->parts);
	message->unaccounted = ratio_text(arena, balance->unaccounted);
	message->tolerated = !balance->fails;
	if (ratio_sign(balance->total) != 0)
		message->displayed_share =
			shown_share(arena, balance->unaccounted, balance->total);
	return message;
}

static void add_side(struct text *text, const struct identity *identity,
		     const struct weighted_sum *side, struct ratio number)
{
	struct arena *arena = text->arena;

	for (size_t i = 0; i < side->count; i++)
		text_printf(text, "%s%s", i == 0 ? "" : " + ",
			    identity->operands.operands[side->terms[i].index].name);
	text_printf(text, " (%s)", words_grouped(arena, ratio_text(arena, number)));
}

char *balance_words(struct arena *arena, const struct identity *identity,
		    const struct balance *balance)
{
	bool is_short = ratio_sign(balance->unaccounted) < 0;
	struct ratio distance = ratio_abs(arena, balance->unaccounted);
	struct text text;

	text_init(&text, arena);
	add_side(&text, identity, &identity->total, balance->total);
	text_printf(&text, " is %s %s than ",
		    words_grouped(arena, ratio_text(arena, distance)),
		    is_short ? "less" : "more");
	add_side(&text, identity, &identity->parts, balance->parts);
	return arena_strdup(arena, text_chars(&text));
}

bool identity_concerns(const struct identity *identity, const struct formula *formula)
{
	for (size_t i = 0; i < identity->operands.count; i++) {
		for (size_t k = 0; k < formula->operands.count; k++) {
			if (operand_same_column(&identity->operands.operands[i],
						&formula->operands.operands[k]))
				return true;
		}
	}
	return false;
}
