#include "crypto/ready.h"

#include <sodium.h>

#include "base/ensure.h"

void sodium_ready(void)
{
	ensure(sodium_init() >= 0);
}
