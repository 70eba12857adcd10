#include "sla/evidence.h"

#include <string.h>

#include "base/ensure.h"
#include "sla/answer.h"
#include "sla/keys.h"

/* What stands before "=" and could be an organisation; the file is what is after it. */
static const char *organisation_before(struct invocation *in, const char **file)
{
	const char *equals = strchr(*file, '=');
	const char *organisation;

	if (equals == NULL || strcspn(*file, "/.") < (size_t)(equals - *file))
		return NULL;
	organisation = arena_strndup(in->arena, *file, (size_t)(equals - *file));
	*file = equals + 1;
	return organisation;
}

enum err trusted_keys_open(struct invocation *in, struct trusted_keys *out)
{
	const char *file;

	*out = (struct trusted_keys){ .keys = arena_array(in->arena, struct trusted_key,
							  in->options.count + 1) };
	while ((file = option_nth(&in->options, "key", out->count)) != NULL) {
		struct trusted_key *trusted = &out->keys[out->count];
		const char *organisation = organisation_before(in, &file);
		struct public_key_file key;
		enum err e = public_key_open(in, file, &key);

		if (e != ERR_OK)
			return e;
		if (organisation == NULL && key.has_owner)
			organisation = arena_strdup(in->arena, key.owner.name);
		*trusted = (struct trusted_key){ .id = key_id_of(&key.key),
						 .key = key.key,
						 .file = file,
						 .organisation = organisation };
		out->count++;
	}
	return ERR_OK;
}

static const struct trusted_key *key_named(const struct trusted_keys *keys,
					   const char *key_id)
{
	size_t i;

	for (i = 0; i < keys->count; i++) {
		if (strcmp(keys->keys[i].id.hex, key_id) == 0)
			return &keys->keys[i];
	}
	return NULL;
}

static bool find_key(void *context, const char *key_id, struct public_key *out)
{
	const struct trusted_key *trusted = key_named(context, key_id);

	if (trusted != NULL)
		*out = trusted->key;
	return trusted != NULL;
}

/* The key of one signature is its issuer's. */
static enum err check_owner(struct invocation *in, const struct input *input,
			    const struct trusted_key *trusted)
{
	const struct diag_place place = { .file = input->name };
	const char *issuer = input->statement->issuer;

	if (trusted->organisation != NULL && strcmp(trusted->organisation, issuer) == 0)
		return ERR_OK;
	if (trusted->organisation == NULL)
		(void)diag_error(&in->diag, ERR_SIGNATURE_INVALID, place,
				 "it is said in the name of %s, and nothing says whose "
				 "key %s holds",
				 issuer, trusted->file);
	else
		(void)diag_error(
			&in->diag, ERR_SIGNATURE_INVALID, place,
			"it is said in the name of %s and signed by the key of "
			"%s",
			issuer, trusted->organisation);
	diag_hint(&in->diag, "if that key is theirs, say --key %s=%s", issuer,
		  trusted->file);
	return ERR_SIGNATURE_INVALID;
}

static enum err check_owners(struct invocation *in, const struct input *input,
			     const struct trusted_keys *keys)
{
	const SlbEnvelope *message = input->envelope.message;
	enum err e = ERR_OK;
	size_t i;

	for (i = 0; i < message->n_signatures && e == ERR_OK; i++) {
		const struct trusted_key *trusted =
			key_named(keys, message->signatures[i]->keyid);

		/* Otherwise the signature could not have been verified. */
		ensure(trusted != NULL);
		e = check_owner(in, input, trusted);
	}
	return e;
}

enum err evidence_verify(struct invocation *in, struct input *input,
			 const struct trusted_keys *keys)
{
	const struct diag_item *before = in->diag.last;
	struct trusted_keys mine = *keys;
	struct key_ring ring = { .find = find_key, .context = &mine };
	enum err e = envelope_verify(in->arena, &input->envelope, &ring, &in->diag);

	problems_of_file(in, before, input->name);
	return e == ERR_OK ? check_owners(in, input, keys) : e;
}

enum err evidence_unsigned(struct invocation *in, const struct input *input)
{
	(void)diag_error(&in->diag, ERR_SIGNATURE_INVALID,
			 (struct diag_place){ .file = input->name },
			 "this is an unsigned document; expected a signed statement");
	diag_hint(&in->diag, "sign it with sla sign");
	return ERR_SIGNATURE_INVALID;
}
