#include <string.h>

#include "crypto/random.h"
#include "envelope/unpack.h"
#include "lib/answer.h"
#include "lib/client.h"
#include "lib/result.h"
#include "lib/statements.h"
#include "lib/submit.h"

static struct bytes taken(struct slabroker_bytes bytes)
{
	return (struct bytes){ bytes.data, bytes.len };
}

/* ---- signing ---- */

/* What everybody would write in the same way. */
static void complete(struct slabroker *client, SlbStatement *statement)
{
	struct arena *arena = &client->given;
	uint8_t request_id[16];

	if (statement->audience[0] == '\0')
		statement->audience = client->profile.message->origin;
	if (statement->issuer[0] == '\0')
		statement->issuer = client->profile.message->organisation;
	if (statement->claimed_time_ms == 0)
		statement->claimed_time_ms = clock_now_ms(&client->session.clock);
	if (statement->identity_case == SLB_STATEMENT__IDENTITY__NOT_SET &&
	    statement->body_case != SLB_STATEMENT__BODY_REPORT) {
		random_fill(request_id, sizeof request_id);
		statement->identity_case = SLB_STATEMENT__IDENTITY_REQUEST_ID;
		statement->request_id = binary_copy(arena, BYTES_OF_ARRAY(request_id));
	}
}

/* The operator has one key; an organisation's keys are a matter of its root key. */
static enum err open_key(struct slabroker *client, const SlbStatement *statement,
			 struct signing_key **out)
{
	const SlbProfile *profile = client->profile.message;

	if (strcmp(statement->issuer, "operator") == 0)
		return client_key(client, profile->statements_key, KEY_PURPOSE_OPERATOR,
				  out);
	if (statement->body_case == SLB_STATEMENT__BODY_KEY_ADDITION ||
	    statement->body_case == SLB_STATEMENT__BODY_KEY_REVOCATION)
		return client_key(client, profile->root_key, KEY_PURPOSE_ROOT, out);
	return client_key(client, profile->statements_key, KEY_PURPOSE_STATEMENTS, out);
}

static enum err sign(struct slabroker *client, struct bytes bytes, struct bytes *out)
{
	SlbStatement *statement = (SlbStatement *)answer_unpack(
		&client->given, &slb_statement__descriptor, bytes);
	const struct signing_key *keys[1];
	struct signing_key *key = NULL;
	const SlbStatement *again;
	struct statement_bytes drafted;
	struct envelope envelope;
	enum err e;

	if (statement == NULL || statement->body_case == SLB_STATEMENT__BODY__NOT_SET)
		return diag_error(&client->diag, ERR_USAGE, diag_at(NULL),
				  "these bytes are no statement of a known kind");
	complete(client, statement);
	e = open_key(client, statement, &key);
	if (e != ERR_OK)
		return e;
	keys[0] = key;
	drafted = statement_pack(&client->given, statement);
	*out = envelope_seal(&client->given, &drafted.item, keys, 1);
	session_add_key(&client->session, signing_key_public(key));
	signing_key_free(key);
	/* What a reader would refuse is not given out. */
	e = envelope_parse(&client->given, *out, &envelope, &client->diag);
	if (e == ERR_OK)
		e = statement_parse(&client->given, &envelope,
				    client->profile.message->origin, &again,
				    &client->diag);
	return e == ERR_OK ? ERR_OK : ERR_USAGE;
}

enum slabroker_result slabroker_sign(struct slabroker *client,
				     struct slabroker_bytes statement,
				     struct slabroker_bytes *envelope)
{
	struct bytes sealed = { NULL, 0 };
	enum err e;

	client_begin(client);
	e = client_check_open(client);
	if (e == ERR_OK)
		e = sign(client, taken(statement), &sealed);
	*envelope = e == ERR_OK ? (struct slabroker_bytes){ sealed.data, sealed.len }
				: (struct slabroker_bytes){ NULL, 0 };
	return client_end(client, e);
}

