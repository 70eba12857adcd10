#include "sla/commands.h"

#include <string.h>

#include "crypto/note.h"
#include "crypto/pem.h"
#include "crypto/secret_file.h"
#include "sla/answer.h"
#include "sla/files.h"
#include "sla/keys.h"
#include "sla/page_statement.h"
#include "sla/value.h"

/* clang-format off */
#define OPTION_ROW_NAME \
	{ "name", OPTION_TEXT, 'n', false, true, "NAME", NULL, \
	  "whose key it is, without blanks: an organisation's short name, a broker's origin" }
#define OPTION_ROW_PURPOSE \
	{ "purpose", OPTION_CHOICE, 0, false, false, \
	  "root|statements|tokens|log|notices|operator", "statements", \
	  "what it may sign; one key serves one purpose" }
#define OPTION_ROW_NO_PASSPHRASE \
	{ "no-passphrase", OPTION_FLAG, 0, false, false, NULL, NULL, \
	  "do not lock it: for services that start alone" }
#define OPTION_ROW_KEY_TO \
	{ "to", OPTION_FILE, 0, false, true, "FILE", NULL, \
	  "the new key file (0600); nothing is ever written over" }

const struct option key_new_options[] = {
	OPTION_ROW_NAME,
	OPTION_ROW_PURPOSE,
	OPTION_ROW_KEY_TO,
	OPTION_ROW_NO_PASSPHRASE,
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_END
};

const struct option key_show_options[] = {
	{ "public", OPTION_FLAG, 0, false, false, NULL, NULL,
	  "print the public key alone, in the form of a file" },
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_END
};

const struct option key_import_options[] = {
	OPTION_ROW_NAME,
	OPTION_ROW_PURPOSE,
	OPTION_ROW_KEY_TO,
	OPTION_ROW_NO_PASSPHRASE,
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_END
};

const struct option key_export_options[] = {
	{ "public", OPTION_FLAG, 0, false, false, NULL, NULL,
	  "the public key (PEM of SubjectPublicKeyInfo) instead of the secret one" },
	{ "to", OPTION_FILE, 0, false, false, "FILE", NULL,
	  "where to; needed for a secret key, which goes to a new file (0600)" },
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_END
};
/* clang-format on */

/* ---- what is said about a key ---- */

/* What whoever checks a log's checkpoints is told; its origin is the key's name. */
static void say_verifier(const struct said *said, const struct public_key_file *key)
{
	struct note_key verifier;

	if (!key->has_owner || key->owner.purpose != KEY_PURPOSE_LOG)
		return;
	verifier = note_key_make(key->owner.name, NOTE_ED25519, &key->key);
	page_fact(said->page, "Verifier key", "%s",
		  note_key_text(said->page->arena, &verifier));
	value_add_text(said->page->arena, said->value, "verifier_key",
		       note_key_text(said->page->arena, &verifier));
}

static enum err give_key(struct invocation *in, const char *file,
			 const struct public_key_file *key, bool beside_to)
{
	struct bytes bytes = { key->key.bytes, sizeof key->key.bytes };
	struct key_id id = key_id_of(&key->key);
	struct node *value = value_fields(in->arena);
	struct page page;
	struct answer answer = { .page = &page,
				 .value = value,
				 .beside_to = beside_to };
	const struct said said = { &page, value };

	page_init(&page, in->arena, arena_printf(in->arena, "Key %s", file));
	if (key->has_owner) {
		page_fact(&page, "Name", "%s", key->owner.name);
		page_fact(&page, "Purpose", "%s", key_purpose_name(key->owner.purpose));
		value_add_text(in->arena, value, "name", key->owner.name);
		value_add_text(in->arena, value, "purpose",
			       key_purpose_name(key->owner.purpose));
	}
	page_fact(&page, "Key id", "%s", id.hex);
	page_fact(&page, "Public key", "%s", hex_encode(in->arena, bytes));
	value_add_text(in->arena, value, "key_id", id.hex);
	value_add_text(in->arena, value, "public_key", hex_encode(in->arena, bytes));
	say_verifier(&said, key);
	if (key->is_secret) {
		page_fact(&page, "Secret key", "%s",
			  key->is_locked ? "in the file, locked by a passphrase"
					 : "in the file, not locked");
		value_add_truth(in->arena, value, "locked", key->is_locked);
	}
	return answer_give(in, &answer);
}

/* ---- new and import: a key becomes a key file ---- */

static enum err check_name(struct invocation *in)
{
	const char *name = option_text(&in->options, "name");

	if (strlen(name) <= KEYFILE_NAME_MAX && note_name_valid(bytes_of_string(name)))
		return ERR_OK;
	return usage_error(in,
			   "--name is \"%s\"; expected 1 to %d bytes without blanks, "
			   "control characters and \"+\"",
			   name, KEYFILE_NAME_MAX);
}

