#include <string.h>

#include "acts/deciding.h"
#include "calendar/civil.h"
#include "envelope/ids.h"

#define SHOWN_DIGEST_BYTES 8

char *words_contract(struct arena *arena, const uint8_t contract_id[CONTRACT_BYTES])
{
	struct contract_id id;

	memcpy(id.bytes, contract_id, sizeof(id.bytes));
	return contract_id_text(arena, &id);
}

char *words_digest(struct arena *arena, struct bytes digest)
{
	if (digest.len > SHOWN_DIGEST_BYTES)
		digest.len = SHOWN_DIGEST_BYTES;
	return hex_encode(arena, digest);
}

char *words_instant_s(struct arena *arena, int64_t at_s)
{
	return civil_instant_text(arena, at_s, 0);
}

char *words_instant_ms(struct arena *arena, int64_t at_ms)
{
	return words_instant_s(arena, at_ms / 1000);
}