/* ---- handing over ---- */

static void tell(struct slabroker *client, const struct submitted *from,
		 struct slabroker_outcome *out)
{
	struct bytes receipt;

	*out = (struct slabroker_outcome){ .result = result_of(from->result) };
	digest_hex(&from->content_id, out->content_id);
	if (from->receipt == NULL)
		return;
	receipt = pack_message(&client->given, &from->receipt->base);
	out->log_index = from->proof.log_index;
	out->log_time_ms = from->proof.leaf.log_time_ms;
	out->logged_before = from->receipt->logged_before;
	out->receipt = (struct slabroker_bytes){ receipt.data, receipt.len };
}

enum slabroker_result slabroker_submit(struct slabroker *client,
				       const struct slabroker_bytes *envelopes,
				       size_t count, struct slabroker_outcome *out)
{
	struct submitted *rows;
	struct bytes *bytes;
	struct spool spool;
	size_t i;
	enum err e;

	client_begin(client);
	rows = arena_array(&client->given, struct submitted, count);
	bytes = arena_array(&client->given, struct bytes, count);
	for (i = 0; i < count; i++) {
		bytes[i] = taken(envelopes[i]);
		rows[i].result = ERR_UNREACHABLE;
	}
	e = client_check_open(client);
	if (e == ERR_OK)
		e = spool_open(&client->given, client->profile.message->state_folder,
			       &spool, &client->diag);
	if (e == ERR_OK) {
		e = submit_all(&client->session, &spool, bytes, count, rows,
			       &client->diag);
		spool_close(&spool);
	}
	for (i = 0; i < count; i++)
		tell(client, &rows[i], &out[i]);
	return client_end(client, e);
}

enum slabroker_result slabroker_resume(struct slabroker *client, size_t *sent)
{
	struct submitted *rows = NULL;
	struct spool spool;
	size_t count = 0;
	size_t i;
	enum err e;

	client_begin(client);
	*sent = 0;
	e = client_check_open(client);
	if (e == ERR_OK)
		e = spool_open(&client->given, client->profile.message->state_folder,
			       &spool, &client->diag);
	if (e == ERR_OK) {
		e = submit_waiting(&client->session, &spool, &rows, &count,
				   &client->diag);
		spool_close(&spool);
	}
	for (i = 0; i < count; i++)
		*sent += rows[i].receipt != NULL ? 1 : 0;
	return client_end(client, e);
}

/* ---- verifying ---- */

static enum err verify(struct slabroker *client, struct bytes envelope_bytes,
		       struct bytes receipt_bytes)
{
	const SlbReceipt *receipt = (const SlbReceipt *)answer_unpack(
		&client->given, &slb_receipt__descriptor, receipt_bytes);
	const SlbStatement *statement;
	struct receipt_proof proof;
	struct envelope envelope;
	enum err e;

	if (receipt == NULL)
		return diag_error(&client->diag, ERR_RECEIPT_INVALID, diag_at(NULL),
				  "these bytes are no receipt");
	e = envelope_parse(&client->given, envelope_bytes, &envelope, &client->diag);
	if (e == ERR_OK)
		e = statement_parse(&client->given, &envelope,
				    client->profile.message->origin, &statement,
				    &client->diag);
	if (e == ERR_OK)
		e = session_verify(&client->session, &envelope, statement->issuer,
				   &client->diag);
	if (e == ERR_OK)
		e = receipt_verify(&client->given, receipt, &envelope,
				   &client->session.known.keys, &proof, &client->diag);
	return e;
}

enum slabroker_result slabroker_verify(struct slabroker *client,
				       struct slabroker_bytes envelope,
				       struct slabroker_bytes receipt)
{
	enum err e;

	client_begin(client);
	e = client_check_open(client);
	if (e == ERR_OK)
		e = verify(client, taken(envelope), taken(receipt));
	return client_end(client, e);
}
