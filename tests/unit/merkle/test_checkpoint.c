#include <criterion/criterion.h>

#include "merkle/checkpoint.h"
#include "support/vectors.h"

struct fixture {
	struct arena arena;
	struct diag diag;
	struct signing_key *key;
	struct note_key verifier;
};

static void fixture_make(struct fixture *fixture, const char *name, struct bytes seed)
{
	cr_assert_eq(seed.len, SEED_BYTES);
	cr_assert_eq(signing_key_from_seed(seed.data, &fixture->key), ERR_OK);
	fixture->verifier =
		note_key_make(name, NOTE_ED25519, signing_key_public(fixture->key));
}

static void fixture_start(struct fixture *fixture)
{
	uint8_t seed[SEED_BYTES];

	for (size_t i = 0; i < sizeof(seed); i++)
		seed[i] = (uint8_t)i;
	arena_init(&fixture->arena, 1 << 22);
	diag_init(&fixture->diag, &fixture->arena);
	fixture_make(fixture, "broker.example/log", BYTES_OF_ARRAY(seed));
}

static void fixture_end(struct fixture *fixture)
{
	signing_key_free(fixture->key);
	arena_release(&fixture->arena);
}

/* A log and a witness with the same key: eight of the classic leaves. */
#define CHECKPOINT_TEXT        \
	"broker.example/log\n" \
	"8\n"                  \
	"XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
#define LOG_LINE                                                               \
	"\xe2\x80\x94 broker.example/log "                                     \
	"lVSOImpzxof0yX3cpcJDomrgol4UjQrOcw6dLT/SxhQYuHurqzMsoZPSAuFafqbFZXbA" \
	"T1X3gNTnySNxuv3JhkcQkAs=\n"
#define WITNESS_LINE                                                           \
	"\xe2\x80\x94 witness.example/w1 "                                     \
	"519lMgAAAABlU/EArsE1YPrdhq9E1iRgt4VSIjtO/BKzLJt2TxjVKGXhVAV8pwWwqjKm" \
	"e6KsM6Ng0yi3LjHerQiQW/tWJbEuEhMeAw==\n"

static enum err open_text(struct fixture *fixture, const char *note,
			  struct checkpoint *out)
{
	return checkpoint_open(&fixture->arena, bytes_of_string(note),
			       &fixture->verifier, out, &fixture->diag);
}

Test(checkpoint, is_signed_to_the_letter)
{
	struct checkpoint checkpoint;
	struct fixture f;

	fixture_start(&f);
	cr_assert_eq(open_text(&f, CHECKPOINT_TEXT "\n" LOG_LINE, &checkpoint), ERR_OK);
	cr_assert_str_eq(checkpoint.origin, "broker.example/log");
	cr_assert_eq(checkpoint.tree.size, 8);
	cr_assert_str_eq(checkpoint_text(&f.arena, &checkpoint), CHECKPOINT_TEXT);
	cr_assert_str_eq(checkpoint_sign(&f.arena, &checkpoint, f.key),
			 CHECKPOINT_TEXT "\n" LOG_LINE);
	fixture_end(&f);
}

Test(checkpoint, opens_with_the_lines_of_witnesses_below)
{
	struct checkpoint checkpoint;
	struct fixture f;

	fixture_start(&f);
	cr_assert_eq(
		open_text(&f, CHECKPOINT_TEXT "\n" LOG_LINE WITNESS_LINE, &checkpoint),
		ERR_OK);
	cr_assert_eq(open_text(&f, CHECKPOINT_TEXT "\n" WITNESS_LINE, &checkpoint),
		     ERR_CHECKPOINT_INVALID);
	fixture_end(&f);
}

Test(checkpoint, is_read_whoever_signed_it)
{
	struct bytes note = bytes_of_string(CHECKPOINT_TEXT "\n" WITNESS_LINE);
	struct checkpoint checkpoint = { .origin = "" };
	struct fixture f;

	fixture_start(&f);
	cr_assert_eq(checkpoint_read(&f.arena, note, &checkpoint, &f.diag), ERR_OK);
	cr_assert_str_eq(checkpoint.origin, "broker.example/log");
	cr_assert_eq(checkpoint.tree.size, 8);
	note = bytes_of_string(CHECKPOINT_TEXT);
	cr_assert_eq(checkpoint_read(&f.arena, note, &checkpoint, &f.diag),
		     ERR_CHECKPOINT_INVALID);
	note = bytes_of_string("broker.example/log\n8\n\n" WITNESS_LINE);
	cr_assert_eq(checkpoint_read(&f.arena, note, &checkpoint, &f.diag),
		     ERR_CHECKPOINT_INVALID);
	fixture_end(&f);
}

Test(checkpoint, notes_of_another_implementation_are_opened_and_made_again)
{
	struct vectors vectors;
	struct fixture f;

	fixture_start(&f);
	vectors = vectors_load(&f.arena, "tests/vectors/merkle/xmod_checkpoints.txt");
	cr_assert_eq(vectors.count, 24);
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.cases[i];
		struct bytes note = vector_bytes(&f.arena, v, "note");
		struct checkpoint checkpoint;
		const char *again;

		signing_key_free(f.key);
		fixture_make(&f, "broker.example/open",
			     vector_bytes(&f.arena, v, "seed"));
		cr_assert_str_eq(note_key_text(&f.arena, &f.verifier),
				 vector_text(v, "verifier"));
		cr_assert_eq(checkpoint_open(&f.arena, note, &f.verifier, &checkpoint,
					     &f.diag),
			     ERR_OK, "[%s]", v->name);
		cr_assert_eq(checkpoint.tree.size, vector_number(v, "size"));
		again = checkpoint_sign(&f.arena, &checkpoint, f.key);
		cr_assert(bytes_equal(bytes_of_string(again), note), "[%s]", v->name);
	}
	fixture_end(&f);
}

