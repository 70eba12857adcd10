#include <inttypes.h>
#include <string.h>

#include "acts/concluding.h"
#include "acts/deciding.h"
#include "acts/standing.h"
#include "base/ensure.h"
#include "envelope/unpack.h"
#include "notice/compose.h"

/*
 * What follows for notices: those that rest on a period which was judged otherwise are
 * withdrawn or replaced, never edited; findings become notices where the terms appoint the
 * broker to give them, or where the client serves them.
 */

/* Further notices of one outcome are left to the client's decision, so that its envelope
 * stays below the limit (envelope/envelope.h). */
#define NOTICES_BYTES_MAX 393216

/* A finding whose notices are looked after. */
struct following {
	struct concluding *concluding;
	const struct judged_version *version;
	const SlbPeriodOutcome *outcome;
	uint64_t outcome_index;
	size_t kpi;
	SlbFindingRow *row; /* NULL: the KPI was never missed in the period */
	bool is_missed;
	bool has_changed; /* no notice stands on what is found */
	uint64_t ended;   /* the notice that stood until now; 0: none */
};

static const SlbKpi *kpi_of(const struct following *following)
{
	return following->version->law->terms->kpis[following->kpi];
}

/* The list with room for one more; it doubles. */
static void **with_room(struct arena *arena, void *list, size_t count)
{
	void **grown;

	if (count > 0 && (count & (count - 1)) != 0)
		return list;
	grown = arena_array(arena, void *, count == 0 ? 1 : 2 * count);
	if (count > 0)
		memcpy(grown, list, count * sizeof(*grown));
	return grown;
}

/* ---- numbers ------------------------------------------------------------- */

static enum err count_notices(struct concluding *concluding, const uint8_t *contract_id)
{
	const struct row_key all = rows_of_contract(ROW_NOTICE, contract_id);
	const struct state_range last = {
		.from = all, .to = row_key_after(&all), .reverse = true, .limit = 1
	};
	struct state_entries found;
	enum err err;

	if (concluding->has_notice_count)
		return ERR_OK;
	concluding->contract_id = contract_id;
	err = state_fetch_rows(concluding->state, &last, &found);
	if (err != ERR_OK)
		return err;
	if (found.count > 0)
		concluding->notice_count = notice_row_key_number(found.entries[0].key);
	concluding->has_notice_count = true;
	return ERR_OK;
}

/* ---- giving -------------------------------------------------------------- */

static enum err put_notice(const struct following *following, const SlbNotice *notice)
{
	struct concluding *concluding = following->concluding;
	SlbNoticeRow *row;
	enum err err = draft_notice(concluding, following->version->place.contract_id,
				    notice->number, &row);

	if (err != ERR_OK)
		return err;
	row->version_id = following->outcome->version_id;
	row->start_s = following->outcome->judgement->start_s;
	row->kpi = kpi_of(following)->name;
	row->given_index = concluding->moment->outcome_index;
	row->given_ms = concluding->moment->log_time_ms;
	row->acknowledge_by_s = notice->acknowledge_by_s;
	following->row->notice = notice->number;
	return ERR_OK;
}

/* given: what is known of who gives it; the rest is set here. */
static enum err give_notice(const struct following *following, struct notice_case given)
{
	struct concluding *concluding = following->concluding;
	SlbOutcome *outcome = concluding->outcome;
	SlbNotice *notice;
	size_t bytes;
	enum err err;

	given.frame = following->version->law->frame;
	given.contract = words_contract(concluding->arena,
					following->version->place.contract_id);
	given.outcome = following->outcome;
	given.outcome_index = following->outcome_index;
	given.kpi = following->kpi;
	given.number = concluding->notice_count + 1;
	given.given_ms = concluding->moment->log_time_ms;
	given.strike_waived = following->row->strike_waived;
	err = add_circumstances(concluding, following->version, following->outcome,
				&given);
	if (err != ERR_OK)
		return err;
	notice = compose_notice(concluding->arena, &given);
	bytes = protobuf_c_message_get_packed_size(&notice->base);
	concluding->bytes += bytes;
	concluding->notice_bytes += bytes;
	concluding->notice_count++;
	outcome->notices = (SlbNotice **)with_room(concluding->arena, outcome->notices,
						   outcome->n_notices);
	outcome->notices[outcome->n_notices++] = notice;
	return put_notice(following, notice);
}

