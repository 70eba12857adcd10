#include <criterion/criterion.h>

#include "ledger/log_tree.h"
#include "state/tables.h"

#define LEAVES 70

struct fixture {
	struct arena arena;
	struct diag diag;
	struct store *store;
	struct store_view *view;
	struct log_tree tree;
	struct digest hashes[LEAVES];
	struct tree_head heads[LEAVES + 1];
};

static void commit(struct fixture *f, const struct store_put *puts, size_t count)
{
	struct store_write *write;

	cr_assert_eq(store_write_begin(f->store, &f->diag, &write), ERR_OK);
	cr_assert_eq(store_put_many(write, puts, count), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
}

static void start(struct fixture *f)
{
	struct store_options options = {
		.purpose = "test/0",
		.tables = ledger_table_names,
		.table_count = TABLE_COUNT,
	};
	struct tree_edge edge;
	struct puts puts;

	arena_init(&f->arena, 1 << 22);
	diag_init(&f->diag, &f->arena);
	f->store = store_open_memory(&options);
	puts_init(&puts, &f->arena);
	tree_edge_init(&edge);
	f->heads[0] = (struct tree_head){ 0, tree_edge_root(&edge) };
	for (uint64_t i = 0; i < LEAVES; i++) {
		struct leaf leaf = { .kind = 18, .number = i, .log_time_ms = i };

		f->hashes[i] = leaf_hash(&leaf);
		log_tree_append(&edge, &leaf, &puts);
		f->heads[i + 1] = (struct tree_head){ i + 1, tree_edge_root(&edge) };
	}
	commit(f, puts.list, puts.count);
	cr_assert_eq(store_read_begin(f->store, &f->diag, &f->view), ERR_OK);
	f->tree = (struct log_tree){
		.view = f->view,
		.arena = &f->arena,
		.diag = &f->diag,
	};
}

static void end(struct fixture *f)
{
	store_read_end(f->view);
	store_close(f->store);
	arena_release(&f->arena);
}

Test(log_tree, proves_every_leaf_in_every_tree)
{
	struct proof proof;
	struct fixture f;

	start(&f);
	for (uint64_t size = 1; size <= LEAVES; size++) {
		for (uint64_t i = 0; i < size; i++) {
			cr_assert_eq(log_tree_inclusion(&f.tree, i, size, &proof),
				     ERR_OK);
			cr_assert_eq(proof_verify_inclusion(&f.heads[size], i,
							    &f.hashes[i], proof.hashes,
							    proof.count),
				     ERR_OK);
		}
	}
	end(&f);
}

Test(log_tree, proves_that_every_tree_begins_with_the_older_ones)
{
	struct proof proof;
	struct fixture f;

	start(&f);
	for (uint64_t size = 0; size <= LEAVES; size++) {
		for (uint64_t old = 0; old <= size; old++) {
			cr_assert_eq(log_tree_consistency(&f.tree, old, size, &proof),
				     ERR_OK);
			cr_assert_eq(
				proof_verify_consistency(&f.heads[old], &f.heads[size],
							 proof.hashes, proof.count),
				ERR_OK);
		}
	}
	end(&f);
}

Test(log_tree, gives_its_edge_at_every_size)
{
	struct tree_edge edge;
	struct digest root;
	struct fixture f;

	start(&f);
	for (uint64_t size = 0; size <= LEAVES; size++) {
		cr_assert_eq(log_tree_edge(&f.tree, size, &edge), ERR_OK);
		cr_assert_eq(edge.size, size);
		root = tree_edge_root(&edge);
		cr_assert(digest_equal(&root, &f.heads[size].root));
	}
	end(&f);
}

Test(log_tree, gives_leaves_as_stored)
{
	struct bytes leaf;
	struct digest hash;
	struct fixture f;

	start(&f);
	for (uint64_t i = 0; i < LEAVES; i++) {
		cr_assert_eq(log_tree_leaf(&f.tree, i, &leaf), ERR_OK);
		hash = treehash_leaf(leaf);
		cr_assert(digest_equal(&hash, &f.hashes[i]));
	}
	cr_assert_eq(log_tree_leaf(&f.tree, LEAVES, &leaf), ERR_LOG_DAMAGED);
	end(&f);
}

static void put_again(struct fixture *f, struct store_put put)
{
	store_read_end(f->view);
	commit(f, &put, 1);
	cr_assert_eq(store_read_begin(f->store, &f->diag, &f->view), ERR_OK);
	f->tree.view = f->view;
	f->tree.err = ERR_OK;
}

Test(log_tree, tells_what_is_missing_or_cut)
{
	static const uint8_t node[] = { 2, 0, 0, 0, 0, 0, 0, 0, 3 };
	static const uint8_t leaf[] = { 0, 0, 0, 0, 0, 0, 0, 40 };
	struct proof proof;
	struct fixture f;

	start(&f);
	put_again(&f, (struct store_put){ .op = STORE_DELETE,
					  .table = TABLE_NODES,
					  .key = BYTES_OF_ARRAY(node) });
	cr_assert_eq(log_tree_inclusion(&f.tree, 8, 16, &proof), ERR_LOG_DAMAGED);
	cr_assert_eq(log_tree_inclusion(&f.tree, 20, 64, &proof), ERR_LOG_DAMAGED,
		     "a failure is remembered");
	f.tree.err = ERR_OK;
	cr_assert_eq(log_tree_inclusion(&f.tree, 20, 64, &proof), ERR_OK);
	put_again(&f, (struct store_put){ .op = STORE_PUT,
					  .table = TABLE_NODES,
					  .key = BYTES_OF_ARRAY(node),
					  .value = BYTES_OF_ARRAY(leaf) });
	cr_assert_eq(log_tree_inclusion(&f.tree, 8, 16, &proof), ERR_LOG_DAMAGED);
	put_again(&f, (struct store_put){ .op = STORE_PUT,
					  .table = TABLE_LEAVES,
					  .key = BYTES_OF_ARRAY(leaf),
					  .value = BYTES_OF_ARRAY(node) });
	cr_assert_eq(log_tree_inclusion(&f.tree, 41, 64, &proof), ERR_LOG_DAMAGED);
	end(&f);
}
