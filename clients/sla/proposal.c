#include "sla/proposal.h"

#include <inttypes.h>
#include <string.h>

#include "calendar/civil.h"
#include "sla/answer.h"
#include "sla/keys.h"
#include "sla/page_statement.h"
#include "sla/value.h"

struct signing_all {
	const struct proposal *proposal;
	struct invocation *in;
	struct statement_bytes *drafts;
	struct signing_key **keys;
	size_t key_count;
	struct bytes *sealed;
};

/* ---- showing ---- */

static void show(const struct signing_all *all)
{
	const struct proposal *proposal = all->proposal;
	struct invocation *in = all->in;
	struct page page;
	size_t i;

	if (proposal->about != NULL)
		(void)fputs(page_text(proposal->about, &in->err), in->err.stream);
	page_init(&page, in->arena,
		  proposal->count == 1
			  ? "To be signed"
			  : arena_printf(in->arena, "To be signed: %zu statements",
					 proposal->count));
	for (i = 0; i < proposal->count; i++) {
		struct said said = { &page, value_fields(in->arena) };

		if (proposal->count > 1)
			page_heading(&page, 2, "%zu", i + 1);
		page_statement(&said, proposal->statements[i], all->drafts[i].kind,
			       &all->drafts[i].content_id);
	}
	(void)fputs(page_text(&page, &in->err), in->err.stream);
	(void)fflush(in->err.stream);
}

static enum err confirm(const struct signing_all *all)
{
	struct invocation *in = all->in;
	bool yes = false;
	enum err e;

	if (option_given(&in->options, "yes"))
		return ERR_OK;
	show(all);
	e = terminal_confirm("Sign this? [y/N] ", &yes, &in->diag);
	if (e == ERR_OK && !yes)
		e = diag_error(&in->diag, ERR_REFUSED, diag_at(NULL),
			       "nothing was signed, and nothing was sent");
	return e;
}

/* ---- keys ---- */

static enum err add_key(struct signing_all *all, const char *file)
{
	enum key_purpose wanted = all->proposal->purpose;
	struct key_owner owner;
	size_t i;
	enum err e =
		signing_key_open(all->in, file, &owner, &all->keys[all->key_count]);

	if (e != ERR_OK)
		return e;
	all->key_count++;
	if (owner.purpose != wanted)
		return usage_error(all->in,
				   "the purpose of key %s is %s; expected a key of "
				   "purpose %s",
				   file, key_purpose_name(owner.purpose),
				   key_purpose_name(wanted));
	for (i = 0; i + 1 < all->key_count; i++) {
		if (public_key_equal(signing_key_public(all->keys[i]), &owner.key))
			return usage_error(all->in, "key %s is given twice", file);
	}
	session_add_key(&all->proposal->connection->session, &owner.key);
	return ERR_OK;
}

static enum err open_keys(struct signing_all *all)
{
	struct invocation *in = all->in;
	const char *file = option_text(&in->options, "key");
	enum err e = ERR_OK;
	size_t i;

	all->keys = arena_array(in->arena, struct signing_key *, in->options.count + 1);
	if (file == NULL && all->proposal->default_key[0] != '\0')
		return add_key(all, all->proposal->default_key);
	if (file == NULL)
		return usage_error(in,
				   "--key KEY is needed: the profile names no key "
				   "of purpose %s",
				   key_purpose_name(all->proposal->purpose));
	for (i = 0; e == ERR_OK && file != NULL; i++) {
		e = add_key(all, file);
		file = option_nth(&in->options, "key", i + 1);
	}
	if (e == ERR_OK && all->key_count > ENVELOPE_SIGNATURES_MAX)
		e = usage_error(in, "at most %d keys sign one statement",
				ENVELOPE_SIGNATURES_MAX);
	return e;
}

/* ---- signing ---- */

static void draft_all(struct signing_all *all)
{
	size_t i;

	all->drafts = arena_array(all->in->arena, struct statement_bytes,
				  all->proposal->count);
	for (i = 0; i < all->proposal->count; i++)
		all->drafts[i] =
			statement_pack(all->in->arena, all->proposal->statements[i]);
}

/* Many statements get one signature of each key. */
static void seal_all(struct signing_all *all)
{
	struct arena *arena = all->in->arena;
	const struct signing_key *const *keys =
		(const struct signing_key *const *)all->keys;
	size_t count = all->proposal->count;
	struct seal_item *items = arena_array(arena, struct seal_item, count);
	size_t i;

	all->sealed = arena_array(arena, struct bytes, count);
	for (i = 0; i < count; i++)
		items[i] = all->drafts[i].item;
	if (count == 1)
		all->sealed[0] = envelope_seal(arena, items, keys, all->key_count);
	else
		envelope_seal_batch(arena, items, count, keys, all->key_count,
				    all->sealed);
}

/* ---- telling ---- */

static void add_value(struct arena *arena, struct node *list,
		      const struct submitted *row)
{
	struct node *fields = value_add_fields(arena, list, NULL);

	value_add_text(arena, fields, "kind", row->kind);
	value_add_text(arena, fields, "content_id",
		       hex_encode(arena, digest_bytes(&row->content_id)));
	value_add_truth(arena, fields, "logged", row->receipt != NULL);
	value_add_text(arena, fields, "refused_as", row->reason);
	if (row->receipt == NULL)
		return;
	value_add_number(arena, fields, "log_index", row->proof.log_index);
	value_add_text(arena, fields, "log_time",
		       civil_instant_text(
			       arena, (int64_t)row->proof.leaf.log_time_ms / 1000, 0));
	if (row->receipt->contract[0] != '\0')
		value_add_text(arena, fields, "contract", row->receipt->contract);
	value_add_truth(arena, fields, "logged_before", row->receipt->logged_before);
}