/* ---- a period that was judged -------------------------------------------- */

static char *ending_reason(const struct following *following)
{
	const SlbPeriodJudgement *judgement = following->outcome->judgement;
	const SlbVerdict *verdict = judgement->verdicts[following->kpi];
	struct text text;

	text_init(&text, following->concluding->arena);
	text_printf(&text, "%s in %s was judged again and is %s", verdict->title,
		    judgement->label,
		    following->is_missed ? "still missed, on other facts"
					 : "no longer missed");
	if (verdict->displayed[0] != '\0')
		text_printf(&text, ": %s, the target is %s", verdict->displayed,
			    verdict->displayed_target);
	return arena_strdup(following->concluding->arena, text_chars(&text));
}

/* replaced_by: 0 where it is withdrawn. */
static enum err end_notice(const struct following *following, uint64_t number,
			   uint64_t replaced_by)
{
	struct concluding *concluding = following->concluding;
	SlbOutcome *outcome = concluding->outcome;
	SlbNoticeEnding *ending = arena_new(concluding->arena, SlbNoticeEnding);
	SlbNoticeRow *row;
	enum err err = draft_notice(concluding, following->version->place.contract_id,
				    number, &row);

	if (err != ERR_OK)
		return err;
	row->ended_index = concluding->moment->outcome_index;
	row->ended_ms = concluding->moment->log_time_ms;
	row->replaced_by = replaced_by;
	slb_notice_ending__init(ending);
	ending->number = number;
	ending->replaced_by = replaced_by;
	ending->reason = ending_reason(following);
	outcome->endings = (SlbNoticeEnding **)with_room(
		concluding->arena, outcome->endings, outcome->n_endings);
	outcome->endings[outcome->n_endings++] = ending;
	return ERR_OK;
}

/* Whether the broker gives notice now without anybody's decision. */
static bool gives_at_once(const struct following *following)
{
	const struct concluding *concluding = following->concluding;

	return notice_is_automatic(kpi_of(following)) &&
	       following->version->row->status ==
		       SLB_VERSION_STATUS__VERSION_STATUS_IN_FORCE &&
	       finding_standing(following->row, concluding->moment->log_time_ms) ==
		       FINDING_OPEN &&
	       concluding->notice_bytes < NOTICES_BYTES_MAX;
}

static struct digest facts_digest(const struct following *following)
{
	struct arena *arena = following->concluding->arena;

	return sha256(pack_message(
		arena, &notice_basis(arena, following->version->law->terms,
				     following->outcome->judgement, following->kpi)
				->base));
}

/* The row says what the last judgement says; a notice that cannot stand is no more. */
static void enter_judgement(struct following *following)
{
	const struct concluding *concluding = following->concluding;
	struct digest digest = facts_digest(following);
	SlbFindingRow *row = following->row;
	uint8_t *kept = arena_array(concluding->arena, uint8_t, DIGEST_BYTES);

	following->has_changed =
		row->notice == 0 || !following->is_missed ||
		!bytes_equal(message_bytes(row->facts_digest), digest_bytes(&digest));
	memcpy(kept, digest.bytes, DIGEST_BYTES);
	row->facts_digest = (ProtobufCBinaryData){ DIGEST_BYTES, kept };
	row->stands = following->is_missed;
	row->outcome_index = concluding->moment->outcome_index;
	row->judged_ms = concluding->moment->log_time_ms;
	if (!following->has_changed)
		return;
	following->ended = row->notice;
	row->notice = 0;
}

