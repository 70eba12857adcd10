#ifndef BROKER_LEDGER_LOG_TREE_H
#define BROKER_LEDGER_LOG_TREE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "merkle/edge.h"
#include "merkle/leaf.h"
#include "merkle/proof.h"
#include "store/puts.h"
#include "store/store.h"

/*
 * The log's tree in the store: leaves by index, and above them the roots of complete
 * subtrees, each written once, when its last leaf comes; so every path takes a logarithm
 * of reads.
 *
 *	leaves: u64 index            -> the leaf's 99 bytes
 *	nodes:  u8 level, u64 index  -> MTH of the 2^level leaves from index * 2^level
 *
 * Threads: what the view allows; an edge is the writer's.
 */

/* Adds a leaf: to the edge, and with the subtrees that it completes to what is put. */
void log_tree_append(struct tree_edge *edge, const struct leaf *leaf,
		     struct puts *puts);

/*
 * A tree as a view of the store shows it.  Hashes are read as they are asked for; the
 * first that cannot be had is remembered, zeros taking its place, and what was computed
 * with them is only good when log_tree_failed() gives ERR_OK.
 */
struct log_tree {
	struct store_view *view;
	struct arena *arena; /* for keys: rewound after each read */
	struct diag *diag;
	struct tree_memo *memo; /* NULL: every hash is read */
	enum err err;
};

/* Hashes that were read, for who proves many leaves of one view: their paths meet.  Zeroed
 * at first. */
#define TREE_MEMO_SLOTS 1024

struct tree_memo {
	struct memo_slot {
		bool is_used;
		unsigned level;
		uint64_t index;
		struct digest hash;
	} slots[TREE_MEMO_SLOTS];
};

struct tree_source log_tree_source(struct log_tree *tree);

/* ERR_LOG_DAMAGED: a leaf or node is not there or not of its size.  Errors of the store. */
enum err log_tree_failed(const struct log_tree *tree) MUST_CHECK;

/* The edge at a size of at most what the store holds. */
enum err log_tree_edge(struct log_tree *tree, uint64_t size,
		       struct tree_edge *out) MUST_CHECK;

enum err log_tree_inclusion(struct log_tree *tree, uint64_t index, uint64_t size,
			    struct proof *out) MUST_CHECK;
enum err log_tree_consistency(struct log_tree *tree, uint64_t old_size, uint64_t size,
			      struct proof *out) MUST_CHECK;

/* The leaf at an index, as stored.  ERR_LOG_DAMAGED when it is not there. */
enum err log_tree_leaf(struct log_tree *tree, uint64_t index,
		       struct bytes *out) MUST_CHECK;

#endif
