#include "sla/commands.h"

#include <string.h>

#include "base/attribute.h"
#include "sla/answer.h"
#include "sla/files.h"
#include "sla/keys.h"
#include "sla/signing.h"
#include "sla/value.h"

/* clang-format off */
const struct option sign_options[] = {
	{ "key", OPTION_FILE, 'k', true, true, "KEY", NULL,
	  "key file to sign with" },
	{ "issuer", OPTION_TEXT, 'i', false, true, "ORG", NULL,
	  "the organisation that says it" },
	{ "audience", OPTION_TEXT, 'a', false, true, "ORIGIN", NULL,
	  "the broker it is meant for, e.g. broker.example/log" },
	{ "contract", OPTION_FILE, 'c', false, false, "OFFER", NULL,
	  "the signed offer of the contract it belongs to" },
	{ "accept", OPTION_FILE, 0, false, false, "OFFER", NULL,
	  "accept this signed offer" },
	{ "sequence", OPTION_NUMBER, 0, false, false, "N", NULL,
	  "of the first report: its place in the series, from 1" },
	{ "attempt", OPTION_NUMBER, 0, false, false, "N", NULL,
	  "of a report that was refused and corrected: how often" },
	{ "previous", OPTION_TEXT, 0, false, false, "FILE|ID", NULL,
	  "the signed report before the first one, or its content id" },
	{ "batch", OPTION_FLAG, 0, false, false, NULL, NULL,
	  "one signature for all files together" },
	{ "to", OPTION_FILE, 0, false, true, "OUT", NULL,
	  "the signed statement; of several files, the folder for them" },
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_END
};
/* clang-format on */

/* ---- the contract ---- */

static enum err open_contract(struct signing *signing, const char *file)
{
	struct invocation *in = signing->in;
	const SlbStatement *offer;
	enum err e = terms_file_open(in, file, &signing->contract);

	if (e == ERR_OK)
		e = terms_file_check(in, &signing->contract);
	if (e != ERR_OK)
		return e;
	if (!signing->contract.input.is_signed)
		return usage_error(in,
				   "%s is a document; expected the signed offer, from "
				   "which the contract has its id",
				   file);
	offer = signing->contract.input.statement;
	if (offer->book.len == CONTRACT_ID_BYTES)
		memcpy(signing->book.bytes, offer->book.data, CONTRACT_ID_BYTES);
	else
		signing->book =
			contract_id_of(&signing->contract.input.envelope.content_id);
	signing->has_contract = true;
	signing->frame = frame_of_terms(in->arena, signing->contract.terms);
	return ERR_OK;
}

/* ---- what the options say ---- */

static enum err open_previous(struct signing *signing)
{
	struct invocation *in = signing->in;
	const char *previous = option_text(&in->options, "previous");
	struct bytes id;
	struct input input;
	enum err e;

	if (signing->sequence <= 1)
		return previous == NULL
			       ? ERR_OK
			       : usage_error(in,
					     "the first report of a series has none "
					     "before it; leave out --previous");
	if (previous == NULL)
		return usage_error(in, "--previous is needed from the second report of "
				       "a series on");
	if (hex_decode(in->arena, bytes_of_string(previous), &id) &&
	    digest_from_bytes(id, &signing->previous))
		return ERR_OK;
	e = input_open(in, previous, &input);
	if (e == ERR_OK && !input.is_signed)
		return usage_error(in, "%s is a document; expected the signed report",
				   previous);
	if (e == ERR_OK)
		signing->previous = input.envelope.content_id;
	return e;
}

static enum err read_options(struct signing *signing)
{
	struct invocation *in = signing->in;
	const char *accept = option_text(&in->options, "accept");
	const char *contract = option_text(&in->options, "contract");
	int64_t attempt = option_number(&in->options, "attempt", 0);

	if (accept != NULL && (contract != NULL || in->operand_count > 0))
		return usage_error(in,
				   "--accept stands alone: the offer is all that is "
				   "signed");
	if (accept == NULL && in->operand_count == 0)
		return usage_error(in, "no file to sign was given");
	if (attempt > UINT32_MAX)
		return usage_error(in, "--attempt is too large");
	signing->sequence = (uint64_t)option_number(&in->options, "sequence", 0);
	if (accept != NULL)
		return open_contract(signing, accept);
	return contract != NULL ? open_contract(signing, contract) : ERR_OK;
}

/* One key serves one purpose, and signs once. */
static enum err check_key(const struct signing *signing, const char *file,
			  const struct key_owner *owner)
{
	size_t i;

	if (owner->purpose != KEY_PURPOSE_STATEMENTS)
		return usage_error(signing->in,
				   "the purpose of key %s is %s; expected a key for "
				   "statements",
				   file, key_purpose_name(owner->purpose));
	for (i = 0; i < signing->key_count; i++) {
		if (public_key_equal(signing_key_public(signing->owned[i]),
				     &owner->key))
			return usage_error(signing->in, "key %s is given twice", file);
	}
	note_other_owner(signing->in, file,
			 option_text(&signing->in->options, "issuer"), owner);
	return ERR_OK;
}

static enum err open_keys(struct signing *signing)
{
	struct invocation *in = signing->in;
	const char *file;

	signing->owned =
		arena_array(in->arena, struct signing_key *, in->options.count + 1);
	while ((file = option_nth(&in->options, "key", signing->key_count)) != NULL) {
		struct signing_key *key;
		struct key_owner owner;
		enum err e = signing_key_open(in, file, &owner, &key);

		if (e != ERR_OK)
			return e;
		e = check_key(signing, file, &owner);
		signing->owned[signing->key_count++] = key;
		if (e != ERR_OK)
			return e;
	}
	if (signing->key_count > ENVELOPE_SIGNATURES_MAX)
		return usage_error(in, "at most %d keys sign one statement",
				   ENVELOPE_SIGNATURES_MAX);
	return ERR_OK;
}