static struct keyfile_cost cost_of(enum key_purpose purpose)
{
	if (purpose == KEY_PURPOSE_ROOT || purpose == KEY_PURPOSE_OPERATOR)
		return KEYFILE_COST_ROOT;
	return KEYFILE_COST_DAILY;
}

static enum err write_locked(struct invocation *in, enum key_purpose purpose,
			     const struct signing_key *key, struct secret_text *out)
{
	struct keyfile_lock lock = { .cost = cost_of(purpose) };
	struct passphrase passphrase;
	enum err e =
		passphrase_ask(in, option_text(&in->options, "to"), true, &passphrase);

	lock.passphrase =
		(struct bytes){ (const uint8_t *)passphrase.chars, passphrase.len };
	if (e == ERR_OK)
		e = keyfile_write(option_text(&in->options, "name"), purpose, key,
				  &lock, out);
	wipe(&passphrase, sizeof passphrase);
	return e;
}

static enum err store_key(struct invocation *in, const struct signing_key *key)
{
	const char *to = option_text(&in->options, "to");
	const char *name = option_text(&in->options, "name");
	enum key_purpose purpose = KEY_PURPOSE_STATEMENTS;
	struct public_key_file written = { .is_secret = true, .has_owner = true };
	struct secret_text text;
	enum err e = ERR_OK;

	if (!key_purpose_parse(bytes_of_string(option_text(&in->options, "purpose")),
			       &purpose))
		return usage_error(in, "there is no such purpose");
	written.is_locked = !option_given(&in->options, "no-passphrase");
	if (written.is_locked)
		e = write_locked(in, purpose, key, &text);
	else
		e = keyfile_write(name, purpose, key, NULL, &text);
	if (e == ERR_OK)
		e = file_write_secret(
			to, (struct bytes){ (const uint8_t *)text.chars, text.len },
			&in->diag);
	wipe(&text, sizeof text);
	if (e != ERR_OK)
		return e;
	written.key = *signing_key_public(key);
	written.owner.key = written.key;
	written.owner.purpose = purpose;
	/* Its length was checked by check_name(). */
	memcpy(written.owner.name, name, strlen(name) + 1);
	return give_key(in, to, &written, true);
}

enum err key_new(struct invocation *in)
{
	struct signing_key *key = NULL;
	enum err e = check_name(in);

	if (e == ERR_OK)
		e = signing_key_new(&key);
	if (e == ERR_OK)
		e = store_key(in, key);
	signing_key_free(key);
	return e;
}

enum err key_import(struct invocation *in)
{
	const char *file = in->operands[0];
	const struct diag_item *before = in->diag.last;
	struct signing_key *key = NULL;
	uint8_t pem[PEM_BYTES_MAX];
	size_t len = 0;
	enum err e = check_name(in);

	if (e == ERR_OK)
		e = secret_file_read(file, pem, sizeof pem, &len, &in->diag);
	if (e == ERR_OK)
		e = pem_read_secret((struct bytes){ pem, len }, &key, &in->diag);
	problems_of_file(in, before, file);
	wipe(pem, sizeof pem);
	if (e == ERR_OK)
		e = store_key(in, key);
	signing_key_free(key);
	return e;
}

/* ---- show and export ---- */

enum err key_show(struct invocation *in)
{
	struct public_key_file key;
	const char *text;
	enum err e = public_key_open(in, in->operands[0], &key);

	if (e != ERR_OK)
		return e;
	if (!option_given(&in->options, "public"))
		return give_key(in, in->operands[0], &key, false);
	text = key.has_owner ? public_keyfile_write(in->arena, &key.owner)
			     : pem_write_public(in->arena, &key.key);
	return answer_bytes(in, bytes_of_string(text));
}

static enum err export_secret(struct invocation *in)
{
	const char *to = option_text(&in->options, "to");
	struct signing_key *key = NULL;
	struct secret_text pem;
	enum err e;

	if (to == NULL || strcmp(to, "-") == 0)
		return usage_error(in,
				   "--to FILE is needed: a secret key goes to a new "
				   "file only");
	e = signing_key_open(in, in->operands[0], NULL, &key);
	if (e != ERR_OK)
		return e;
	e = pem_write_secret(key, &pem);
	if (e == ERR_OK)
		e = file_write_secret(
			to, (struct bytes){ (const uint8_t *)pem.chars, pem.len },
			&in->diag);
	wipe(&pem, sizeof pem);
	signing_key_free(key);
	return e;
}

enum err key_export(struct invocation *in)
{
	struct public_key_file key;
	enum err e;

	if (!option_given(&in->options, "public"))
		return export_secret(in);
	e = public_key_open(in, in->operands[0], &key);
	if (e != ERR_OK)
		return e;
	return answer_bytes(in, bytes_of_string(pem_write_public(in->arena, &key.key)));
}
