#ifndef BROKER_CRYPTO_READY_H
#define BROKER_CRYPTO_READY_H

/*
 * Private to crypto/: libsodium wants sodium_init() before its allocator and its random
 * bytes are used.  Whoever uses those calls this first; any thread, any number of times.
 */
void sodium_ready(void);

#endif
