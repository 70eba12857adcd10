#ifndef CLIENTS_IMPORT_TABLE_ROW_H
#define CLIENTS_IMPORT_TABLE_ROW_H

#include "import/csv.h"
#include "import/run.h"
#include "import/table_plan.h"
#include "import/wall_clock.h"

/* A table on its way, and the row of it that was read last. */

struct table {
	struct run *run;
	uint32_t source;
	struct csv_reader csv;
	struct table_plan plan;
	struct wall_clock clock;
};

/* ---- what stands in the row: table_cell.c ---- */

/* Its place; column may be NULL. */
struct diag_place table_at(const struct table *table, const char *column);
void table_note(const struct table *table, enum import_remark remark);

/* A cell without blanks around it. */
struct bytes table_cell(const struct table *table, size_t column);
bool table_is_null(const struct table *table, struct bytes cell);

/*
 * What stands in a cell, for a message, if it looks like a number or a date; never what
 * may name a person or a telephone.
 */
const char *table_quotable(const struct table *table, struct bytes cell);

bool table_holds(const struct table *table, const struct plan_filter *filter);
bool table_all_hold(const struct table *table, const struct plan_filters *filters);

/* One cell, in the unit of the terms.  ERR_IMPORT_DATA, told, when it is not one. */
enum err table_read_cell(const struct table *table, size_t column, enum cell_unit unit,
			 enum cell_target target, uint64_t *out) MUST_CHECK;

/* The columns of a counter, added; *known is false when one of them is null. */
enum err table_read_counter(const struct table *table,
			    const struct plan_counter *counter, uint64_t *out,
			    bool *known) MUST_CHECK;

/* ---- rows that stand twice: table_twice.c ---- */

/*
 * A row of an interval that is the same as one before, in this table or in another, is
 * refused: ERR_IMPORT_DATA, told, or ERR_NO_MEMORY.  One of the same interval and of the
 * same cells for all dimensions and filters is remarked upon, since adding may be meant:
 * there may be a column that the mapping does not read.
 */
enum err table_check_twice(const struct table *table, int64_t start_s) MUST_CHECK;

/* ---- what is counted of it: table_count.c ---- */

/* Adds what the mapping takes from the row.  Errors, told: ERR_IMPORT_DATA,
   ERR_NO_MEMORY. */
enum err table_count_row(struct table *table, struct tally_row *row) MUST_CHECK;

/* The row is one of totals: compares it, if asked, with what was counted since the last
   one.  ERR_IMPORT_DATA, told, when they differ. */
enum err table_take_totals(struct table *table) MUST_CHECK;

#endif
