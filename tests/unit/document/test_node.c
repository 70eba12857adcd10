#include <criterion/criterion.h>
#include <string.h>

#include "document/node.h"

#define CEILING ((size_t)1 << 20)

static struct builder builder_with(struct arena *arena, struct diag *diag)
{
	arena_init(arena, CEILING);
	diag_init(diag, arena);
	return (struct builder){ .arena = arena,
				 .diag = diag,
				 .limits = document_limits_default };
}

static const struct node_at somewhere = { 3, 4 };

Test(node, shown_text_is_cut_between_characters)
{
	char text[SHOWN_MAX_BYTES + 10];
	char cut[SHOWN_MAX_BYTES + 10];

	memset(text, 'a', sizeof text);
	memset(cut, 'a', sizeof cut);
	cut[SHOWN_MAX_BYTES] = '\0';
	cr_expect_str_eq(text_shown(text, SHOWN_MAX_BYTES).chars, cut);
	memcpy(cut + SHOWN_MAX_BYTES, "...", 4);
	cr_expect_str_eq(text_shown(text, SHOWN_MAX_BYTES + 1).chars, cut);
	/* A character of four bytes begins two before the end. */
	memcpy(text + SHOWN_MAX_BYTES - 2, "\xf0\x9f\x98\x81", 4);
	memcpy(cut + SHOWN_MAX_BYTES - 2, "...", 4);
	cr_expect_str_eq(text_shown(text, sizeof text).chars, cut);
}

Test(node, shown_text_holds_nothing_that_a_terminal_obeys)
{
	static const char text[] = "a\x1b[2J\n\x7f\xc2\x9b"
				   "b\xc2\xa0\xc3\x9b";

	cr_expect_str_eq(text_shown(text, strlen(text)).chars,
			 "a?[2J???b\xc2\xa0\xc3\x9b");
	cr_expect_str_eq(text_shown("\xc2", 1).chars, "\xc2");
}

Test(node, what_was_found_is_said_in_words)
{
	struct node node = { .kind = NODE_NULL };

	cr_expect_str_eq(node_found(&node).chars, "null");
	node.kind = NODE_LIST;
	cr_expect_str_eq(node_found(&node).chars, "a list");
	node.kind = NODE_BLOCK;
	cr_expect_str_eq(node_found(&node).chars, "a block of fields");
	node.text = "true";
	node.text_len = 4;
	node.kind = NODE_BOOL;
	cr_expect_str_eq(node_found(&node).chars, "true");
	node.kind = NODE_TEXT;
	cr_expect_str_eq(node_found(&node).chars, "the text \"true\"");
	node.text = "12";
	node.text_len = 2;
	node.kind = NODE_NUMBER;
	cr_expect_str_eq(node_found(&node).chars, "the number 12");
}

Test(node, a_tree_grows_from_events)
{
	struct arena arena;
	struct diag diag;
	struct builder builder = builder_with(&arena, &diag);
	struct bytes none = { 0 };

	cr_expect_not(builder_wants_key(&builder));
	cr_assert_eq(builder_value(&builder, NODE_BLOCK, none, somewhere), ERR_OK);
	cr_expect(builder_wants_key(&builder));
	cr_assert_eq(builder_key(&builder, bytes_of_string("list"), somewhere), ERR_OK);
	cr_expect_not(builder_wants_key(&builder));
	cr_assert_eq(builder_value(&builder, NODE_LIST, none, somewhere), ERR_OK);
	cr_expect_not(builder_wants_key(&builder));
	cr_assert_eq(
		builder_value(&builder, NODE_TEXT, bytes_of_string("a"), somewhere),
		ERR_OK);
	cr_assert_eq(builder_value(&builder, NODE_TEXT, none, somewhere), ERR_OK);
	builder_close(&builder);
	cr_expect(builder_wants_key(&builder));
	builder_close(&builder);
	cr_expect_not(builder_wants_key(&builder));

	const struct node *list = builder.root->first;
	cr_expect_eq(builder.root->child_count, 1);
	cr_expect_str_eq(list->key, "list");
	cr_expect_eq(list->key_at.line, 3);
	cr_expect_eq(list->at.column, 4);
	cr_expect_eq(list->child_count, 2);
	cr_expect_str_eq(list->first->text, "a");
	cr_expect_null(list->first->key);
	cr_expect_eq(list->first->next, list->last);
	cr_expect_str_eq(list->last->text, "");
	arena_release(&arena);
}