static enum err draft_all(struct signing *signing)
{
	struct invocation *in = signing->in;
	enum err e = open_previous(signing);
	size_t i;

	signing->drafts = arena_array(in->arena, struct draft, in->operand_count + 1);
	if (e == ERR_OK && option_given(&in->options, "accept"))
		draft_acceptance(signing);
	for (i = 0; i < in->operand_count && e == ERR_OK; i++)
		e = draft_file(signing, in->operands[i]);
	return e;
}

/* ---- signing ---- */

static void seal_all(struct signing *signing)
{
	struct arena *arena = signing->in->arena;
	const struct signing_key *const *keys =
		(const struct signing_key *const *)signing->owned;
	struct seal_item *items =
		arena_array(arena, struct seal_item, signing->draft_count);
	size_t i;

	signing->sealed = arena_array(arena, struct bytes, signing->draft_count);
	for (i = 0; i < signing->draft_count; i++) {
		items[i] = signing->drafts[i].bytes.item;
		if (!option_given(&signing->in->options, "batch"))
			signing->sealed[i] = envelope_seal(arena, &items[i], keys,
							   signing->key_count);
	}
	if (option_given(&signing->in->options, "batch"))
		envelope_seal_batch(arena, items, signing->draft_count, keys,
				    signing->key_count, signing->sealed);
}

/* What a reader would refuse is not written. */
static enum err check_sealed(struct signing *signing, size_t i)
{
	struct invocation *in = signing->in;
	const struct diag_item *before = in->diag.last;
	const SlbStatement *statement;
	struct envelope envelope;
	enum err e =
		envelope_parse(in->arena, signing->sealed[i], &envelope, &in->diag);

	if (e == ERR_OK)
		e = statement_parse(in->arena, &envelope, NULL, &statement, &in->diag);
	problems_of_file(in, before, signing->drafts[i].source);
	return e == ERR_OK ? ERR_OK : ERR_USAGE;
}

static const char *name_in_folder(struct arena *arena, const char *folder,
				  const char *source)
{
	const char *slash = strrchr(source, '/');
	const char *name = slash == NULL ? source : slash + 1;
	const char *dot = strrchr(name, '.');
	size_t len = dot == NULL ? strlen(name) : (size_t)(dot - name);

	return path_join(arena, folder,
			 arena_printf(arena, "%.*s.signed", (int)len, name));
}

static enum err write_all(struct signing *signing)
{
	struct invocation *in = signing->in;
	const char *to = option_text(&in->options, "to");
	enum err e = ERR_OK;
	size_t i;

	if (signing->draft_count > 1)
		e = folder_make(to, &in->diag);
	for (i = 0; i < signing->draft_count && e == ERR_OK; i++) {
		struct draft *draft = &signing->drafts[i];

		draft->to = to;
		if (signing->draft_count > 1 || folder_is(to))
			draft->to = name_in_folder(in->arena, to, draft->source);
		e = check_sealed(signing, i);
		if (e == ERR_OK)
			e = file_write_new(in->arena, draft->to, signing->sealed[i],
					   &in->diag);
	}
	return e;
}

/* ---- answering ---- */

static enum err say(struct signing *signing)
{
	static const struct page_column columns[] = { { "Signed statement", false },
						      { "Kind", false },
						      { "Sequence", true },
						      { "Content id", false } };
	struct arena *arena = signing->in->arena;
	struct node *value = value_fields(arena);
	struct node *list = value_add_list(arena, value, "statements");
	struct page page;
	struct answer answer = { .page = &page, .value = value, .beside_to = true };
	size_t i;

	page_init(&page, arena, "Signed");
	page_table(&page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < signing->draft_count; i++) {
		const struct draft *draft = &signing->drafts[i];
		const char *id =
			hex_encode(arena, digest_bytes(&draft->bytes.content_id));
		struct node *fields = value_add_fields(arena, list, NULL);

		page_cell(&page, TONE_PLAIN, "%s", draft->to);
		page_cell(&page, TONE_PLAIN, "%s", draft->bytes.kind);
		value_add_text(arena, fields, "file", draft->to);
		value_add_text(arena, fields, "kind", draft->bytes.kind);
		if (draft->statement->body_case == SLB_STATEMENT__BODY_REPORT) {
			uint64_t sequence = draft->statement->position->sequence;

			page_cell(&page, TONE_PLAIN, "%llu",
				  (unsigned long long)sequence);
			value_add_number(arena, fields, "sequence", sequence);
		} else {
			page_cell(&page, TONE_PLAIN, "-");
		}
		page_cell(&page, TONE_PLAIN, "%s", id);
		value_add_text(arena, fields, "content_id", id);
	}
	return answer_give(signing->in, &answer);
}

enum err sign_run(struct invocation *in)
{
	struct signing signing = { .in = in };
	enum err e = read_options(&signing);
	size_t i;

	if (e == ERR_OK)
		e = draft_all(&signing);
	if (e == ERR_OK)
		e = open_keys(&signing);
	if (e == ERR_OK) {
		seal_all(&signing);
		e = write_all(&signing);
	}
	for (i = 0; i < signing.key_count; i++)
		signing_key_free(signing.owned[i]);
	return e == ERR_OK ? say(&signing) : e;
}
