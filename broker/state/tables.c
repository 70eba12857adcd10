#include "state/tables.h"

const char *const ledger_table_names[TABLE_COUNT] = {
#define X(table, name) name,
	LEDGER_TABLE_LIST(X)
#undef X
};
