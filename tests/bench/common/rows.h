#ifndef TESTS_BENCH_COMMON_ROWS_H
#define TESTS_BENCH_COMMON_ROWS_H

#include "slabroker/v1/statement.pb-c.h"
#include "store/puts.h"

/*
 * The rows that a broker's log writes for a report beside its leaf, its content and the
 * nodes of the tree: as many, of as many bytes, in the same tables, side by side where the
 * log's are, with nothing in them.
 * Counted once by looking at what the ledger puts; what is replaced there is replaced
 * here.
 */
void bench_put_rows(struct puts *puts, const SlbStatement *statement, uint64_t index);

#endif
