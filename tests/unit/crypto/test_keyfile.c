#include <criterion/criterion.h>
#include <string.h>

#include "crypto/keyfile.h"

/* As little work as the format allows. */
static const struct keyfile_lock quick = {
	.passphrase = { (const uint8_t *)"open sesame", 11 },
	.cost = { 1, KEYFILE_MEMORY_KIB_MIN },
};

struct fixture {
	struct arena arena;
	struct diag diag;
	struct signing_key *key;
	struct secret_text text;
	struct keyfile keyfile;
};

static void start(struct fixture *f, const struct keyfile_lock *lock)
{
	const uint8_t seed[SEED_BYTES] = { 7 };

	arena_init(&f->arena, 1 << 22);
	diag_init(&f->diag, &f->arena);
	cr_assert_eq(signing_key_from_seed(seed, &f->key), ERR_OK);
	cr_assert_eq(keyfile_write("centre-1", KEY_PURPOSE_STATEMENTS, f->key, lock,
				   &f->text),
		     ERR_OK);
}

static void end(struct fixture *f)
{
	signing_key_free(f->key);
	arena_release(&f->arena);
}

static struct bytes text_of(const struct fixture *f)
{
	return (struct bytes){ (const uint8_t *)f->text.chars, f->text.len };
}

static enum err open_file(struct fixture *f, struct bytes text, const char *passphrase)
{
	struct signing_key *key;
	enum err err;

	diag_init(&f->diag, &f->arena);
	err = keyfile_parse(text, &f->keyfile, &f->diag);
	if (err != ERR_OK)
		return err;
	err = keyfile_unlock(&f->keyfile, bytes_of_string(passphrase), &key, &f->diag);
	if (err != ERR_OK)
		return err;
	cr_assert(
		public_key_equal(signing_key_public(key), signing_key_public(f->key)));
	signing_key_free(key);
	return ERR_OK;
}

Test(keyfile, opens_with_its_passphrase_alone)
{
	struct fixture f;

	start(&f, &quick);
	cr_assert_eq(open_file(&f, text_of(&f), "open sesame"), ERR_OK);
	cr_assert_str_eq(f.keyfile.owner.name, "centre-1");
	cr_assert_eq(f.keyfile.owner.purpose, KEY_PURPOSE_STATEMENTS);
	cr_assert(f.keyfile.locked);
	cr_assert_eq(open_file(&f, text_of(&f), "open sesam"), ERR_KEY_LOCKED);
	cr_assert_eq(open_file(&f, text_of(&f), ""), ERR_KEY_LOCKED);
	end(&f);
}

Test(keyfile, of_a_service_opens_without)
{
	struct fixture f;

	start(&f, NULL);
	cr_assert_eq(open_file(&f, text_of(&f), ""), ERR_OK);
	cr_assert_not(f.keyfile.locked);
	end(&f);
}

