#include "ledger/census.h"

#include "state/keys.h"
#include "state/tables.h"

/* Entries of a range, up to the first that does not count. */
static enum err count_range(struct store_view *view, const struct store_range *range,
			    bool (*counts)(struct bytes key, int64_t now_ms),
			    int64_t now_ms, uint64_t *out)
{
	struct store_entry entry;
	struct store_scan *scan;
	enum err err = store_scan_open(view, range, &scan);

	*out = 0;
	if (err != ERR_OK)
		return err;
	while (store_scan_next(scan, &entry) && counts(entry.key, now_ms))
		(*out)++;
	return store_scan_close(scan);
}

static bool is_any(struct bytes key, int64_t now_ms)
{
	(void)key;
	(void)now_ms;
	return true;
}

static bool is_overdue(struct bytes key, int64_t now_ms)
{
	return due_key_ms(key) < now_ms;
}

static enum err count_rows(struct store_view *view, enum row_type type, uint64_t *out)
{
	struct row_key from = rows_of_type(type);
	struct row_key to = row_key_after(&from);
	struct store_range range = {
		.table = TABLE_ROWS,
		.from = row_key_bytes(&from),
		.to = row_key_bytes(&to),
	};

	return count_range(view, &range, is_any, 0, out);
}

static enum err count_all(struct store_view *view, int64_t now_ms,
			  struct ledger_census *out)
{
	const struct store_range due = { .table = TABLE_DUE };
	enum err err = count_rows(view, ROW_ORGANISATION, &out->organisation_count);

	if (err == ERR_OK)
		err = count_rows(view, ROW_CONTRACT, &out->contract_count);
	if (err == ERR_OK)
		err = count_range(view, &due, is_overdue, now_ms, &out->overdue_count);
	return err;
}

enum err ledger_census(struct store *log, int64_t now_ms, struct ledger_census *out,
		       struct diag *diag)
{
	struct store_view *view;
	enum err err = store_read_begin(log, diag, &view);

	*out = (struct ledger_census){ .contract_count = 0 };
	if (err != ERR_OK)
		return err;
	err = count_all(view, now_ms, out);
	store_read_end(view);
	return err;
}
