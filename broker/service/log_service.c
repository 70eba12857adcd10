#include <inttypes.h>

#include "ledger/book_heads.h"
#include "ledger/evidence.h"
#include "service/book_reader.h"
#include "service/reading.h"
#include "service/service.h"
#include "slabroker/v1/log_service.pb-c.h"

/* ---- open to all -------------------------------------------------------------------- */

static void get_checkpoint(struct rpc_call *call)
{
	const struct service *service = rpc_context(call);
	SlbCheckpoint message;
	struct arena *arena = rpc_arena(call);

	slb_checkpoint__init(&message);
	message.note = arena_strdup(arena, ledger_checkpoint(service->ledger, arena));
	rpc_reply(call, &message.base);
}

static ProtobufCBinaryData *hashes_of(struct arena *arena, const struct proof *proof)
{
	ProtobufCBinaryData *hashes =
		arena_array(arena, ProtobufCBinaryData, proof->count);

	for (size_t i = 0; i < proof->count; i++)
		hashes[i] = reading_bytes(arena, digest_bytes(&proof->hashes[i]));
	return hashes;
}

struct proving {
	const struct service *service;
	struct rpc_call *call;
	struct arena *arena;
	struct diag diag;
	uint64_t signed_size; /* at most the view's: read before that is opened */
	struct log_view view;
	struct proof proof;
};

static bool proving_begin(struct proving *proving, struct rpc_call *call)
{
	enum err err;

	*proving = (struct proving){ .service = rpc_context(call),
				     .call = call,
				     .arena = rpc_arena(call) };
	diag_init(&proving->diag, proving->arena);
	proving->signed_size = ledger_status(proving->service->ledger).tree_size;
	err = log_view_begin(ledger_log(proving->service->ledger), proving->arena,
			     &proving->diag, &proving->view);
	if (err != ERR_OK)
		rpc_refuse(call, err, &proving->diag);
	return err == ERR_OK;
}

static void proving_answer(struct proving *proving, enum err err,
			   const ProtobufCMessage *message)
{
	log_view_end(&proving->view);
	if (err == ERR_OK)
		rpc_reply(proving->call, message);
	else
		rpc_refuse(proving->call, err, &proving->diag);
}

/* The size asked for, or that of the last checkpoint: nobody needs a proof for a tree
 * that is not signed. */
static enum err proof_size(struct proving *proving, uint64_t asked, const char *field,
			   uint64_t *out)
{
	*out = asked == 0 ? proving->signed_size : asked;
	if (*out <= proving->signed_size)
		return ERR_OK;
	return diag_error(&proving->diag, ERR_LOG_ENTRY, diag_at(field),
			  "the last checkpoint is of size %" PRIu64,
			  proving->signed_size);
}

/* That the tree has what is asked about; what the log has not, the ledger says. */
static enum err check_in_tree(struct proving *proving, uint64_t number, uint64_t size)
{
	if (number < size || number >= proving->view.size)
		return ERR_OK;
	return diag_error(&proving->diag, ERR_REQUEST_MALFORMED, diag_at("log_index"),
			  "a tree of %" PRIu64 " entries has no entry %" PRIu64, size,
			  number);
}

static void prove_inclusion(struct rpc_call *call)
{
	const SlbProveInclusionRequest *request =
		(const SlbProveInclusionRequest *)rpc_request(call);
	SlbInclusionProof message;
	struct proving proving;
	enum err err;

	slb_inclusion_proof__init(&message);
	if (!proving_begin(&proving, call))
		return;
	err = proof_size(&proving, request->tree_size, "tree_size", &message.tree_size);
	if (err == ERR_OK)
		err = check_in_tree(&proving, request->log_index, message.tree_size);
	if (err == ERR_OK)
		err = log_view_inclusion(&proving.view, request->log_index,
					 message.tree_size, &proving.proof);
	message.n_hashes = proving.proof.count;
	message.hashes = hashes_of(proving.arena, &proving.proof);
	proving_answer(&proving, err, &message.base);
}

