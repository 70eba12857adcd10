#include <criterion/criterion.h>

#include "crypto/note.h"
#include "support/vectors.h"

/* The example of the C2SP text. */
#define EXAMPLE_KEY \
	"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

#define DASH "\xe2\x80\x94 "

struct fixture {
	struct arena arena;
	struct diag diag;
	struct signing_key *key;
};

static void start(struct fixture *fixture)
{
	uint8_t seed[SEED_BYTES];

	for (size_t i = 0; i < sizeof(seed); i++)
		seed[i] = (uint8_t)i;
	arena_init(&fixture->arena, 1 << 22);
	diag_init(&fixture->diag, &fixture->arena);
	cr_assert_eq(signing_key_from_seed(seed, &fixture->key), ERR_OK);
}

static void end(struct fixture *fixture)
{
	signing_key_free(fixture->key);
	arena_release(&fixture->arena);
}

static enum err open_note(struct fixture *f, const char *text,
			  const struct note_key *keys, size_t key_count,
			  struct note_finding *findings)
{
	struct note note;
	enum err err = note_parse(&f->arena, bytes_of_string(text), &note, &f->diag);

	if (err != ERR_OK)
		return err;
	return note_verify(&f->arena, &note, keys, key_count, findings, &f->diag);
}

Test(note, the_example_of_the_standard_verifies)
{
	static const char note[] =
		"This is an example message.\n\n" DASH
		"example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1E"
		"RYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
	struct note_finding finding;
	struct note_key key;
	struct fixture f;

	start(&f);
	cr_assert_eq(
		note_key_parse(&f.arena, bytes_of_string(EXAMPLE_KEY), &key, &f.diag),
		ERR_OK);
	cr_assert_eq(open_note(&f, note, &key, 1, &finding), ERR_OK);
	end(&f);
}

Test(note, a_verifier_key_is_read_and_written)
{
	struct note_key key;
	struct fixture f;

	start(&f);
	cr_assert_eq(
		note_key_parse(&f.arena, bytes_of_string(EXAMPLE_KEY), &key, &f.diag),
		ERR_OK);
	cr_assert_str_eq(key.name, "example.com/foo");
	cr_assert_eq(key.id, 0x530d903a);
	cr_assert_eq(key.type, NOTE_ED25519);
	cr_assert_str_eq(note_key_text(&f.arena, &key), EXAMPLE_KEY);
	end(&f);
}

