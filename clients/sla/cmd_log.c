#include "sla/commands.h"

#include <inttypes.h>
#include <string.h>

#include "calendar/civil.h"
#include "grpc/health/v1/health.pb-c.h"
#include "lib/receipt.h"
#include "sla/answer.h"
#include "sla/connection.h"
#include "sla/page_statement.h"
#include "sla/remote.h"
#include "sla/value.h"
#include "slabroker/v1/log_service.pb-c.h"

/* clang-format off */
const struct option log_checkpoint_options[] = {
	OPTION_ROW_PROFILE,
	{ "note", OPTION_FLAG, 0, false, false, NULL, NULL,
	  "print the signed note itself" },
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option log_prove_options[] = {
	OPTION_ROW_PROFILE,
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option status_options[] = {
	OPTION_ROW_PROFILE,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

/* ---- sla log checkpoint ---- */

static void say_checkpoint(const struct said *said, const struct checkpoint *checkpoint)
{
	struct arena *arena = said->page->arena;
	const char *root = hex_encode(arena, digest_bytes(&checkpoint->tree.root));

	page_fact(said->page, "Log", "%s", checkpoint->origin);
	page_fact(said->page, "Entries", "%" PRIu64, checkpoint->tree.size);
	page_fact(said->page, "Root", "%s", root);
	value_add_text(arena, said->value, "origin", checkpoint->origin);
	value_add_number(arena, said->value, "size", checkpoint->tree.size);
	value_add_text(arena, said->value, "root", root);
}

static enum err give_checkpoint(struct invocation *in,
				const struct checkpoint *checkpoint, const char *note)
{
	struct page page;
	struct said said = { &page, value_fields(in->arena) };
	struct answer answer = { .page = &page, .value = said.value };

	page_init(&page, in->arena, "Checkpoint");
	say_checkpoint(&said, checkpoint);
	value_add_text(in->arena, said.value, "note", note);
	page_paragraph(&page, TONE_FAINT,
		       "Signed by the key of the log, and shown to go on from every "
		       "checkpoint seen here before.");
	return answer_give(in, &answer);
}

enum err log_checkpoint(struct invocation *in)
{
	struct checkpoint checkpoint;
	struct connection connection;
	const char *note = NULL;
	enum err e = connection_open(in, CONNECTION_OPEN, &connection);

	if (e == ERR_OK)
		e = session_checkpoint(&connection.session, &checkpoint, &note,
				       &in->diag);
	if (e == ERR_OK && option_given(&in->options, "note"))
		e = answer_bytes(in, bytes_of_string(note));
	else if (e == ERR_OK)
		e = give_checkpoint(in, &checkpoint, note);
	connection_close(&connection);
	return e;
}

/* ---- sla log prove ---- */

struct proving {
	struct invocation *in;
	struct connection connection;
	struct remote_entry entry;
	struct leaf leaf;
	struct checkpoint checkpoint;
};

static bool parse_index(const char *text, uint64_t *out)
{
	const char *digit = text;

	*out = 0;
	for (; *digit >= '0' && *digit <= '9' && *out < UINT64_MAX / 20; digit++)
		*out = *out * 10 + (uint64_t)(*digit - '0');
	return digit != text && *digit == '\0';
}

static enum err check_commitment(struct proving *proving)
{
	struct invocation *in = proving->in;
	const ProtobufCBinaryData *salt = &proving->entry.message->salt;
	const struct envelope *envelope = &proving->entry.envelope;
	struct digest commitment;

	if (salt->len == LEAF_SALT_BYTES) {
		commitment =
			leaf_commitment(in->arena, salt->data, &envelope->content_id,
					envelope->signers, envelope->signer_count);
		if (digest_equal(&commitment, &proving->leaf.commitment))
			return ERR_OK;
	}
	return diag_error(&in->diag, ERR_RECEIPT_INVALID, diag_at("leaf"),
			  "the log's record commits to something else than this "
			  "statement");
}

static enum err check_inclusion(struct proving *proving, uint64_t index)
{
	struct invocation *in = proving->in;
	struct digest hash = leaf_hash(&proving->leaf);
	const SlbInclusionProof *message;
	SlbProveInclusionRequest request;
	ProtobufCMessage *answer;
	struct proof proof;
	enum err e;

	slb_prove_inclusion_request__init(&request);
	request.log_index = index;
	request.tree_size = proving->checkpoint.tree.size;
	e = connection_call(&proving->connection, METHOD_PROVE_INCLUSION, &request.base,
			    &answer);
	if (e != ERR_OK)
		return e;
	message = (const SlbInclusionProof *)answer;
	if (proof_of_message(message->hashes, message->n_hashes, &proof) &&
	    proof_verify_inclusion(&proving->checkpoint.tree, index, &hash,
				   proof.hashes, proof.count) == ERR_OK)
		return ERR_OK;
	return diag_error(&in->diag, ERR_PROOF_INVALID, diag_at(NULL),
			  "the proof does not lead from entry %" PRIu64
			  " to the root of the checkpoint",
			  index);
}

static enum err prove(struct proving *proving, uint64_t index)
{
	struct invocation *in = proving->in;
	const ProtobufCBinaryData *leaf;
	enum err e = session_checkpoint(&proving->connection.session,
					&proving->checkpoint, NULL, &in->diag);

	if (e == ERR_OK)
		e = remote_entry_open(&proving->connection, index, &proving->entry);
	if (e != ERR_OK)
		return e;
	leaf = &proving->entry.message->leaf;
	e = leaf_decode((struct bytes){ leaf->data, leaf->len }, &proving->leaf,
			&in->diag);
	if (e == ERR_OK)
		e = check_inclusion(proving, index);
	if (e == ERR_OK && proving->entry.statement != NULL)
		e = check_commitment(proving);
	return e;
}

static const char *what_is_proved(const struct proving *proving)
{
	if (proving->entry.statement != NULL)
		return "The entry is in the log, holds this statement, and its "
		       "signatures hold.";
	if (proving->leaf.kind == SLB_STATEMENT__BODY_REDACTION)
		return "The entry is in the log. It gives up evidence of a contract of "
		       "others, and what it says is for them alone.";
	return "The entry is in the log; its content was erased.";
}

static enum err give_proof(struct proving *proving, uint64_t index)
{
	const struct remote_entry *entry = &proving->entry;
	struct invocation *in = proving->in;
	struct page page;
	struct said said = { &page, value_fields(in->arena) };
	struct answer answer = { .page = &page, .value = said.value };
	const char *time = civil_instant_text(
		in->arena, (int64_t)proving->leaf.log_time_ms / 1000, 0);

	page_init(&page, in->arena, arena_printf(in->arena, "Entry %" PRIu64, index));
	say_checkpoint(&said, &proving->checkpoint);
	page_fact(&page, "Logged", "%s", time);
	value_add_number(in->arena, said.value, "log_index", index);
	value_add_text(in->arena, said.value, "log_time", time);
	if (entry->statement != NULL)
		page_statement(&said, entry->statement, entry->envelope.kind,
			       &entry->envelope.content_id);
	page_paragraph(&page, TONE_GOOD, "%s", what_is_proved(proving));
	return answer_give(in, &answer);
}

enum err log_prove(struct invocation *in)
{
	struct proving proving = { .in = in };
	uint64_t index;
	enum err e;

	if (!parse_index(in->operands[0], &index))
		return usage_error(in,
				   "\"%s\" is no place in a log; expected a whole "
				   "number from 0",
				   in->operands[0]);
	e = connection_open(in, CONNECTION_READ, &proving.connection);
	if (e == ERR_OK)
		e = prove(&proving, index);
	if (e == ERR_OK)
		e = give_proof(&proving, index);
	connection_close(&proving.connection);
	return e;
}

/* ---- sla status ---- */

static enum err read_health(struct connection *connection, bool *serving)
{
	Grpc__Health__V1__HealthCheckRequest request;
	ProtobufCMessage *answer;
	enum err e;

	grpc__health__v1__health_check_request__init(&request);
	e = connection_call(connection, METHOD_CHECK_HEALTH, &request.base, &answer);
	if (e != ERR_OK)
		return e;
	*serving = ((const Grpc__Health__V1__HealthCheckResponse *)answer)->status ==
		   GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING;
	return ERR_OK;
}

static enum err give_status(struct connection *connection, bool serving,
			    const struct checkpoint *checkpoint)
{
	struct invocation *in = connection->in;
	const SlbProfile *profile = connection->profile.message;
	struct page page;
	struct said said = { &page, value_fields(in->arena) };
	struct answer answer = { .page = &page, .value = said.value };
	struct spool_list waiting = { 0 };
	enum err e = spool_waiting(&connection->spool, in->arena, &waiting, &in->diag);

	page_init(&page, in->arena,
		  arena_printf(in->arena, "Broker %s", profile->broker));
	page_fact(&page, "State", "%s",
		  serving ? "serving" : "not serving: it takes no statements now");
	value_add_text(in->arena, said.value, "broker", profile->broker);
	value_add_truth(in->arena, said.value, "serving", serving);
	say_checkpoint(&said, checkpoint);
	page_fact(&page, "Speaks here as", "%s", profile->organisation);
	page_fact(&page, "Signed and waiting", "%zu", waiting.count);
	value_add_text(in->arena, said.value, "organisation", profile->organisation);
	value_add_number(in->arena, said.value, "waiting", waiting.count);
	return e == ERR_OK ? answer_give(in, &answer) : e;
}

enum err status_run(struct invocation *in)
{
	struct checkpoint checkpoint;
	struct connection connection;
	bool serving = false;
	enum err e = connection_open(in, CONNECTION_OPEN, &connection);

	if (e == ERR_OK)
		e = read_health(&connection, &serving);
	if (e == ERR_OK)
		e = session_checkpoint(&connection.session, &checkpoint, NULL,
				       &in->diag);
	if (e == ERR_OK)
		e = spool_open_in_turn(
			in->arena, connection.profile.message->state_folder,
			connection.session.sleep_ms, &connection.spool, &in->diag);
	connection.has_spool = e == ERR_OK;
	if (e == ERR_OK)
		e = give_status(&connection, serving, &checkpoint);
	if (e == ERR_OK && !serving)
		e = diag_error(&in->diag, ERR_UNREACHABLE, diag_at(NULL),
			       "the broker answers, but takes no statements now");
	connection_close(&connection);
	return e;
}
