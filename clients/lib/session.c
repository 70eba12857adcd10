#include "lib/session.h"

#include <string.h>
#include <time.h>

#include "base/ensure.h"
#include "crypto/random.h"
#include "envelope/unpack.h"
#include "lib/answer.h"
#include "lib/file.h"
#include "lib/key_history.h"
#include "lib/receipt.h"
#include "lib/token.h"
#include "slabroker/v1/log_service.pb-c.h"
#include "slabroker/v1/organization_service.pb-c.h"

/* Who says what no organisation says (statement.proto). */
#define ISSUER_OPERATOR "operator"
#define ISSUER_BROKER   "broker"

#define WAIT_MS        30000
#define TOKEN_LIFE_S   300
#define TOKEN_MARGIN_S 30 /* before its end a new one is made */

static void sleep_for(uint32_t wait_ms)
{
	struct timespec wait = { wait_ms / 1000, (long)(wait_ms % 1000) * 1000000 };

	while (nanosleep(&wait, &wait) != 0)
		;
}

/* ---- opening ---- */

enum err session_open(struct session *session, struct arena *arena,
		      const struct session_options *options, struct diag *diag)
{
	const SlbProfile *profile = options->profile->message;
	struct channel_options channel = { profile->broker, profile->tls };
	enum err e = folder_make_private(arena, profile->state_folder, diag);

	*session = (struct session){ .arena = arena,
				     .profile = options->profile,
				     .clock = options->clock,
				     .sleep_ms = sleep_for,
				     .retry = retry_rule_default,
				     .wait_ms = WAIT_MS,
				     .tokens_key = options->tokens_key };
	if (e == ERR_OK)
		e = known_log_open(arena,
				   path_join(arena, profile->state_folder,
					     SESSION_CHECKPOINT_FILE),
				   &session->profile->log_key, &session->known, diag);
	return e == ERR_OK ? channel_open(&channel, &session->channel, diag) : e;
}

void session_close(struct session *session)
{
	channel_close(session->channel);
	session->channel = NULL;
}

const char *session_token(struct session *session)
{
	int64_t now_s = clock_now_ms(&session->clock) / 1000;
	struct token_claims claims = { session->profile->message->organisation,
				       session->profile->message->origin, now_s,
				       now_s + TOKEN_LIFE_S };

	if (session->tokens_key == NULL)
		return NULL;
	if (session->token == NULL ||
	    now_s + TOKEN_MARGIN_S >= session->token_until_s) {
		session->token =
			token_make(session->arena, &claims, session->tokens_key);
		session->token_until_s = claims.expires_s;
	}
	return session->token;
}

/* ---- calls ---- */

void session_tell_token_needed(const struct session *session, struct diag *diag)
{
	if (strcmp(session->profile->message->organisation, ISSUER_OPERATOR) == 0) {
		(void)diag_error(diag, ERR_USAGE, diag_at("organisation"),
				 "the operator enrols and revokes, and reads nothing "
				 "that needs a token");
		diag_hint(diag, "ask the organisation, or one that it has a contract "
				"with: sla org list shows the keys and their ids");
		return;
	}
	(void)diag_error(diag, ERR_USAGE, diag_at("tokens_key"),
			 "reading this needs a key for tokens, and the profile names "
			 "none");
	diag_hint(diag, "make one with sla key new --purpose tokens, and let the "
			"broker know it with sla org key add");
}

static enum err no_answer(const struct session *session, const struct method_row *row,
			  struct diag *diag)
{
	return diag_error(diag, ERR_REFUSED, diag_at(NULL),
			  "the answer of %s to %s cannot be read",
			  session->profile->message->broker, row->path);
}

uint32_t session_retry_ms(const struct session *session, unsigned attempts,
			  const struct refusal *refusal)
{
	uint32_t chance;

	random_fill((uint8_t *)&chance, sizeof chance);
	return retry_wait_ms(&session->retry, attempts, refusal, chance);
}

