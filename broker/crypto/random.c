#include "crypto/random.h"

#include <sodium.h>

#include "crypto/ready.h"

void random_fill(uint8_t *out, size_t len)
{
	sodium_ready();
	randombytes_buf(out, len);
}
