#include <criterion/criterion.h>
#include <string.h>

#include "service/filter.h"
#include "slabroker/v1/notice_service.pb-c.h"

static struct arena arena;
static struct diag diag;

static void set_up(void)
{
	arena_init(&arena, 1 << 16);
	diag_init(&diag, &arena);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(filter, .init = set_up, .fini = tear_down);

static enum err checked(int number)
{
	return filter_check("state", &slb_notice_state__descriptor, number, &diag);
}

Test(filter, is_none_or_a_number_that_is_known)
{
	for (int number = 0; number <= SLB_NOTICE_STATE__NOTICE_STATE_REPLACED;
	     number++)
		cr_expect_eq(checked(number), ERR_OK, "%d", number);
	cr_expect_eq(diag.item_count, 0);
}

Test(filter, that_is_unknown_is_refused_with_those_that_are_known)
{
	static const int unknown[] = { -1, SLB_NOTICE_STATE__NOTICE_STATE_REPLACED + 1,
				       77, INT32_MAX, INT32_MIN };

	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		cr_expect_eq(checked(unknown[i]), ERR_REQUEST_MALFORMED, "%d",
			     unknown[i]);
	cr_expect_str_eq(diag.first->place.path, "state");
	cr_expect_str_eq(diag.first->text,
			 "-1 is not known here; known are NOTICE_STATE_GIVEN (1), "
			 "NOTICE_STATE_ACKNOWLEDGED (2), NOTICE_STATE_WITHDRAWN (3), "
			 "NOTICE_STATE_REPLACED (4), and 0, which is all of them");
}