enum err session_exchange(struct session *session, const char *path, bool with_token,
			  struct bytes request, struct bytes *answer,
			  struct refusal *refusal)
{
	struct call call = { .method = path, .wait_ms = session->wait_ms };
	unsigned attempts = 0;

	for (;;) {
		uint32_t wait_ms;
		enum err e;

		call.token = with_token ? session_token(session) : NULL;
		e = channel_call(session->channel, session->arena, &call, request,
				 answer, refusal);
		if (e != ERR_REFUSED)
			return e;
		wait_ms = session_retry_ms(session, ++attempts, refusal);
		if (wait_ms == 0)
			return e;
		session->sleep_ms(wait_ms);
	}
}

enum err session_call(struct session *session, enum method method,
		      const ProtobufCMessage *request, ProtobufCMessage **answer,
		      struct refusal *refusal, struct diag *diag)
{
	const struct method_row *row = method_row(method);
	struct bytes bytes = { NULL, 0 };
	struct refusal unheard;
	enum err e;

	if (refusal == NULL)
		refusal = &unheard;
	*refusal = (struct refusal){ .message = "" };
	*answer = NULL;
	if (row->needs_token && session->tokens_key == NULL) {
		session_tell_token_needed(session, diag);
		return ERR_USAGE;
	}
	e = session_exchange(session, row->path, row->needs_token,
			     pack_message(session->arena, request), &bytes, refusal);
	if (e == ERR_REFUSED) {
		e = refusal_tell(refusal, session->profile, diag);
	} else if (e == ERR_OK) {
		*answer = answer_unpack(session->arena, row->answer, bytes);
		e = *answer == NULL ? no_answer(session, row, diag) : ERR_OK;
	}
	ensure(e != ERR_OK || *answer != NULL);
	return e;
}

/* ---- the log ---- */

static enum err prove(void *context, uint64_t old_size, uint64_t new_size,
		      struct proof *out, struct diag *diag)
{
	struct session *session = context;
	SlbProveConsistencyRequest request;
	const SlbConsistencyProof *proof;
	ProtobufCMessage *answer;
	enum err e;

	slb_prove_consistency_request__init(&request);
	request.old_size = old_size;
	request.new_size = new_size;
	e = session_call(session, METHOD_PROVE_CONSISTENCY, &request.base, &answer,
			 NULL, diag);
	if (e != ERR_OK)
		return e;
	proof = (const SlbConsistencyProof *)answer;
	return proof_of_message(proof->hashes, proof->n_hashes, out)
		       ? ERR_OK
		       : ERR_PROOF_INVALID;
}

static enum err key_history(void *context, uint64_t tree_size,
			    const SlbKeyHistory **out, struct diag *diag)
{
	struct session *session = context;
	SlbGetKeyHistoryRequest request;
	ProtobufCMessage *answer;
	enum err e;

	slb_get_key_history_request__init(&request);
	request.tree_size = tree_size;
	e = session_call(session, METHOD_GET_KEY_HISTORY, &request.base, &answer, NULL,
			 diag);
	*out = (const SlbKeyHistory *)answer;
	return e;
}

static enum err advance(struct session *session, const char *note,
			struct checkpoint *out, struct diag *diag)
{
	struct log_prover prover = { prove, key_history, session };

	return known_log_advance(&session->known, session->arena, bytes_of_string(note),
				 &prover, out, diag);
}

enum err session_advance(struct session *session, const char *note, struct diag *diag)
{
	return advance(session, note, NULL, diag);
}

enum err session_checkpoint(struct session *session, struct checkpoint *out,
			    const char **note, struct diag *diag)
{
	SlbGetCheckpointRequest request;
	ProtobufCMessage *answer;
	enum err e;

	slb_get_checkpoint_request__init(&request);
	e = session_call(session, METHOD_GET_CHECKPOINT, &request.base, &answer, NULL,
			 diag);
	if (e != ERR_OK)
		return e;
	if (note != NULL)
		*note = ((const SlbCheckpoint *)answer)->note;
	return advance(session, ((const SlbCheckpoint *)answer)->note, out, diag);
}

