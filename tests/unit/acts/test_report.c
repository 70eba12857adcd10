#include "unit/acts/world.h"

static struct world w;
static struct world_contract contract;

static void set_up(void)
{
	world_open(&w);
	contract = world_agree(&w, world_terms(&w, "2026-01-01", "2026-03-31"));
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(report, .init = set_up, .fini = tear_down);

static uint64_t report(uint64_t sequence, const char *day, unsigned offered,
		       unsigned answered)
{
	return world_takes(
		&w, world_report(&w, &contract, sequence, day, offered, answered),
		KEY_VOICEHOUSE);
}

Test(report, is_entered_as_evidence_of_its_contract)
{
	struct book book = book_of_contract(contract.id);

	report(1, "2026-01-01", 100, 90);
	cr_expect(book_same(&w.book, &book));
	cr_expect_eq(w.content, CONTENT_EVIDENCE);
}
