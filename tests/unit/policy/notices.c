/* What the terms of terms.c say of notices. */
#include "unit/contract/fixture_notices.c"
