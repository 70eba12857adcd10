#include "acts/deciding.h"
#include "acts/law.h"

#include "base/ensure.h"

/* clang-format off */
#define BODY(name) SLB_STATEMENT__BODY_##name
/* name, number, who says it, class of its content */
#define KIND_LIST(X) \
	X(offer,            BODY(OFFER),            PARTY,        STANDING) \
	X(acceptance,       BODY(ACCEPTANCE),       PARTY,        STANDING) \
	X(report,           BODY(REPORT),           PARTY,        EVIDENCE) \
	X(decline,          BODY(DECLINE),          PARTY,        STANDING) \
	X(withdrawal,       BODY(WITHDRAWAL),       PARTY,        STANDING) \
	X(termination,      BODY(TERMINATION),      PARTY,        STANDING) \
	X(serving,          BODY(SERVING),          PARTY,        STANDING) \
	X(hold,             BODY(HOLD),             PARTY,        STANDING) \
	X(waiver,           BODY(WAIVER),           PARTY,        STANDING) \
	X(acknowledgement,  BODY(ACKNOWLEDGEMENT),  PARTY,        STANDING) \
	X(opening,          BODY(OPENING),          OPERATOR,     STANDING) \
	X(enrolment,        BODY(ENROLMENT),        OPERATOR,     STANDING) \
	X(clock_correction, BODY(CLOCK_CORRECTION), OPERATOR,     STANDING) \
	X(redaction,        BODY(REDACTION),        OPERATOR,     STANDING) \
	X(key_rotation,     BODY(KEY_ROTATION),     OPERATOR,     STANDING) \
	X(key_addition,     BODY(KEY_ADDITION),     ORGANISATION, STANDING) \
	X(key_revocation,   BODY(KEY_REVOCATION),   ORGANISATION, STANDING) \
	X(outcome,          BODY(OUTCOME),          BROKER,       RECORD) \
	X(clock,            BODY(CLOCK),            BROKER,       RECORD) \
	X(outage,           BODY(OUTAGE),           BROKER,       RECORD)
/* clang-format on */

static const struct act_rule rules[] = {
#define X(name, number, voice, content)                          \
	{ { (number), #name, VOICE_##voice, CONTENT_##content }, \
	  name##_needs,                                          \
	  name##_decide },
	KIND_LIST(X)
#undef X
};

const struct act_rule *act_rule(unsigned number)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		if (rules[i].kind.number == number)
			return &rules[i];
	}
	return NULL;
}

const struct act_kind *act_kind(unsigned number)
{
	const struct act_rule *rule = act_rule(number);

	return rule == NULL ? NULL : &rule->kind;
}

static const struct act_rule *rule_of(const struct act_case *act)
{
	const struct act_rule *rule = act_rule((unsigned)act->statement->body_case);

	ensure(rule != NULL); /* statement_parse() takes no other */
	return rule;
}

enum err acts_load(const struct act_case *act, struct state *state)
{
	const struct act_rule *rule = rule_of(act);

	law_next_turn(act->acts);
	common_needs(act, &rule->kind, state);
	for (;;) {
		enum err err;

		rule->needs(act, state);
		if (!state_wants(state))
			return ERR_OK;
		err = state_load(state);
		if (err != ERR_OK)
			return err;
	}
}

enum err acts_decide(const struct act_case *act, const struct state *state,
		     struct act_effects *effects, struct diag *diag)
{
	const struct act_rule *rule = rule_of(act);
	struct deciding deciding = { .act = act,
				     .kind = &rule->kind,
				     .statement = act->statement,
				     .state = state,
				     .arena = state->arena,
				     .effects = effects,
				     .diag = diag };
	enum err err;

	*effects = (struct act_effects){ .content = rule->kind.content };
	state_changes_init(&effects->changes, state->arena);
	err = common_check(&deciding);
	if (err != ERR_OK || effects->is_duplicate)
		return err;
	remember_request(&deciding);
	return rule->decide(&deciding);
}
