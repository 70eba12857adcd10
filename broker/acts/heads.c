#include <string.h>

#include "acts/concluding.h"
#include "report/party.h"

/*
 * Where the series of a version stood when a period was judged: the last report of each.
 * At a replay that report may be one that was erased; then what was said of it counts,
 * unless it contradicts what is known.
 */

/* The last report of a series that is there. */
struct known_report {
	const SlbSeriesRow *row; /* NULL: none */
	bool is_last;            /* no later one can have been erased */
};

static enum err find_known(const struct concluding *concluding,
			   const struct series_place *place, struct known_report *known)
{
	struct row_key key = series_row_key(place);
	const ProtobufCMessage *row;
	enum err err = state_fetch(concluding->state, &key, &row);

	known->row = (const SlbSeriesRow *)row;
	known->is_last = true;
	if (err != ERR_OK || concluding->moment->said == NULL)
		return err;
	key = erasure_row_key(place->contract_id);
	err = state_fetch(concluding->state, &key, &row);
	if (err == ERR_OK && row != NULL)
		known->is_last =
			known->row != NULL &&
			known->row->index > ((const SlbErasureRow *)row)->until_index;
	return err;
}

/* All periods of an outcome are judged at one place of the log. */
static const SlbSeriesHead *find_said(const SlbOutcome *said,
				      const struct series_place *place)
{
	for (size_t i = 0; said != NULL && i < said->n_periods; i++) {
		const SlbPeriodOutcome *period = said->periods[i];

		for (size_t h = 0; h < period->n_heads; h++) {
			const SlbSeriesHead *head = period->heads[h];

			if (strcmp(head->series, place->series) == 0 &&
			    strcmp(head->organisation, place->issuer) == 0)
				return head;
		}
	}
	return NULL;
}

/* Whether it may be a report that was erased, or the one that is known. */
static bool goes_on(const SlbSeriesHead *said, const struct known_report *known)
{
	const SlbSeriesRow *row = known->row;

	if (known->is_last || said->sequence == 0 ||
	    said->content_id.len != DIGEST_BYTES)
		return false;
	if (row == NULL || said->sequence > row->sequence)
		return true;
	return said->sequence == row->sequence && said->attempt == row->attempt &&
	       bytes_equal(message_bytes(said->content_id),
			   message_bytes(row->content_id));
}

/* Its index is that of the outcome: up to there, this is the last report. */
static void put_said(const struct concluding *concluding,
		     const struct series_place *place, const SlbSeriesHead *said)
{
	struct row_key key = series_row_key(place);
	SlbSeriesRow row;

	slb_series_row__init(&row);
	row.sequence = said->sequence;
	row.attempt = said->attempt;
	row.content_id = said->content_id;
	row.index = concluding->moment->outcome_index;
	state_put(&concluding->conclusion->changes, &key, &row.base);
}

static enum err add_head(const struct concluding *concluding,
			 const struct series_place *place, SlbPeriodOutcome *outcome)
{
	const SlbSeriesHead *said = find_said(concluding->moment->said, place);
	struct known_report known;
	SlbSeriesHead *head = arena_new(concluding->arena, SlbSeriesHead);
	enum err err = find_known(concluding, place, &known);

	if (err != ERR_OK)
		return err;
	slb_series_head__init(head);
	head->series = arena_strdup(concluding->arena, place->series);
	head->organisation = arena_strdup(concluding->arena, place->issuer);
	if (said != NULL && goes_on(said, &known)) {
		put_said(concluding, place, said);
		head->sequence = said->sequence;
		head->attempt = said->attempt;
		head->content_id = said->content_id;
	} else if (known.row != NULL) {
		head->sequence = known.row->sequence;
		head->attempt = known.row->attempt;
		head->content_id = known.row->content_id;
	} else {
		return ERR_OK;
	}
	outcome->heads[outcome->n_heads++] = head;
	return ERR_OK;
}

enum err add_heads(const struct concluding *concluding,
		   const struct judged_version *version, SlbPeriodOutcome *outcome)
{
	const SlbTerms *terms = version->law->terms;
	const char *recorder = version->row->offered_by;
	enum err err = ERR_OK;

	outcome->heads =
		arena_array(concluding->arena, SlbSeriesHead *, 2 * terms->n_series);
	for (size_t i = 0; i < terms->n_series && err == ERR_OK; i++) {
		struct series_place place = { version->place.contract_id, recorder,
					      terms->series[i]->name };
		const char *source =
			party_of_series(terms, terms->series[i])->organisation;

		if (strcmp(source, recorder) != 0)
			err = add_head(concluding, &place, outcome);
		place.issuer = source;
		if (err == ERR_OK)
			err = add_head(concluding, &place, outcome);
	}
	return err;
}
