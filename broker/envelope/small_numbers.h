#ifndef BROKER_ENVELOPE_SMALL_NUMBERS_H
#define BROKER_ENVELOPE_SMALL_NUMBERS_H

#include <stdint.h>

/*
 * Private to envelope/: varints eight bytes at a time, since counters mostly take one or
 * two.  The first byte is the lowest of the word; the top bit of a byte says that its
 * number goes on.
 */

#define WORD_BYTES 8
#define TOP_BITS   UINT64_C(0x8080808080808080)
#define LOW_BITS   UINT64_C(0x0101010101010101)

/* In one load, where the machine has it so. */
static inline uint64_t word_at(const uint8_t *bytes)
{
	return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16 |
	       (uint64_t)bytes[3] << 24 | (uint64_t)bytes[4] << 32 |
	       (uint64_t)bytes[5] << 40 | (uint64_t)bytes[6] << 48 |
	       (uint64_t)bytes[7] << 56;
}

/* How many numbers end in it. */
static inline unsigned word_ends(uint64_t word)
{
	return (unsigned)(((~word & TOP_BITS) >> 7) * LOW_BITS >> 56);
}

/* Whether a number has three bytes or more in it. */
static inline uint64_t word_has_long(uint64_t word)
{
	return word & (word >> 8) & (TOP_BITS >> 8);
}

/* Whether a number ends in a byte of zero that it could do without. */
static inline uint64_t word_has_padded(uint64_t word)
{
	uint64_t zeros = (word - LOW_BITS) & ~word & TOP_BITS;

	return zeros & word << 8;
}

#endif
