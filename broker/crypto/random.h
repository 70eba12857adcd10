#ifndef BROKER_CRYPTO_RANDOM_H
#define BROKER_CRYPTO_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Unpredictable bytes from the kernel (getrandom); cannot fail.  Any thread. */
void random_fill(uint8_t *out, size_t len);

#endif