static void add_cells(struct page *page, const struct submitted *row)
{
	page_cell(page, TONE_PLAIN, "%s", statement_kind_words(page->arena, row->kind));
	if (row->receipt != NULL) {
		page_cell(page, TONE_GOOD, "%s",
			  row->receipt->logged_before ? "logged before" : "logged");
		page_cell(page, TONE_PLAIN, "%" PRIu64, row->proof.log_index);
		page_cell(page, TONE_PLAIN, "%s",
			  row->receipt->contract[0] == '\0' ? "-"
							    : row->receipt->contract);
	} else {
		page_cell(page, TONE_BAD, "%s%s%s",
			  row->result == ERR_REFUSED ? "refused" : "waits",
			  row->reason == NULL ? "" : ": ",
			  row->reason == NULL ? "" : row->reason);
		page_cell(page, TONE_PLAIN, "-");
		page_cell(page, TONE_PLAIN, "-");
	}
	page_cell(page, TONE_PLAIN, "%s",
		  hex_encode(page->arena, digest_bytes(&row->content_id)));
}

static void add_left_out(struct page *page, struct node *value,
			 const struct proposal *proposal)
{
	struct arena *arena = page->arena;
	struct node *list = value_add_list(arena, value, "already_reported");
	size_t i;

	for (i = 0; i < proposal->left_out_count; i++) {
		const struct left_out *one = &proposal->left_out[i];
		struct node *fields = value_add_fields(arena, list, NULL);

		page_item(page, TONE_FAINT,
			  "%s: already reported as number %" PRIu64 "%s", one->file,
			  one->sequence,
			  one->is_erased ? ", whose content was erased: not compared"
					 : "");
		value_add_text(arena, fields, "file", one->file);
		value_add_text(arena, fields, "series", one->series);
		value_add_number(arena, fields, "sequence", one->sequence);
		value_add_truth(arena, fields, "compared", !one->is_erased);
	}
}

static void add_rows(struct page *page, struct node *value,
		     const struct submitted *rows, size_t count)
{
	static const struct page_column columns[] = { { "Statement", false },
						      { "Became", false },
						      { "Log index", true },
						      { "Contract", false },
						      { "Content id", false } };
	struct node *list = value_add_list(page->arena, value, "statements");
	bool all_logged = true;
	size_t i;

	if (count > 0)
		page_table(page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < count; i++) {
		add_cells(page, &rows[i]);
		add_value(page->arena, list, &rows[i]);
		all_logged = all_logged && rows[i].receipt != NULL;
	}
	if (count > 0 && all_logged)
		page_paragraph(page, TONE_FAINT,
			       "Receipts were verified and are kept with what was "
			       "signed.");
}

enum err submitted_give(struct invocation *in, const char *title,
			const struct submitted *rows, size_t count)
{
	struct node *value = value_fields(in->arena);
	struct page page;
	struct answer answer = { .page = &page, .value = value };

	page_init(&page, in->arena, title);
	add_rows(&page, value, rows, count);
	if (count == 0)
		page_paragraph(&page, TONE_PLAIN, "Nothing waits to be sent.");
	return answer_give(in, &answer);
}

static enum err tell(const struct proposal *proposal, const struct submitted *rows)
{
	struct invocation *in = proposal->connection->in;
	struct node *value = value_fields(in->arena);
	struct page page;
	struct answer answer = { .page = &page, .value = value };

	page_init(&page, in->arena, "Handed over");
	add_rows(&page, value, rows, proposal->count);
	if (proposal->count == 0)
		page_paragraph(&page, TONE_PLAIN, "Nothing new: nothing was signed.");
	add_left_out(&page, value, proposal);
	return answer_give(in, &answer);
}

static enum err send_all(struct signing_all *all)
{
	const struct proposal *proposal = all->proposal;
	struct connection *connection = proposal->connection;
	struct submitted *rows =
		arena_array(all->in->arena, struct submitted, proposal->count);
	enum err given;
	size_t i;
	enum err e = submit_all(&connection->session, &connection->spool, all->sealed,
				proposal->count, rows, &all->in->diag);

	for (i = 0; i < proposal->count; i++) {
		rows[i].kind = all->drafts[i].kind;
		rows[i].content_id = all->drafts[i].content_id;
	}
	if (e == ERR_UNREACHABLE)
		diag_note(&all->in->diag, diag_at(NULL),
			  "what was signed is kept and will be sent as it is, by sla "
			  "submit or before the next that is signed");
	given = tell(proposal, rows);
	return given == ERR_OK ? e : given;
}

enum err proposal_run(const struct proposal *proposal)
{
	struct signing_all all = { .proposal = proposal,
				   .in = proposal->connection->in };
	const struct submitted none = { .result = ERR_OK };
	enum err e;
	size_t i;

	if (proposal->count == 0)
		return tell(proposal, &none);
	draft_all(&all);
	e = confirm(&all);
	if (e == ERR_OK)
		e = open_keys(&all);
	if (e == ERR_OK) {
		seal_all(&all);
		e = send_all(&all);
	}
	for (i = 0; i < all.key_count; i++)
		signing_key_free(all.keys[i]);
	return e;
}

enum err proposal_of_one(struct connection *connection, const SlbStatement *statement,
			 struct page *about)
{
	struct proposal proposal = {
		.connection = connection,
		.purpose = KEY_PURPOSE_STATEMENTS,
		.default_key = connection->profile.message->statements_key,
		.statements = &statement,
		.count = 1,
		.about = about,
	};

	return proposal_run(&proposal);
}