Test(note, a_verifier_key_has_one_spelling)
{
	static const char *const wrong[] = {
		"",
		"example.com/foo",
		"+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530d903a",
		"example.com/foo+530d903+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv",
		"example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	};
	struct note_key key;
	struct fixture f;

	start(&f);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		cr_assert_eq(note_key_parse(&f.arena, bytes_of_string(wrong[i]), &key,
					    &f.diag),
			     ERR_KEY_MALFORMED, "%s", wrong[i]);
	end(&f);
}

Test(note, log_and_witness_sign_to_the_letter)
{
	static const char text[] = "broker.example/log\n8\n"
				   "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n";
	static const char log_line[] = DASH
		"broker.example/log lVSOImpzxof0yX3cpcJDomrgol4UjQrOcw6dLT/SxhQYuHur"
		"qzMsoZPSAuFafqbFZXbAT1X3gNTnySNxuv3JhkcQkAs=\n";
	static const char witness_line[] = DASH
		"witness.example/w1 519lMgAAAABlU/EArsE1YPrdhq9E1iRgt4VSIjtO/BKzLJt2"
		"TxjVKGXhVAV8pwWwqjKme6KsM6Ng0yi3LjHerQiQW/tWJbEuEhMeAw==\n";
	struct note_finding findings[3];
	struct note_key keys[3];
	struct fixture f;
	char *note;

	start(&f);
	cr_assert_str_eq(note_signature_line(&f.arena, bytes_of_string(text),
					     "broker.example/log", f.key),
			 log_line);
	cr_assert_str_eq(note_cosignature_line(&f.arena, bytes_of_string(text),
					       "witness.example/w1", f.key, 1700000000),
			 witness_line);
	keys[0] = note_key_make("broker.example/log", NOTE_ED25519,
				signing_key_public(f.key));
	keys[1] = note_key_make("witness.example/w1", NOTE_COSIGNATURE,
				signing_key_public(f.key));
	keys[2] = note_key_make("witness.example/w2", NOTE_COSIGNATURE,
				signing_key_public(f.key));
	cr_assert_str_eq(
		note_key_text(&f.arena, &keys[0]),
		"broker.example/log+95548e22+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3ch"
		"mQSVTG4");
	note = arena_printf(&f.arena, "%s\n%s%s", text, log_line, witness_line);
	cr_assert_eq(open_note(&f, note, keys, 3, findings), ERR_OK);
	cr_assert(findings[0].signed_by_key);
	cr_assert_eq(findings[0].time_s, 0);
	cr_assert(findings[1].signed_by_key);
	cr_assert_eq(findings[1].time_s, 1700000000);
	cr_assert_not(findings[2].signed_by_key);
	cr_assert_eq(open_note(&f, note, &keys[2], 1, findings),
		     ERR_CHECKPOINT_INVALID);
	end(&f);
}

/* A blob after the key id, of a key that is ours by name and id. */
static char *note_with_blob(struct fixture *f, const struct note_key *key,
			    struct bytes blob)
{
	struct buffer line;

	buffer_init(&line, &f->arena);
	buffer_add_u32be(&line, key->id);
	buffer_add(&line, blob);
	return arena_printf(&f->arena, "text\n\n" DASH "%s %s\n", key->name,
			    base64_encode(&f->arena, buffer_bytes(&line)));
}

Test(note, a_line_of_a_known_key_that_does_not_verify_refuses_the_note)
{
	static const uint8_t zeros[8 + SIGNATURE_BYTES + 1] = { 0 };
	uint8_t far_future[8 + SIGNATURE_BYTES] = { 0x80 };
	struct note_finding findings[2];
	struct note_key keys[2];
	struct fixture f;

	start(&f);
	keys[0] = note_key_make("a", NOTE_ED25519, signing_key_public(f.key));
	keys[1] = note_key_make("b", NOTE_COSIGNATURE, signing_key_public(f.key));
	for (size_t k = 0; k < 2; k++) {
		for (size_t len = 1; len <= sizeof(zeros); len++)
			cr_assert_eq(
				open_note(&f,
					  note_with_blob(&f, &keys[k],
							 (struct bytes){ zeros, len }),
					  keys, 2, findings),
				ERR_CHECKPOINT_INVALID);
	}
	cr_assert_eq(open_note(&f,
			       note_with_blob(&f, &keys[1], BYTES_OF_ARRAY(far_future)),
			       keys, 2, findings),
		     ERR_CHECKPOINT_INVALID);
	far_future[0] = 0;
	far_future[7] = 1;
	cr_assert_eq(open_note(&f,
			       note_with_blob(&f, &keys[1], BYTES_OF_ARRAY(far_future)),
			       keys, 2, findings),
		     ERR_CHECKPOINT_INVALID);
	end(&f);
}

Test(note, lines_of_other_keys_are_passed_over)
{
	struct note_finding finding;
	struct note_key key;
	struct fixture f;
	char *note;

	start(&f);
	key = note_key_make("a", NOTE_ED25519, signing_key_public(f.key));
	note = arena_printf(
		&f.arena, "text\n\n" DASH "other AAAAAAA=\n" DASH "a AAAAAAA=\n%s",
		note_signature_line(&f.arena, bytes_of_string("text\n"), "a", f.key));
	cr_assert_eq(open_note(&f, note, &key, 1, &finding), ERR_OK);
	end(&f);
}

struct form {
	const char *note;
	const char *text; /* NULL: refused */
	size_t signatures;
};

static const struct form forms[] = {
	{ "text\n\n" DASH "a AAAAAAA=\n", "text\n", 1 },
	{ "t\n\nu\n\n" DASH "a AAAAAAA=\n" DASH "b AAAAAAA=\n", "t\n\nu\n", 2 },
	{ "\n\n" DASH "a AAAAAAA=\n", "\n", 1 },
	{ "t\n\n" DASH "\xc3\xa9 AAAAAAA=\n", "t\n", 1 },
	{ "", NULL, 0 },
	{ "text", NULL, 0 },
	{ "text\n", NULL, 0 },
	{ "text\n\n", NULL, 0 },
	{ "text\n" DASH "a AAAAAAA=\n", NULL, 0 },
	{ "text\n\n" DASH "a AAAAAAA=", NULL, 0 },
	{ "text\n\n- a AAAAAAA=\n", NULL, 0 },
	{ "text\n\na\n", NULL, 0 },
	{ "text\n\n" DASH "aAAAAAAA=\n", NULL, 0 },
	{ "text\n\n" DASH " AAAAAAA=\n", NULL, 0 },
	{ "text\n\n" DASH "a+ AAAAAAA=\n", NULL, 0 },
	{ "text\n\n" DASH "a\xc2\xa0 AAAAAAA=\n", NULL, 0 },
	{ "text\n\n" DASH "a\xe2\x80\x83 AAAAAAA=\n", NULL, 0 },
	{ "text\n\n" DASH "a AAAA\n", NULL, 0 },
	{ "text\n\n" DASH "a AAAAAA==\n", NULL, 0 },
	{ "text\n\n" DASH "a A*AAAAA=\n", NULL, 0 },
	{ "te\txt\n\n" DASH "a AAAAAAA=\n", NULL, 0 },
	{ "te\rxt\n\n" DASH "a AAAAAAA=\n", NULL, 0 },
	{ "te\xffxt\n\n" DASH "a AAAAAAA=\n", NULL, 0 },
};

Test(note, the_last_empty_line_ends_the_text)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		struct note note;
		struct fixture f;
		enum err err;

		start(&f);
		err = note_parse(&f.arena, bytes_of_string(forms[i].note), &note,
				 &f.diag);
		if (forms[i].text == NULL) {
			cr_assert_eq(err, ERR_CHECKPOINT_INVALID, "form %zu", i);
		} else {
			cr_assert_eq(err, ERR_OK, "form %zu", i);
			cr_assert_eq(note.signature_count, forms[i].signatures);
			cr_assert(
				bytes_equal(note.text, bytes_of_string(forms[i].text)));
		}
		end(&f);
	}
}