static enum err check_older(struct proving *proving, uint64_t old_size, uint64_t size)
{
	if (old_size <= size)
		return ERR_OK;
	return diag_error(&proving->diag, ERR_REQUEST_MALFORMED, diag_at("old_size"),
			  "a tree of %" PRIu64 " entries does not go on from one of "
			  "%" PRIu64,
			  size, old_size);
}

static void prove_consistency(struct rpc_call *call)
{
	const SlbProveConsistencyRequest *request =
		(const SlbProveConsistencyRequest *)rpc_request(call);
	SlbConsistencyProof message;
	struct proving proving;
	enum err err;

	slb_consistency_proof__init(&message);
	if (!proving_begin(&proving, call))
		return;
	err = proof_size(&proving, request->new_size, "new_size", &message.new_size);
	if (err == ERR_OK)
		err = check_older(&proving, request->old_size, message.new_size);
	if (err == ERR_OK)
		err = log_view_consistency(&proving.view, request->old_size,
					   message.new_size, &proving.proof);
	message.n_hashes = proving.proof.count;
	message.hashes = hashes_of(proving.arena, &proving.proof);
	proving_answer(&proving, err, &message.base);
}

/* An entry of the keys' history, and its proof. */
static enum err add_to_history(struct proving *proving, uint64_t index,
			       SlbKeyHistory *out)
{
	SlbInclusionProof *proof = arena_new(proving->arena, SlbInclusionProof);
	struct log_entry entry;
	enum err err = log_view_entry(&proving->view, index, &entry);

	if (err == ERR_OK)
		err = log_view_inclusion(&proving->view, index, out->tree_size,
					 &proving->proof);
	if (err != ERR_OK)
		return err;
	slb_inclusion_proof__init(proof);
	proof->tree_size = out->tree_size;
	proof->n_hashes = proving->proof.count;
	proof->hashes = hashes_of(proving->arena, &proving->proof);
	out->entries[out->n_entries++] = evidence_statement(proving->arena, &entry);
	out->inclusion[out->n_inclusion++] = proof;
	return ERR_OK;
}

static enum err list_history(struct proving *proving, SlbKeyHistory *out)
{
	const SlbLogRow *row;
	enum err err =
		signing_row(proving->view.store, proving->arena, &proving->diag, &row);

	if (err != ERR_OK)
		return err;
	out->entries =
		arena_array(proving->arena, SlbLoggedStatement *, row->n_rotations + 1);
	out->inclusion =
		arena_array(proving->arena, SlbInclusionProof *, row->n_rotations + 1);
	err = add_to_history(proving, 0, out);
	for (size_t i = 0; i < row->n_rotations && err == ERR_OK; i++) {
		if (row->rotations[i] < out->tree_size)
			err = add_to_history(proving, row->rotations[i], out);
	}
	return err;
}

static void get_key_history(struct rpc_call *call)
{
	const SlbGetKeyHistoryRequest *request =
		(const SlbGetKeyHistoryRequest *)rpc_request(call);
	SlbKeyHistory message;
	struct proving proving;
	enum err err;

	slb_key_history__init(&message);
	if (!proving_begin(&proving, call))
		return;
	err = proof_size(&proving, request->tree_size, "tree_size", &message.tree_size);
	if (err == ERR_OK)
		err = list_history(&proving, &message);
	proving_answer(&proving, err, &message.base);
}

/* ---- for the readers of a book ------------------------------------------------------ */

/* In the same words whether it is absent or of a book that others read. */
static enum err no_entry(struct reading *reading, uint64_t index)
{
	enum err err =
		diag_error(&reading->diag, ERR_NOT_FOUND, diag_at("log_index"),
			   "there is no entry %" PRIu64 " in the books that %s reads",
			   index, reading->reader.organisation);

	diag_hint(&reading->diag,
		  "those are the books of its contracts, of the organisations in "
		  "them, of the broker and of outages");
	return err;
}

