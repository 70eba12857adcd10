#include <stdlib.h>

#include "contract/check.h"
#include "notice/judgement.h"
#include "report/frame.h"

/*
 * Any bytes as terms, whatever their form on the wire: the check never crashes and says
 * why it refuses; and what it passes can be judged, with no report at all.
 */

#define FUZZ_ARENA_CEILING ((size_t)1 << 30)
#define FUZZ_JUDGED_S      (40 * CIVIL_DAY_S)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge_nothing(struct arena *arena, const SlbTerms *terms, struct diag *diag)
{
	static const uint8_t version_id[32] = { 1 };
	const struct frame *frame = frame_of_terms(arena, terms);
	const struct judgement_request request = {
		.terms = terms,
		.version_id = BYTES_OF_ARRAY(version_id),
		.as_of_s = frame->term.start_s + FUZZ_JUDGED_S,
	};
	SlbJudgement *judgement = NULL;

	if (judge(arena, &request, &judgement, diag) != ERR_OK || judgement == NULL)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SlbTerms *terms = slb_terms__unpack(NULL, size, data);
	struct arena arena;
	struct diag diag;
	enum err err;

	if (terms == NULL)
		return 0;
	arena_init(&arena, FUZZ_ARENA_CEILING);
	diag_init(&diag, &arena);
	err = contract_check(&arena, terms, &diag);
	if ((err == ERR_OK) != (diag.error_count == 0) || err != diag.first_error)
		abort();
	for (const struct diag_item *item = diag.first; item != NULL; item = item->next)
		if (item->place.path == NULL || item->text[0] == '\0')
			abort();
	if (err == ERR_OK)
		judge_nothing(&arena, terms, &diag);
	arena_release(&arena);
	slb_terms__free_unpacked(terms, NULL);
	return 0;
}