Test(keyfile, says_in_clear_whose_it_is)
{
	struct fixture f;

	start(&f, NULL);
	cr_assert_str_eq(
		f.text.chars,
		"slb-key/1\n"
		"name centre-1\n"
		"purpose statements\n"
		"public-key ovovSjVboukHpTAJ6eN8rd96x+ZqCLoHYx9VMHKz8kw=\n"
		"key-id "
		"4e40120b721f4d3b2353db38e447488f776fb4f189509147ce2ed107de55d3e7\n"
		"secret RWQABwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
	end(&f);
}

Test(keyfile, no_flipped_bit_opens_one_that_is_locked)
{
	struct arena_mark mark;
	struct fixture f;

	start(&f, &quick);
	mark = arena_mark(&f.arena);
	for (size_t bit = 0; bit < 8 * f.text.len; bit++) {
		f.text.chars[bit / 8] ^= (char)(1u << bit % 8);
		cr_assert_neq(open_file(&f, text_of(&f), "open sesame"), ERR_OK,
			      "bit %zu", bit);
		f.text.chars[bit / 8] ^= (char)(1u << bit % 8);
		arena_rewind(&f.arena, mark);
	}
	for (size_t len = 0; len < f.text.len; len++) {
		cr_assert_eq(open_file(&f, (struct bytes){ text_of(&f).data, len },
				       "open sesame"),
			     ERR_KEY_MALFORMED, "length %zu", len);
		arena_rewind(&f.arena, mark);
	}
	f.text.chars[f.text.len++] = '\n';
	cr_assert_eq(open_file(&f, text_of(&f), "open sesame"), ERR_KEY_MALFORMED);
	end(&f);
}

Test(keyfile, a_bare_secret_must_belong_to_the_public_key)
{
	struct fixture f;

	start(&f, NULL);
	memcpy(strstr(f.text.chars, "RWQAB"), "RWQAC", 5);
	cr_assert_eq(open_file(&f, text_of(&f), ""), ERR_KEY_MALFORMED);
	end(&f);
}

struct secret_case {
	uint8_t head[11]; /* "Ed", kdf, passes, KiB */
	size_t len;
	const char *says;
};

static const struct secret_case secret_cases[] = {
	{ "", 0, "base64" },
	{ "Ed", 2, "base64" },
	{ "Dd", 35, "base64" },
	{ "Ee", 35, "base64" },
	{ "Ed", 34, "unknown" },
	{ "Ed", 36, "unknown" },
	{ "Ed\1", 35, "unknown" },
	{ "Ed\1", 98, "unknown" },
	{ "Ed\2", 35, "unknown" },
	{ "Ed\2", 99, "unknown" },
	{ "Ed\1", 100, "base64" },
	{ { 'E', 'd', 1, 0, 0, 0, 0, 0, 0, 0, 8 }, 99, "16 passes" },
	{ { 'E', 'd', 1, 0, 0, 0, 17, 0, 0, 0, 8 }, 99, "16 passes" },
	{ { 'E', 'd', 1, 0, 0, 0, 1, 0, 0, 0, 7 }, 99, "16 passes" },
	{ { 'E', 'd', 1, 0, 0, 0, 1, 0, 16, 0, 1 }, 99, "16 passes" },
};

Test(keyfile, an_unknown_or_costly_lock_is_refused_before_any_work)
{
	for (size_t i = 0; i < ARRAY_SIZE(secret_cases); i++) {
		uint8_t secret[100] = { 0 };
		struct fixture f;
		char *text;

		start(&f, NULL);
		*(strstr(f.text.chars, "secret ") + 7) = '\0';
		memcpy(secret, secret_cases[i].head, sizeof(secret_cases[i].head));
		text = base64_encode(&f.arena,
				     (struct bytes){ secret, secret_cases[i].len });
		text = arena_printf(&f.arena, "%s%s\n", f.text.chars, text);
		cr_assert_eq(open_file(&f, bytes_of_string(text), "x"),
			     ERR_KEY_MALFORMED, "case %zu", i);
		cr_assert_eq(f.diag.first->place.line, 6);
		cr_assert_not_null(strstr(f.diag.first->text, secret_cases[i].says),
				   "case %zu: %s", i, f.diag.first->text);
		end(&f);
	}
}

Test(keyfile, a_file_longer_than_any_is_refused)
{
	static uint8_t text[KEYFILE_BYTES_MAX + 1];
	struct fixture f;

	start(&f, NULL);
	cr_assert_eq(open_file(&f, BYTES_OF_ARRAY(text), ""), ERR_KEY_MALFORMED);
	end(&f);
}

Test(keyfile, a_public_key_has_a_file_too)
{
	struct key_owner owner;
	struct key_owner read;
	struct fixture f;
	char *text;

	start(&f, NULL);
	cr_assert_eq(open_file(&f, text_of(&f), ""), ERR_OK);
	owner = f.keyfile.owner;
	text = public_keyfile_write(&f.arena, &owner);
	cr_assert_eq(public_keyfile_parse(bytes_of_string(text), &read, &f.diag),
		     ERR_OK);
	cr_assert_str_eq(read.name, "centre-1");
	cr_assert_eq(read.purpose, KEY_PURPOSE_STATEMENTS);
	cr_assert(public_key_equal(&read.key, &owner.key));
	cr_assert_eq(public_keyfile_parse(text_of(&f), &read, &f.diag),
		     ERR_KEY_MALFORMED);
	text = arena_printf(&f.arena, "%s\n", text);
	cr_assert_eq(public_keyfile_parse(bytes_of_string(text), &read, &f.diag),
		     ERR_KEY_MALFORMED);
	end(&f);
}

struct line_case {
	const char *from;
	const char *to;
	uint32_t line;
};

static const struct line_case line_cases[] = {
	{ "slb-public-key/1", "slb-public-key/2", 1 },
	{ "slb-public-key/1", "slb-public-key/1 ", 1 },
	{ "name centre-1", "name ", 2 },
	{ "name centre-1", "name centre 1", 2 },
	{ "name centre-1", "nome centre-1", 2 },
	{ "name centre-1",
	  "name aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg"
	  "hhhhhhhhhhiiiiiiiiiijjjjjjjjjjkkkkkkkkkkllllllllll012345678",
	  2 },
	{ "purpose statements", "purpose statement", 3 },
	{ "public-key o", "public-key =o", 4 },
	{ "public-key ovovSjVboukHpTAJ6eN8rd96x+ZqCLoHYx9VMHKz8kw=",
	  "public-key ovovSjVboukHpTAJ6eN8rd96x+ZqCLoHYx9VMHKz", 4 },
	{ "key-id 4e", "key-id 4E", 5 },
};

Test(keyfile, each_line_is_named_when_it_is_wrong)
{
	for (size_t i = 0; i < ARRAY_SIZE(line_cases); i++) {
		const struct line_case *c = &line_cases[i];
		struct key_owner owner;
		struct fixture f;
		const char *at;
		char *text;

		start(&f, NULL);
		cr_assert_eq(open_file(&f, text_of(&f), ""), ERR_OK);
		text = public_keyfile_write(&f.arena, &f.keyfile.owner);
		at = strstr(text, c->from);
		cr_assert_not_null(at);
		text = arena_printf(&f.arena, "%.*s%s%s", (int)(at - text), text, c->to,
				    at + strlen(c->from));
		cr_assert_eq(
			public_keyfile_parse(bytes_of_string(text), &owner, &f.diag),
			ERR_KEY_MALFORMED, "case %zu", i);
		cr_assert_eq(f.diag.first->place.line, c->line, "case %zu", i);
		end(&f);
	}
}
