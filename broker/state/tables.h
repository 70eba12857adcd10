#ifndef BROKER_STATE_TABLES_H
#define BROKER_STATE_TABLES_H

#include "store/store.h"

/*
 * The tables of the log's store.  Numbers in keys are most significant byte first, so
 * that bytes order as numbers do.
 *
 * Only what is read and changed by acts, TABLE_ROWS and TABLE_DUE, is described in this
 * folder; both are rebuilt from leaves and contents when STATE_VERSION changes.
 */

#define STATE_VERSION 3

/* clang-format off */
#define LEDGER_TABLE_LIST(X) \
	X(META,     "meta")     /* where the log stands: the ledger's own */ \
	X(LEAVES,   "leaves")   /* u64 log index -> leaf record, appended */ \
	X(CONTENTS, "contents") /* u64 log index -> sealed content, appended */ \
	X(NODES,    "nodes")    /* u8 level || u64 index -> hash of a complete subtree */ \
	X(BOOKS,    "books")    /* pseudonym || u64 number -> u64 log index */ \
	X(ROWS,     "rows")     /* keys.h -> row, proto/slabroker/state/v1/rows.proto */ \
	X(DUE,      "due")      /* due_key() -> nothing: when a contract must be looked at */
/* clang-format on */

enum ledger_table {
#define X(table, name) TABLE_##table,
	LEDGER_TABLE_LIST(X)
#undef X
		TABLE_COUNT
};

/* The names in that order, for struct store_options. */
extern const char *const ledger_table_names[TABLE_COUNT];

#endif
