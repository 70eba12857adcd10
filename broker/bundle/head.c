#include <inttypes.h>
#include <string.h>

#include "bundle/opening.h"
#include "envelope/ids.h"

static struct bytes bytes_of(ProtobufCBinaryData data)
{
	return (struct bytes){ data.data, data.len };
}

/* ---- the checkpoint ----------------------------------------------------------- */

/* Its text; by whom it is signed the first entry tells. */
static enum err read_checkpoint(struct bundle *bundle, const char *message)
{
	struct bundle_facts *facts = &bundle->facts;
	struct note note;
	enum err err;

	facts->note = arena_strdup(&bundle->arena, message);
	err = note_parse(&bundle->arena, bytes_of_string(facts->note), &note,
			 &bundle->diag);
	if (err == ERR_OK)
		err = checkpoint_parse(&bundle->arena, note.text, &facts->checkpoint,
				       &bundle->diag);
	return err;
}

/* ---- heads of books ----------------------------------------------------------- */

static bool names_twice(const struct bundle *bundle, const struct book_reach *book)
{
	for (const struct book_reach *other = bundle->books; other < book; other++) {
		if (memcmp(other->pseudonym, book->pseudonym, LEAF_PSEUDONYM_BYTES) ==
		    0)
			return true;
	}
	return false;
}

/* The heads are one list, and all of it. */
static enum err read_list(struct bundle *bundle, const SlbBookHead *message,
			  bool is_first)
{
	struct head_list list;

	if (!head_list_of(&bundle->arena, message, &list))
		return bundle_wrong(
			bundle, ERR_BUNDLE_INVALID,
			"the head of a book has a name of 16 bytes, a hash "
			"of an entry of 32, a signature of 64 and, where it is "
			"one of several, a path that fits its place");
	if (is_first)
		bundle->heads = list;
	if (head_list_same(&list, &bundle->heads) && list.count == bundle->book_count)
		return ERR_OK;
	return bundle_wrong(bundle, ERR_BUNDLE_INVALID,
			    "the heads of its %zu books were not signed together as "
			    "one list",
			    bundle->book_count);
}

static enum err read_book(struct bundle *bundle, const SlbBookHead *message,
			  struct book_reach *book)
{
	enum err err = read_list(bundle, message, book == bundle->books);

	if (err != ERR_OK)
		return err;
	memcpy(book->pseudonym, message->pseudonym.data, LEAF_PSEUDONYM_BYTES);
	memcpy(book->leaf_hash.bytes, message->leaf_hash.data, DIGEST_BYTES);
	book->number = message->number;
	if (names_twice(bundle, book))
		return bundle_wrong(bundle, ERR_BUNDLE_INVALID,
				    "two heads are of one book");
	if (message->tree_size == bundle->facts.checkpoint.tree.size)
		return ERR_OK;
	return bundle_wrong(bundle, ERR_BUNDLE_INVALID,
			    "the head of a book is that of a log of %" PRIu64
			    " entries; the checkpoint's has %" PRIu64,
			    message->tree_size, bundle->facts.checkpoint.tree.size);
}

static enum err read_books(struct bundle *bundle, const SlbEvidenceHead *head)
{
	enum err err = ERR_OK;

	if (head->n_books == 0)
		return bundle_wrong(bundle, ERR_BUNDLE_INVALID,
				    "it has no head of a book");
	bundle->books = arena_array(&bundle->arena, struct book_reach, head->n_books);
	bundle->book_count = head->n_books;
	for (size_t i = 0; i < head->n_books && err == ERR_OK; i++)
		err = read_book(bundle, head->books[i], &bundle->books[i]);
	return err;
}

enum err take_head(struct bundle *bundle, const struct record *record)
{
	const SlbEvidenceHead *head = record->message->head;
	struct bundle_facts *facts = &bundle->facts;
	struct contract_id id;
	enum err err;

	if (record->message->record_case != SLB_EVIDENCE_RECORD__RECORD_HEAD)
		return bundle_wrong(bundle, ERR_BUNDLE_FORM,
				    "its first record is not its head");
	if (!contract_id_parse(&bundle->arena, head->contract, &id))
		return bundle_wrong(bundle, ERR_BUNDLE_FORM,
				    "it names no contract: \"c-\" and 26 characters "
				    "are expected");
	memcpy(facts->contract_id, id.bytes, CONTRACT_BYTES);
	facts->contract = arena_strdup(&bundle->arena, head->contract);
	facts->notice = head->notice;
	err = read_checkpoint(bundle, head->checkpoint);
	return err == ERR_OK ? read_books(bundle, head) : err;
}

/* ---- signatures --------------------------------------------------------------- */

static enum err find_log_key(struct bundle *bundle)
{
	struct row_key key = log_row_key();
	const ProtobufCMessage *row;
	struct state state;
	enum err err;

	state_init(&state, bundle->fold.arena, bundle->fold.rows);
	err = state_fetch(&state, &key, &row);
	if (err != ERR_OK)
		return err;
	if (row == NULL ||
	    !public_key_from_bytes(bytes_of(((const SlbLogRow *)row)->log_key),
				   &bundle->facts.log_key))
		return bundle_wrong(bundle, ERR_BUNDLE_INVALID,
				    "its first entry is not the opening of a log");
	return ERR_OK;
}

enum err check_signed(struct bundle *bundle)
{
	const struct bundle_facts *facts = &bundle->facts;
	struct note_key verifier;
	struct checkpoint again;
	enum err err = find_log_key(bundle);

	if (err != ERR_OK)
		return err;
	verifier =
		note_key_make(facts->checkpoint.origin, NOTE_ED25519, &facts->log_key);
	err = checkpoint_open(bundle->fold.arena, bytes_of_string(facts->note),
			      &verifier, &again, &bundle->diag);
	if (err != ERR_OK ||
	    head_list_verify(bundle->fold.arena, facts->checkpoint.origin,
			     &facts->log_key, &bundle->heads))
		return err;
	return bundle_wrong(bundle, ERR_BUNDLE_INVALID,
			    "the heads of its books are not signed by the key of the "
			    "log");
}
