#include "sla/commands.h"

#include <string.h>

#include "calendar/civil.h"
#include "envelope/ids.h"
#include "envelope/possession.h"
#include "lib/statements.h"
#include "sla/connection.h"
#include "sla/keys.h"
#include "sla/proposal.h"
#include "sla/remote.h"

/* What only the operator says of the log: that the time is right, that evidence may be
 * destroyed, that another key signs. */

/* clang-format off */
const struct option log_confirm_options[] = {
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option log_redact_options[] = {
	{ "first-month", OPTION_TEXT, 0, false, true, "YYYY-MM", NULL,
	  "first month of log time, in UTC, whose evidence may go" },
	{ "last-month", OPTION_TEXT, 0, false, true, "YYYY-MM", NULL,
	  "last month, included" },
	{ "legal-basis", OPTION_TEXT, 0, false, true, "TEXT", NULL,
	  "why it may, or must" },
	{ "authority", OPTION_TEXT, 0, false, true, "TEXT", NULL,
	  "who ordered it: a function, no person's name" },
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option log_rotate_key_options[] = {
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

static enum err propose(struct connection *connection, const SlbStatement *statement)
{
	struct proposal proposal = {
		.connection = connection,
		.purpose = KEY_PURPOSE_OPERATOR,
		.default_key = connection->profile.message->statements_key,
		.statements = &statement,
		.count = 1,
	};

	return proposal_run(&proposal);
}

/* As the operator, or not at all. */
static enum err as_operator(struct invocation *in,
			    enum err (*say)(struct connection *connection))
{
	struct connection connection;
	enum err e = connection_open(in, CONNECTION_SEND, &connection);

	if (e == ERR_OK &&
	    strcmp(connection.profile.message->organisation, "operator") != 0)
		e = usage_error(
			in, "profile %s speaks as %s; this is for the operator alone",
			connection.profile.file,
			connection.profile.message->organisation);
	if (e == ERR_OK)
		e = say(&connection);
	connection_close(&connection);
	return e;
}

/* ---- sla log confirm ---- */

static enum err confirm(struct connection *connection)
{
	struct invocation *in = connection->in;
	struct statement_head head = connection_head(connection, NULL);
	SlbClockCorrection correction;

	slb_clock_correction__init(&correction);
	correction.confirmed_ms = clock_now_ms(&in->clock);
	return propose(connection,
		       statement_request(in->arena, &head,
					 SLB_STATEMENT__BODY_CLOCK_CORRECTION,
					 &correction.base));
}

enum err log_confirm(struct invocation *in)
{
	return as_operator(in, confirm);
}

/* ---- sla log redact ---- */

/* "2026-11" as months since January 1970. */
static enum err read_month(struct invocation *in, const char *option, uint32_t *out)
{
	const char *text = option_text(&in->options, option);
	const char *first = arena_printf(in->arena, "%s-01", text);
	struct civil_date date;
	int64_t day;

	if (strlen(text) != strlen("YYYY-MM") ||
	    !civil_parse_day(bytes_of_string(first), &day) || day < 0)
		return usage_error(in, "--%s: \"%s\" is no month such as 2026-11",
				   option, text);
	date = civil_date_of(day);
	*out = (uint32_t)((date.year - 1970) * 12 + date.month - 1);
	return ERR_OK;
}

static enum err redact(struct connection *connection)
{
	struct invocation *in = connection->in;
	struct statement_head head = connection_head(connection, NULL);
	struct contract_id contract;
	SlbRedaction redaction;
	enum err e = contract_named(in, in->operands[0], &contract);

	if (e != ERR_OK)
		return e;
	slb_redaction__init(&redaction);
	redaction.contract_id = binary_copy(in->arena, BYTES_OF_ARRAY(contract.bytes));
	redaction.legal_basis =
		arena_strdup(in->arena, option_text(&in->options, "legal-basis"));
	redaction.authority =
		arena_strdup(in->arena, option_text(&in->options, "authority"));
	e = read_month(in, "first-month", &redaction.first_month);
	if (e == ERR_OK)
		e = read_month(in, "last-month", &redaction.last_month);
	if (e != ERR_OK)
		return e;
	return propose(connection, statement_request(in->arena, &head,
						     SLB_STATEMENT__BODY_REDACTION,
						     &redaction.base));
}

enum err log_redact(struct invocation *in)
{
	return as_operator(in, redact);
}

/* ---- sla log rotate-key ---- */

struct broker_role {
	const char *name;
	SlbBrokerKeyRole role;
	enum key_purpose purpose;
};

static const struct broker_role *role_named(const char *name)
{
	static const struct broker_role roles[] = {
		{ "operator", SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR,
		  KEY_PURPOSE_OPERATOR },
		{ "log", SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG, KEY_PURPOSE_LOG },
		{ "notices", SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_NOTICES,
		  KEY_PURPOSE_NOTICES },
	};

	for (size_t i = 0; i < ARRAY_SIZE(roles); i++) {
		if (strcmp(roles[i].name, name) == 0)
			return &roles[i];
	}
	return NULL;
}

/* The new key of the operator says itself that it takes the place of the old one. */
static enum err prove_possession(struct connection *connection,
				 const struct public_key *new_public,
				 SlbKeyRotation *rotation)
{
	struct invocation *in = connection->in;
	const SlbProfile *profile = connection->profile.message;
	struct signing_key *new_key = NULL;
	struct public_key_file old_key;
	struct signature signature;
	enum err e = public_key_open(in, profile->statements_key, &old_key);

	if (e == ERR_OK)
		e = signing_key_open(in, in->operands[1], NULL, &new_key);
	if (e != ERR_OK)
		return e;
	signature = sign_message(new_key, possession_message(in->arena, profile->origin,
							     &old_key.key, new_public));
	signing_key_free(new_key);
	rotation->possession = binary_copy(in->arena, BYTES_OF_ARRAY(signature.bytes));
	return ERR_OK;
}

static enum err rotate_key(struct connection *connection)
{
	struct invocation *in = connection->in;
	struct statement_head head = connection_head(connection, NULL);
	const struct broker_role *role = role_named(in->operands[0]);
	struct public_key key;
	SlbKeyRotation rotation;
	enum err e;

	if (role == NULL)
		return usage_error(
			in,
			"\"%s\" is no key of a broker; expected operator, log "
			"or notices",
			in->operands[0]);
	e = public_key_for(in, in->operands[1], role->purpose, NULL, &key);
	if (e != ERR_OK)
		return e;
	slb_key_rotation__init(&rotation);
	rotation.role = role->role;
	rotation.key = binary_copy(in->arena, BYTES_OF_ARRAY(key.bytes));
	if (role->role == SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR)
		e = prove_possession(connection, &key, &rotation);
	if (e != ERR_OK)
		return e;
	return propose(connection, statement_request(in->arena, &head,
						     SLB_STATEMENT__BODY_KEY_ROTATION,
						     &rotation.base));
}

enum err log_rotate_key(struct invocation *in)
{
	return as_operator(in, rotate_key);
}
