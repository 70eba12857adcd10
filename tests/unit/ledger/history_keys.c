#include "history.h"

#include "envelope/possession.h"

static struct arena *arena_of(struct history *h)
{
	return &h->world.folder.arena;
}

static struct signing_key *new_key(struct history *h)
{
	return speaker_make("", (uint8_t)(100 + h->key_count++)).key;
}

static struct said revocation(struct history *h, struct speaker *speaker,
			      const struct signing_key *key, const char *organisation)
{
	SlbStatement *statement = said_begin(arena_of(h), WORLD_ORIGIN, speaker);
	struct digest id = sha256(BYTES_OF_ARRAY(signing_key_public(key)->bytes));

	statement->body_case = SLB_STATEMENT__BODY_KEY_REVOCATION;
	statement->key_revocation = arena_new(arena_of(h), SlbKeyRevocation);
	slb_key_revocation__init(statement->key_revocation);
	statement->key_revocation->key_id =
		said_bytes(arena_of(h), id.bytes, DIGEST_BYTES);
	statement->key_revocation->reason =
		SLB_REVOCATION_REASON__REVOCATION_REASON_SUPERSEDED;
	if (organisation != NULL)
		statement->key_revocation->organisation =
			law_text(arena_of(h), organisation);
	return history_sign(h, statement, speaker);
}

/* Another key takes the place of one, which is revoked, or just no longer used. */
void history_change_key(struct history *h)
{
	bool of_acme = history_one_in(h, 2);
	struct speaker *speaker = of_acme ? &h->world.acme : &h->world.nordcall;
	struct speaker *root = of_acme ? &h->world.acme_root : &h->world.nordcall_root;
	struct signing_key *key;
	struct said said;

	if (h->key_count == UINT8_MAX - 100)
		return;
	key = new_key(h);
	said = say_key_addition(arena_of(h), WORLD_ORIGIN, root, key,
				SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS);
	cr_assert(history_say(h, &said));
	if (history_one_in(h, 2)) {
		said = history_one_in(h, 2) ? revocation(h, root, speaker->key, NULL)
					    : revocation(h, &h->world.operator,
							 speaker->key, speaker->slug);
		cr_assert(history_say(h, &said));
		said = say_acceptance(arena_of(h), WORLD_ORIGIN, speaker,
				      &h->pacts[0].versions[0].agreed);
		cr_assert_not(history_say(h, &said), "under a revoked key");
	}
	signing_key_free(speaker->key);
	speaker->key = key;
}

static void exchange(struct signing_key **a, struct signing_key **b)
{
	struct signing_key *key = *a;

	*a = *b;
	*b = key;
}

static void rotate_operator(struct history *h)
{
	struct speaker *operator= & h->world.operator;
	struct signing_key *key = new_key(h);
	struct bytes message = possession_message(arena_of(h), WORLD_ORIGIN,
						  signing_key_public(operator->key),
						  signing_key_public(key));
	SlbStatement *statement = said_begin(arena_of(h), WORLD_ORIGIN, operator);
	struct signature signature = sign_message(key, message);
	struct said said;

	statement->body_case = SLB_STATEMENT__BODY_KEY_ROTATION;
	statement->key_rotation = arena_new(arena_of(h), SlbKeyRotation);
	slb_key_rotation__init(statement->key_rotation);
	statement->key_rotation->role = SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR;
	statement->key_rotation->key = said_bytes(
		arena_of(h), signing_key_public(key)->bytes, PUBLIC_KEY_BYTES);
	statement->key_rotation->possession =
		said_bytes(arena_of(h), signature.bytes, sizeof(signature.bytes));
	said = history_sign(h, statement, operator);
	cr_assert(history_say(h, &said));
	signing_key_free(operator->key);
	operator->key = key;
}

void history_rotate(struct history *h)
{
	struct world *w = &h->world;
	struct said said;

	if (h->key_count == UINT8_MAX - 100)
		return;
	if (!h->log_key_rotated) {
		said = say_key_rotation(arena_of(h), WORLD_ORIGIN, &w->operator,
					SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG,
					w->next_log_key);
		cr_assert(history_say(h, &said));
		exchange(&w->log_key, &w->next_log_key);
		h->log_key_rotated = true;
	} else if (!h->notice_key_rotated) {
		said = say_key_rotation(arena_of(h), WORLD_ORIGIN, &w->operator,
					SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_NOTICES,
					w->next_notice_key);
		cr_assert(history_say(h, &said));
		exchange(&w->notice_key, &w->next_notice_key);
		h->notice_key_rotated = true;
	} else {
		rotate_operator(h);
	}
}
