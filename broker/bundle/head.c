#include <inttypes.h>
#include <string.h>

#include "bundle/opening.h"
#include "envelope/ids.h"
#include "merkle/book_head.h"

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

static enum err read_book(struct bundle *bundle, const SlbBookHead *message,
			  struct book_reach *book)
{
	if (message->pseudonym.len != LEAF_PSEUDONYM_BYTES ||
	    message->signature.len != SIGNATURE_BYTES ||
	    !digest_from_bytes(bytes_of(message->leaf_hash), &book->leaf_hash))
		return bundle_wrong(bundle, ERR_BUNDLE_INVALID,
				    "the head of a book has a name of 16 bytes, a leaf "
				    "hash of 32 and a signature of 64");
	memcpy(book->pseudonym, message->pseudonym.data, LEAF_PSEUDONYM_BYTES);
	memcpy(book->signature.bytes, message->signature.data, SIGNATURE_BYTES);
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

	bundle->books = arena_array(&bundle->arena, struct book_reach, head->n_books);
	for (size_t i = 0; i < head->n_books && err == ERR_OK; i++)
		err = read_book(bundle, head->books[i], &bundle->books[i]);
	bundle->book_count = head->n_books;
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

static enum err check_book(struct bundle *bundle, size_t number)
{
	const struct book_reach *book = &bundle->books[number];
	const struct checkpoint *checkpoint = &bundle->facts.checkpoint;
	struct book_head head = { .number = book->number,
				  .leaf_hash = book->leaf_hash,
				  .tree_size = checkpoint->tree.size };

	memcpy(head.book, book->pseudonym, LEAF_PSEUDONYM_BYTES);
	if (signature_verify(
		    &bundle->facts.log_key,
		    book_head_signed(bundle->fold.arena, checkpoint->origin, &head),
		    &book->signature))
		return ERR_OK;
	return bundle_wrong(bundle, ERR_BUNDLE_INVALID,
			    "the head of book %zu is not signed by the key of the log",
			    number + 1);
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
	for (size_t i = 0; i < bundle->book_count && err == ERR_OK; i++)
		err = check_book(bundle, i);
	return err;
}