/* ---- whose signatures ---- */

void session_add_key(struct session *session, const struct public_key *key)
{
	if (session->key_count == SESSION_KEYS_MAX) {
		memmove(session->keys, session->keys + 1,
			(SESSION_KEYS_MAX - 1) * sizeof *session->keys);
		session->key_count--;
	}
	session->keys[session->key_count++] = *key;
}

static bool find_key(void *context, const char *key_id, struct public_key *out)
{
	const struct session *session = context;
	size_t i;

	for (i = session->key_count; i > 0; i--) {
		*out = session->keys[i - 1];
		if (strcmp(key_id_of(out).hex, key_id) == 0)
			return true;
	}
	return false;
}

static bool knows_keys(struct session *session, const struct envelope *envelope)
{
	struct public_key key;
	size_t i;

	for (i = 0; i < envelope->message->n_signatures; i++) {
		if (!find_key(session, envelope->message->signatures[i]->keyid, &key))
			return false;
	}
	return true;
}

/* What the operator and the broker sign with, the log itself says. */
static enum err learn_from_history(struct session *session, SlbBrokerKeyRole role,
				   struct diag *diag)
{
	const SlbKeyHistory *history = NULL;
	struct checkpoint checkpoint;
	struct public_key *keys;
	struct log_keys log_keys;
	size_t count;
	enum err e = session_checkpoint(session, &checkpoint, NULL, diag);

	if (e == ERR_OK)
		e = key_history(session, checkpoint.tree.size, &history, diag);
	if (e == ERR_OK)
		e = key_history_verify(session->arena, history, checkpoint.origin,
				       &checkpoint.tree, &log_keys, diag);
	if (e != ERR_OK)
		return e;
	keys = arena_array(session->arena, struct public_key, history->n_entries);
	count = key_history_keys(session->arena, history, role, keys);
	for (size_t i = 0; i < count; i++)
		session_add_key(session, &keys[i]);
	return ERR_OK;
}

static enum err learn_keys_of(struct session *session, const char *issuer,
			      struct diag *diag)
{
	SlbGetOrganizationRequest request;
	const SlbOrganization *organisation;
	ProtobufCMessage *answer;
	struct public_key key;
	size_t i;
	enum err e;

	slb_get_organization_request__init(&request);
	request.organisation = arena_strdup(session->arena, issuer);
	e = session_call(session, METHOD_GET_ORGANIZATION, &request.base, &answer, NULL,
			 diag);
	if (e != ERR_OK)
		return e;
	organisation = (const SlbOrganization *)answer;
	for (i = 0; i < organisation->n_keys; i++) {
		const ProtobufCBinaryData *bytes = &organisation->keys[i]->key;

		if (bytes->len != sizeof key.bytes)
			continue;
		memcpy(key.bytes, bytes->data, sizeof key.bytes);
		session_add_key(session, &key);
	}
	return ERR_OK;
}

static enum err learn_keys(struct session *session, const char *issuer,
			   struct diag *diag)
{
	if (strcmp(issuer, ISSUER_OPERATOR) == 0)
		return learn_from_history(
			session, SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR, diag);
	if (strcmp(issuer, ISSUER_BROKER) == 0)
		return learn_from_history(
			session, SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_NOTICES, diag);
	return learn_keys_of(session, issuer, diag);
}

enum err session_verify(struct session *session, struct envelope *envelope,
			const char *issuer, struct diag *diag)
{
	struct key_ring ring = { .find = find_key, .context = session };
	enum err e = ERR_OK;

	if (!knows_keys(session, envelope))
		e = learn_keys(session, issuer, diag);
	if (e != ERR_OK)
		return e;
	return envelope_verify(session->arena, envelope, &ring, diag);
}
