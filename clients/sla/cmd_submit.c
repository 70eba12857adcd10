#include "sla/commands.h"

#include "sla/answer.h"
#include "sla/evidence.h"
#include "sla/input.h"
#include "sla/proposal.h"

/* clang-format off */
const struct option submit_options[] = {
	OPTION_ROW_PROFILE,
	{ "key", OPTION_FILE, 'k', true, false, "PUB", NULL,
	  "public key of who signed it (default: those that the broker knows)" },
	{ "validate-only", OPTION_FLAG, 0, false, false, NULL, NULL,
	  "only ask whether it would be taken now; nothing is logged" },
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

static enum err read_signed(struct invocation *in, struct bytes *envelopes)
{
	enum err e = ERR_OK;
	size_t i;

	for (i = 0; e == ERR_OK && i < in->operand_count; i++) {
		struct input input;

		e = input_open(in, in->operands[i], &input);
		if (e == ERR_OK && !input.is_signed)
			e = evidence_unsigned(in, &input);
		envelopes[i] = input.bytes;
	}
	return e;
}

static enum err add_keys(struct invocation *in, struct session *session)
{
	struct trusted_keys keys;
	enum err e = trusted_keys_open(in, &keys);
	size_t i;

	for (i = 0; e == ERR_OK && i < keys.count; i++)
		session_add_key(session, &keys.keys[i].key);
	return e;
}

static enum err validate_all(struct connection *connection,
			     const struct bytes *envelopes)
{
	struct invocation *in = connection->in;
	struct page page;
	enum err first = ERR_OK;
	size_t i;

	page_init(&page, in->arena, "Asked, not logged");
	for (i = 0; i < in->operand_count; i++) {
		const struct diag_item *before = in->diag.last;
		enum err e = submit_dry(&connection->session, envelopes[i], &in->diag);

		problems_of_file(in, before, in->operands[i]);
		page_fact(&page, in->operands[i], "%s",
			  e == ERR_OK ? "would be taken" : "would not be taken");
		if (first == ERR_OK)
			first = e;
	}
	if (first == ERR_OK)
		(void)fputs(page_text(&page, &in->out), in->out.stream);
	return first;
}

static enum err hand_over(struct connection *connection, const struct bytes *envelopes)
{
	struct invocation *in = connection->in;
	size_t count = in->operand_count;
	struct submitted *rows = arena_array(in->arena, struct submitted, count + 1);
	enum err given;
	enum err e;

	if (count == 0)
		e = submit_waiting(&connection->session, &connection->spool, &rows,
				   &count, &in->diag);
	else
		e = submit_all(&connection->session, &connection->spool, envelopes,
			       count, rows, &in->diag);
	/* Where nothing was even kept there is nothing to tell but why. */
	if (e != ERR_OK && (count == 0 || rows[0].kind == NULL))
		return e;
	given = submitted_give(in, "Handed over", rows, count);
	return given == ERR_OK ? e : given;
}

enum err submit_run(struct invocation *in)
{
	struct bytes *envelopes =
		arena_array(in->arena, struct bytes, in->operand_count + 1);
	struct connection connection = { 0 };
	enum err e = read_signed(in, envelopes);

	if (e == ERR_OK)
		e = connection_open(in, CONNECTION_SEND, &connection);
	if (e == ERR_OK)
		e = add_keys(in, &connection.session);
	if (e == ERR_OK && option_given(&in->options, "validate-only"))
		e = validate_all(&connection, envelopes);
	else if (e == ERR_OK)
		e = hand_over(&connection, envelopes);
	connection_close(&connection);
	return e;
}