Test(node, depth_is_limited)
{
	struct arena arena;
	struct diag diag;
	struct builder builder = builder_with(&arena, &diag);
	struct bytes none = { 0 };

	builder.limits.depth_max = 2;
	for (int again = 0; again < 2; again++) {
		cr_expect_eq(builder_value(&builder, NODE_LIST, none, somewhere),
			     ERR_OK);
		cr_expect_eq(builder_value(&builder, NODE_LIST, none, somewhere),
			     ERR_OK);
		builder_close(&builder);
		builder_close(&builder);
	}
	cr_expect_eq(builder_value(&builder, NODE_LIST, none, somewhere), ERR_OK);
	cr_expect_eq(builder_value(&builder, NODE_LIST, none, somewhere), ERR_OK);
	cr_expect_eq(builder_value(&builder, NODE_BLOCK, none, somewhere),
		     ERR_LIMIT_EXCEEDED);
	cr_expect_str_eq(diag.first->text,
			 "lists and blocks stand more than 2 deep within each other");
	cr_expect_eq(diag.first->place.line, 3);
	arena_release(&arena);
}

Test(node, names_and_values_are_counted)
{
	struct arena arena;
	struct diag diag;
	struct builder builder = builder_with(&arena, &diag);
	struct bytes none = { 0 };

	builder.limits.node_count_max = 3;
	cr_expect_eq(builder_value(&builder, NODE_BLOCK, none, somewhere), ERR_OK);
	cr_expect_eq(builder_key(&builder, none, somewhere), ERR_OK);
	cr_expect_eq(builder_value(&builder, NODE_NULL, none, somewhere), ERR_OK);
	cr_expect_eq(builder_key(&builder, none, somewhere), ERR_LIMIT_EXCEEDED);
	cr_expect_eq(builder_value(&builder, NODE_NULL, none, somewhere),
		     ERR_LIMIT_EXCEEDED);
	cr_expect_str_eq(diag.first->text,
			 "the document has more than 3 names and values");
	arena_release(&arena);
}

Test(node, no_text_holds_nul)
{
	struct arena arena;
	struct diag diag;
	struct builder builder = builder_with(&arena, &diag);
	struct bytes text = BYTES_OF_ARRAY(((const uint8_t[]){ 'a', 0, 'b' }));

	cr_expect_eq(builder_value(&builder, NODE_TEXT, text, somewhere),
		     ERR_DOCUMENT_VALUE);
	arena_release(&arena);
}

Test(node, a_full_arena_is_told)
{
	struct arena arena;
	struct diag diag;
	struct arena told;
	struct builder builder = builder_with(&arena, &diag);
	static const uint8_t large[CEILING];
	uint8_t *letters;

	arena_init(&told, CEILING);
	diag.arena = &told;
	letters = arena_alloc(&told, sizeof large / 2);
	memset(letters, 'a', sizeof large / 2);
	cr_assert_not_null(arena_try_alloc(&arena, sizeof large / 2));
	cr_expect_eq(builder_value(&builder, NODE_TEXT,
				   (struct bytes){ letters, sizeof large / 2 },
				   somewhere),
		     ERR_NO_MEMORY);
	while (arena_try_alloc(&arena, 16))
		;
	cr_expect_eq(builder_value(&builder, NODE_NULL, (struct bytes){ 0 }, somewhere),
		     ERR_NO_MEMORY);
	cr_expect_str_eq(diag.last->text,
			 "the document needs more memory than is allowed for it");
	arena_release(&told);
	arena_release(&arena);
}
