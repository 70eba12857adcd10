#include "unit/contract/fixture.h"

Test(check, passes_terms_in_which_everything_holds)
{
	expect_passes(fixture_terms());
}