/* The notice that rested on it, if it cannot stand, and the one that is given now. */
static enum err follow_finding(const struct following *following)
{
	struct concluding *concluding = following->concluding;
	struct notice_case given = { .replaces = following->ended };
	bool gives = following->has_changed && gives_at_once(following);
	enum err err;

	if (given.replaces == 0 && !gives)
		return ERR_OK;
	err = count_notices(concluding, following->version->place.contract_id);
	if (err == ERR_OK && given.replaces != 0)
		err = end_notice(following, given.replaces,
				 gives ? concluding->notice_count + 1 : 0);
	return err == ERR_OK && gives ? give_notice(following, given) : err;
}

/* What was never missed has no row. */
static enum err enter_kpi(struct following *following)
{
	const struct version_place *place = &following->version->place;
	const SlbPeriodJudgement *judgement = following->outcome->judgement;
	const char *name = kpi_of(following)->name;
	const SlbFindingRow *before;
	enum err err;

	following->is_missed = judgement->verdicts[following->kpi]->result ==
			       SLB_RESULT__RESULT_MISSED;
	err = peek_finding(following->concluding, place, judgement->start_s, name,
			   &before);
	if (err != ERR_OK || (before == NULL && !following->is_missed))
		return err;
	err = draft_finding(following->concluding, place, judgement->start_s, name,
			    &following->row);
	if (err == ERR_OK)
		enter_judgement(following);
	return err;
}

/* All findings are entered before any notice is given: it tells of the others. */
enum err follow_findings(struct concluding *concluding,
			 const struct judged_version *version,
			 const SlbPeriodOutcome *outcome)
{
	size_t count = outcome->judgement->n_verdicts;
	struct following *all = arena_array(concluding->arena, struct following, count);
	enum err err = ERR_OK;

	for (size_t i = 0; i < count && err == ERR_OK; i++) {
		all[i] = (struct following){ .concluding = concluding,
					     .version = version,
					     .outcome = outcome,
					     .outcome_index =
						     concluding->moment->outcome_index,
					     .kpi = i };
		err = enter_kpi(&all[i]);
	}
	for (size_t i = 0; i < count && err == ERR_OK; i++) {
		if (all[i].row != NULL)
			err = follow_finding(&all[i]);
	}
	return err;
}

/* ---- a finding that is served -------------------------------------------- */

/* The statement that serves it, and whose keys signed that. */
static enum err read_serving(struct concluding *concluding,
			     const struct act_case *cause, struct notice_case *given)
{
	given->serving_index = cause->index;
	given->serving_id = binary_data(digest_bytes(&cause->content_id));
	given->serving_claimed_ms = cause->statement->claimed_time_ms;
	given->signer_count = cause->signer_count;
	return recall_signers(concluding, cause, &given->signers);
}

enum err conclude_serving(struct concluding *concluding, const struct act_case *cause)
{
	const SlbFindingPlace *finding = cause->statement->serving->finding;
	struct judged_version version = { .place = { cause->statement->book.data,
						     finding->version_id.data } };
	struct following following = { .concluding = concluding, .version = &version };
	struct notice_case given = { .replaces = 0 };
	enum err err;

	law_next_turn(concluding->moment->acts);
	err = version_fetch(concluding, &version);
	if (err == ERR_OK)
		err = draft_finding(concluding, &version.place, finding->start_s,
				    finding->kpi, &following.row);
	if (err == ERR_OK)
		err = recall_period(concluding, following.row->outcome_index, finding,
				    &following.outcome, &given.outcome_id);
	if (err == ERR_OK)
		err = read_serving(concluding, cause, &given);
	if (err == ERR_OK)
		err = count_notices(concluding, version.place.contract_id);
	if (err != ERR_OK)
		return err;
	ensure(notice_find_kpi(version.law->terms, finding->kpi, &following.kpi));
	following.outcome_index = following.row->outcome_index;
	err = give_notice(&following, given);
	if (err != ERR_OK)
		return err;
	concluding->outcome->cause = cause->index;
	concluding_finish(concluding);
	return ERR_OK;
}
