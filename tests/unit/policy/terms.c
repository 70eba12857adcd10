/* The terms that contract/ is tested with. */
#include "unit/contract/fixture.c"
