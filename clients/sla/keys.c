#include "sla/keys.h"

#include <string.h>

#include "crypto/pem.h"
#include "crypto/secret_file.h"
#include "sla/answer.h"
#include "sla/files.h"

/* ---- secret keys ---- */

static enum err unlock(struct invocation *in, const char *file,
		       const struct keyfile *keyfile, struct signing_key **out)
{
	struct passphrase passphrase = { .len = 0 };
	struct bytes bytes;
	enum err e = ERR_OK;

	if (keyfile->locked)
		e = passphrase_ask(in, file, false, &passphrase);
	bytes = (struct bytes){ (const uint8_t *)passphrase.chars, passphrase.len };
	if (e == ERR_OK)
		e = keyfile_unlock(keyfile, bytes, out, &in->diag);
	wipe(&passphrase, sizeof passphrase);
	return e;
}

static enum err keyfile_read(struct invocation *in, const char *file,
			     struct keyfile *out)
{
	uint8_t text[KEYFILE_BYTES_MAX];
	size_t len = 0;
	enum err e = secret_file_read(file, text, sizeof text, &len, &in->diag);

	if (e == ERR_OK)
		e = keyfile_parse((struct bytes){ text, len }, out, &in->diag);
	wipe(text, sizeof text);
	return e;
}

enum err signing_key_open(struct invocation *in, const char *file,
			  struct key_owner *owner, struct signing_key **out)
{
	const struct diag_item *before = in->diag.last;
	struct keyfile keyfile;
	enum err e = keyfile_read(in, file, &keyfile);

	if (e == ERR_OK)
		e = unlock(in, file, &keyfile, out);
	if (e == ERR_OK && owner != NULL)
		*owner = keyfile.owner;
	wipe(&keyfile, sizeof keyfile);
	problems_of_file(in, before, file);
	return e;
}

enum err signing_key_owner(struct invocation *in, const char *file,
			   struct key_owner *out)
{
	const struct diag_item *before = in->diag.last;
	struct keyfile keyfile;
	enum err e = keyfile_read(in, file, &keyfile);

	if (e == ERR_OK)
		*out = keyfile.owner;
	wipe(&keyfile, sizeof keyfile);
	problems_of_file(in, before, file);
	return e;
}

/* ---- public keys ---- */

static bool begins(struct bytes text, const char *start)
{
	size_t len = strlen(start);

	return text.len >= len && memcmp(text.data, start, len) == 0;
}

static struct bytes trimmed(struct bytes text)
{
	while (text.len > 0 && text.data[text.len - 1] <= ' ')
		text.len--;
	return text;
}

static enum err read_hex(struct invocation *in, struct bytes text,
			 struct public_key *out)
{
	struct bytes key;

	if (!hex_decode(in->arena, trimmed(text), &key) || key.len != sizeof out->bytes)
		return diag_error(&in->diag, ERR_KEY_MALFORMED, diag_at(NULL),
				  "this is no public key; expected a PEM file, a key "
				  "file of sla, or 64 hexadecimal digits");
	memcpy(out->bytes, key.data, sizeof out->bytes);
	return ERR_OK;
}

static enum err read_secret_file(struct invocation *in, struct bytes text,
				 struct public_key_file *out)
{
	struct keyfile keyfile;
	enum err e = keyfile_parse(text, &keyfile, &in->diag);

	if (e == ERR_OK) {
		out->owner = keyfile.owner;
		out->key = keyfile.owner.key;
		out->has_owner = true;
		out->is_secret = true;
		out->is_locked = keyfile.locked;
	}
	wipe(&keyfile, sizeof keyfile);
	return e;
}

static enum err read_public(struct invocation *in, struct bytes text,
			    struct public_key_file *out)
{
	enum err e;

	if (begins(text, "slb-key/"))
		return read_secret_file(in, text, out);
	if (begins(text, "-----BEGIN"))
		return pem_read_public(text, &out->key, &in->diag);
	if (!begins(text, "slb-public-key/"))
		return read_hex(in, text, &out->key);
	e = public_keyfile_parse(text, &out->owner, &in->diag);
	out->key = out->owner.key;
	out->has_owner = e == ERR_OK;
	return e;
}

enum err public_key_open(struct invocation *in, const char *file,
			 struct public_key_file *out)
{
	const struct diag_item *before = in->diag.last;
	uint8_t text[PEM_BYTES_MAX];
	size_t len = 0;
	enum err e = file_read_into(file, text, sizeof text, &len, &in->diag);

	*out = (struct public_key_file){ .is_secret = false };
	if (e == ERR_OK)
		e = read_public(in, (struct bytes){ text, len }, out);
	wipe(text, sizeof text);
	problems_of_file(in, before, file);
	return e;
}

void note_other_owner(struct invocation *in, const char *file, const char *organisation,
		      const struct key_owner *owner)
{
	if (strcmp(owner->name, organisation) != 0)
		diag_note(&in->diag, (struct diag_place){ .file = file },
			  "the key is named \"%s\"; here it is to speak for \"%s\"",
			  owner->name, organisation);
}

enum err public_key_for(struct invocation *in, const char *file,
			enum key_purpose purpose, const char *organisation,
			struct public_key *out)
{
	struct public_key_file key;
	enum err e = public_key_open(in, file, &key);

	if (e == ERR_OK && key.has_owner && key.owner.purpose != purpose)
		e = usage_error(
			in,
			"the purpose of key %s is %s; expected a key of purpose "
			"%s",
			file, key_purpose_name(key.owner.purpose),
			key_purpose_name(purpose));
	*out = key.key;
	if (e == ERR_OK && organisation != NULL && key.has_owner)
		note_other_owner(in, file, organisation, &key.owner);
	return e;
}