Test(note, names_have_no_space_of_any_kind_and_no_plus)
{
	static const char *const good[] = { "a", "broker.example/log", "\xe2\x82\xac",
					    "a\xe2\x80\x8b", "\xc2\xa1" };
	static const char *const bad[] = { "",
					   " ",
					   "a b",
					   "a+b",
					   "a\n",
					   "\x7f\x1f",
					   "\xc2\x85",
					   "\xe1\x9a\x80",
					   "\xe2\x80\x80",
					   "\xe2\x80\x8a",
					   "\xe2\x80\xa8",
					   "\xe2\x80\xa9",
					   "\xe2\x80\xaf",
					   "\xe2\x81\x9f",
					   "\xe3\x80\x80",
					   "\xff" };

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		cr_assert(note_name_valid(bytes_of_string(good[i])), "%zu", i);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		cr_assert_not(note_name_valid(bytes_of_string(bad[i])), "%zu", i);
}

Test(note, many_lines_and_long_notes_exceed_the_limit)
{
	struct text text;
	struct note note;
	struct fixture f;

	start(&f);
	text_init(&text, &f.arena);
	text_add(&text, "text\n\n");
	for (size_t i = 0; i < NOTE_SIGNATURES_MAX; i++)
		text_add(&text, DASH "a AAAAAAA=\n");
	cr_assert_eq(note_parse(&f.arena, bytes_of_string(text.chars), &note, &f.diag),
		     ERR_OK);
	text_add(&text, DASH "a AAAAAAA=\n");
	cr_assert_eq(note_parse(&f.arena, bytes_of_string(text.chars), &note, &f.diag),
		     ERR_LIMIT_EXCEEDED);
	text_init(&text, &f.arena);
	for (size_t i = 0; i < NOTE_BYTES_MAX; i++)
		text_add(&text, "t");
	text_add(&text, "\n\n" DASH "a AAAAAAA=\n");
	cr_assert_eq(note_parse(&f.arena, bytes_of_string(text.chars), &note, &f.diag),
		     ERR_LIMIT_EXCEEDED);
	end(&f);
}