static enum err read_entry(struct reading *reading, uint64_t index,
			   SlbLoggedStatement **out)
{
	enum book_reach reach = READS_NOTHING;
	struct log_entry entry;
	enum err err;

	if (index >= reading->view.size)
		return no_entry(reading, index);
	err = log_view_entry(&reading->view, index, &entry);
	if (err == ERR_OK)
		err = book_reader_reach(reading, &entry, &reach);
	if (err != ERR_OK)
		return err;
	if (reach == READS_NOTHING)
		return no_entry(reading, index);
	*out = reach == READS_LEAF ? evidence_leaf(reading->arena, &entry)
				   : evidence_statement(reading->arena, &entry);
	return ERR_OK;
}

static void get_entry(struct rpc_call *call)
{
	const SlbGetEntryRequest *request =
		(const SlbGetEntryRequest *)rpc_request(call);
	SlbLoggedStatement *message = NULL;
	struct reading reading;
	enum err err;

	if (!reading_begin(&reading, call))
		return;
	err = read_entry(&reading, request->log_index, &message);
	reading_answer(&reading, err, (const ProtobufCMessage *)message);
}

/* Entries by their number in the book; the position is the last number given. */
static enum err list_book(struct reading *reading, const struct read_contract *contract,
			  const struct page *page, SlbListEntriesResponse *out)
{
	struct book book = book_of_contract(contract->id);
	struct cursor cursor = cursor_over(page->position);
	uint64_t number = page->position.len == 0 ? 0 : cursor_u64be(&cursor) + 1;
	struct buffer last;
	enum err err;

	err = book_heads_of_one(&reading->view, &book, &out->head);
	if (err != ERR_OK)
		return err;
	out->entries = arena_array(reading->arena, SlbLoggedStatement *, page->size);
	for (; number <= out->head->number && out->n_entries < page->size &&
	       !reading_is_full(reading);
	     number++) {
		struct log_entry *entry = arena_new(reading->arena, struct log_entry);
		uint64_t index;

		err = log_view_book_entry(&reading->view, &book, number, &index);
		if (err == ERR_OK)
			err = log_view_entry(&reading->view, index, entry);
		if (err != ERR_OK)
			return err;
		out->entries[out->n_entries++] =
			evidence_statement(reading->arena, entry);
	}
	if (number > out->head->number)
		return ERR_OK;
	buffer_init(&last, reading->arena);
	buffer_add_u64be(&last, number - 1);
	out->next_page_token = page_next(reading->arena, page, buffer_bytes(&last));
	return ERR_OK;
}

static void list_entries(struct rpc_call *call)
{
	const SlbListEntriesRequest *request =
		(const SlbListEntriesRequest *)rpc_request(call);
	SlbListEntriesResponse message;
	struct read_contract contract;
	struct reading reading;
	struct page page;
	enum err err;

	slb_list_entries_response__init(&message);
	if (!reading_begin(&reading, call))
		return;
	struct page_query query = {
		.reader = reading.reader.organisation,
		.method = "ListEntries",
		.filters = request->contract,
		.page_size = request->page_size,
		.page_token = request->page_token,
	};
	err = reading_whole_contract(&reading, request->contract, &contract);
	if (err == ERR_OK)
		err = page_open(reading.arena, &query, &page, &reading.diag);
	if (err == ERR_OK)
		err = list_book(&reading, &contract, &page, &message);
	reading_answer(&reading, err, &message.base);
}

struct method_table log_service(void)
{
	static const struct rpc_method methods[] = {
		READ_METHOD("LogService/GetCheckpoint", get_checkpoint_request,
			    checkpoint, get_checkpoint),
		READ_METHOD("LogService/ProveInclusion", prove_inclusion_request,
			    inclusion_proof, prove_inclusion),
		READ_METHOD("LogService/ProveConsistency", prove_consistency_request,
			    consistency_proof, prove_consistency),
		READ_METHOD("LogService/GetKeyHistory", get_key_history_request,
			    key_history, get_key_history),
		READ_METHOD("LogService/GetEntry", get_entry_request, logged_statement,
			    get_entry),
		READ_METHOD("LogService/ListEntries", list_entries_request,
			    list_entries_response, list_entries),
	};

	return (struct method_table){ methods, ARRAY_SIZE(methods) };
}
