#include "sla/evidence.h"

#include <string.h>

#include "sla/answer.h"
#include "sla/keys.h"

enum err trusted_keys_open(struct invocation *in, struct trusted_keys *out)
{
	const char *file;

	*out = (struct trusted_keys){ .keys = arena_array(in->arena, struct trusted_key,
							  in->options.count + 1) };
	while ((file = option_nth(&in->options, "key", out->count)) != NULL) {
		struct public_key_file key;
		enum err e = public_key_open(in, file, &key);

		if (e != ERR_OK)
			return e;
		out->keys[out->count].key = key.key;
		out->keys[out->count].id = key_id_of(&key.key);
		out->count++;
	}
	return ERR_OK;
}

static bool find_key(void *context, const char *key_id, struct public_key *out)
{
	const struct trusted_keys *keys = context;
	size_t i;

	for (i = 0; i < keys->count; i++) {
		if (strcmp(keys->keys[i].id.hex, key_id) == 0) {
			*out = keys->keys[i].key;
			return true;
		}
	}
	return false;
}

enum err evidence_verify(struct invocation *in, struct input *input,
			 const struct trusted_keys *keys)
{
	const struct diag_item *before = in->diag.last;
	struct trusted_keys mine = *keys;
	struct key_ring ring = { .find = find_key, .context = &mine };
	enum err e = envelope_verify(in->arena, &input->envelope, &ring, &in->diag);

	problems_of_file(in, before, input->name);
	return e;
}

enum err evidence_unsigned(struct invocation *in, const struct input *input)
{
	(void)diag_error(&in->diag, ERR_SIGNATURE_INVALID,
			 (struct diag_place){ .file = input->name },
			 "this is an unsigned document; expected a signed statement");
	diag_hint(&in->diag, "sign it with sla sign");
	return ERR_SIGNATURE_INVALID;
}