Test(checkpoint, no_flipped_bit_opens)
{
	static const char note[] = CHECKPOINT_TEXT "\n" LOG_LINE;
	struct bytes bytes = { NULL, sizeof(note) - 1 };
	struct checkpoint checkpoint;
	struct fixture f;
	uint8_t *copy;

	fixture_start(&f);
	copy = arena_alloc(&f.arena, bytes.len);
	memcpy(copy, note, bytes.len);
	bytes.data = copy;
	for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
		struct arena_mark mark = arena_mark(&f.arena);

		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
		diag_init(&f.diag, &f.arena);
		cr_assert_neq(checkpoint_open(&f.arena, bytes, &f.verifier, &checkpoint,
					      &f.diag),
			      ERR_OK, "bit %zu", bit);
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
		arena_rewind(&f.arena, mark);
	}
	fixture_end(&f);
}

Test(checkpoint, of_another_log_is_refused_though_signed_by_the_key)
{
	const struct checkpoint other = { .origin = "other.example/log",
					  .tree = { .size = 1 } };
	struct checkpoint checkpoint;
	struct fixture f;
	const char *text;
	char *note;

	fixture_start(&f);
	text = checkpoint_text(&f.arena, &other);
	note = note_sign(&f.arena, bytes_of_string(text), "broker.example/log", f.key);
	cr_assert_eq(open_text(&f, note, &checkpoint), ERR_CHECKPOINT_INVALID);
	fixture_end(&f);
}

Test(checkpoint, a_signed_text_that_is_none_is_refused)
{
	struct checkpoint checkpoint;
	struct fixture f;
	char *note;

	fixture_start(&f);
	note = note_sign(&f.arena, bytes_of_string("broker.example/log\nmany\n"),
			 "broker.example/log", f.key);
	cr_assert_eq(open_text(&f, note, &checkpoint), ERR_CHECKPOINT_INVALID);
	cr_assert_eq(f.diag.first->place.line, 2);
	cr_assert_eq(open_text(&f, "no note", &checkpoint), ERR_CHECKPOINT_INVALID);
	fixture_end(&f);
}

#define ROOT       "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
#define EMPTY_ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"

struct text_case {
	const char *text;
	uint32_t line; /* that the refusal names; 0: accepted */
};

static const struct text_case text_cases[] = {
	{ "a.example\n1\n" ROOT, 0 },
	{ "a.example\n0\n" EMPTY_ROOT, 0 },
	{ "a.example\n9223372036854775807\n" ROOT, 0 },
	{ "a.example\n1\n" ROOT "an extension\nanother\n", 0 },
	{ "", 1 },
	{ "a.example", 1 },
	{ "\n1\n" ROOT, 1 },
	{ "a b\n1\n" ROOT, 1 },
	{ "a+b\n1\n" ROOT, 1 },
	{ "a.example\n", 2 },
	{ "a.example\n\n" ROOT, 2 },
	{ "a.example\n01\n" ROOT, 2 },
	{ "a.example\n+1\n" ROOT, 2 },
	{ "a.example\n1a\n" ROOT, 2 },
	{ "a.example\n1:\n" ROOT, 2 },
	{ "a.example\n9223372036854775808\n" ROOT, 2 },
	{ "a.example\n18446744073709551617\n" ROOT, 2 },
	{ "a.example\n1\n", 3 },
	{ "a.example\n1\n\n", 3 },
	{ "a.example\n1\nXcnaeacGWamtVZy3Ad7Z\n", 3 },
	{ "a.example\n1\nnot base64\n", 3 },
	{ "a.example\n0\n" ROOT, 3 },
	{ "a.example\n1\n" ROOT "\n", 4 },
	{ "a.example\n1\n" ROOT "extension\n\n", 5 },
	{ "a.example\n1\n" ROOT "extension\nno end", 5 },
};

Test(checkpoint, text_has_one_spelling_and_a_refusal_names_the_line)
{
	for (size_t i = 0; i < ARRAY_SIZE(text_cases); i++) {
		const struct text_case *c = &text_cases[i];
		struct checkpoint checkpoint;
		struct fixture f;
		enum err err;

		fixture_start(&f);
		err = checkpoint_parse(&f.arena, bytes_of_string(c->text), &checkpoint,
				       &f.diag);
		cr_assert_eq(err, c->line == 0 ? ERR_OK : ERR_CHECKPOINT_INVALID,
			     "case %zu", i);
		if (c->line != 0)
			cr_assert_eq(f.diag.first->place.line, c->line, "case %zu", i);
		fixture_end(&f);
	}
}

Test(checkpoint, an_empty_extension_line_is_told_as_one)
{
	struct checkpoint checkpoint;
	struct fixture f;

	fixture_start(&f);
	cr_assert_eq(checkpoint_parse(&f.arena,
				      bytes_of_string("a.example\n1\n" ROOT "\n"),
				      &checkpoint, &f.diag),
		     ERR_CHECKPOINT_INVALID);
	cr_assert_str_eq(f.diag.first->text, "an extension line is not empty");
	fixture_end(&f);
}
