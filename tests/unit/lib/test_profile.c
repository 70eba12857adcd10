#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "lib/file.h"
#include "lib/profile.h"
#include "unit/lib/made.h"

#define LOG_KEY                        \
	"broker.example/log+95548e22+" \
	"AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"

static const char good[] = "broker: unix:/run/slabroker/slabroker.sock\n"
			   "origin: broker.example/log\n"
			   "log_key: " LOG_KEY "\n"
			   "organisation: nordcall\n"
			   "statements_key: nordcall.key\n"
			   "tokens_key: /etc/keys/tokens.key\n";

static const struct profile_places places = { "/config", "/state", "/home/me" };

struct fixture {
	struct arena arena;
	struct diag diag;
	const char *file;
	struct profile profile;
};

static enum err read_text(struct fixture *f, const char *text)
{
	arena_init(&f->arena, 1 << 22);
	diag_init(&f->diag, &f->arena);
	f->file = path_join(&f->arena, made_folder(&f->arena), "north.yaml");
	cr_assert_eq(file_replace(&f->arena, f->file, bytes_of_string(text), &f->diag),
		     ERR_OK);
	return profile_read(&f->arena, &places, f->file, &f->profile, &f->diag);
}

Test(profile, names_files_beside_itself)
{
	struct fixture f;
	char beside[256];

	cr_assert_eq(read_text(&f, good), ERR_OK);
	(void)snprintf(beside, sizeof beside, "%.*s/nordcall.key",
		       (int)(strlen(f.file) - strlen("/north.yaml")), f.file);
	cr_expect_str_eq(f.profile.message->statements_key, beside);
	cr_expect_str_eq(f.profile.message->tokens_key, "/etc/keys/tokens.key");
	cr_expect_str_eq(f.profile.message->root_key, "");
	cr_expect_str_eq(f.profile.message->state_folder, "/state/slabroker/north");
	cr_expect_str_eq(f.profile.log_key.name, "broker.example/log");
	arena_release(&f.arena);
}

#define LETTERS_36 "abcdefghijklmnopqrstuvwxyz0123456789"

struct mistake {
	const char *line; /* replaced, up to its end */
	const char *with;
	const char *field; /* told */
};

/* clang-format off */
static const struct mistake mistakes[] = {
	{ "broker:", "", "broker" },
	{ "broker:", "broker: unix:/" LETTERS_36 LETTERS_36 LETTERS_36 "\n", "broker" },
	{ "broker:", "broker: broker.example:443\n", "tls" },
	{ "broker:", "broker: 127.0.0.1:1\ntls: { key_file: k.pem }\n", "tls.certificate_file" },
	{ "origin:", "", "origin" },
	{ "origin:", "origin: broker example\n", "origin" },
	{ "origin:", "origin: other.example/log\n", "log_key" },
	{ "log_key:", "", "log_key" },
	{ "log_key:", "log_key: AQOhB7\n", "log_key" },
	{ "organisation:", "organisation: Nord Call\n", "organisation" },
	{ "organisation:", "organisation: no\n", "organisation" },
	{ "organisation:", "", "organisation" },
};
/* clang-format on */

Test(profile, every_mistake_names_its_field)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		const char *line = strstr(good, mistakes[i].line);
		struct fixture f;
		char text[1024];

		(void)snprintf(text, sizeof text, "%.*s%s%s", (int)(line - good), good,
			       mistakes[i].with, strchr(line, '\n') + 1);
		cr_expect_eq(read_text(&f, text), ERR_DOCUMENT_VALUE, "%s", text);
		cr_assert_eq(f.diag.error_count, 1, "%s", text);
		cr_expect_str_eq(f.diag.first->place.path, mistakes[i].field, "%s",
				 text);
		cr_expect_str_eq(f.diag.first->place.file, f.file);
		arena_release(&f.arena);
	}
}

Test(profile, tls_to_anywhere_is_fine)
{
	struct fixture f;
	char text[1024];

	(void)snprintf(text, sizeof text, "broker: broker.example:443\ntls: {}\n%s",
		       strchr(good, '\n') + 1);
	cr_expect_eq(read_text(&f, text), ERR_OK);
	cr_expect_not_null(f.profile.message->tls);
	arena_release(&f.arena);
}

Test(profile, a_socket_has_a_path_of_107_bytes_at_most)
{
	struct fixture f;
	char text[1024];

	(void)snprintf(text, sizeof text, "broker: unix:/%.106s\n%s",
		       LETTERS_36 LETTERS_36 LETTERS_36, strchr(good, '\n') + 1);
	cr_expect_eq(read_text(&f, text), ERR_OK);
	arena_release(&f.arena);
}

Test(profile, is_found_by_its_name)
{
	static const struct {
		const char *name;
		struct profile_places places;
		const char *file; /* NULL: refused */
	} rows[] = {
		{ "north", { "/c", NULL, "/h" }, "/c/slabroker/north.yaml" },
		{ "north", { NULL, NULL, "/h" }, "/h/.config/slabroker/north.yaml" },
		{ "./north", { "/c", NULL, NULL }, "./north" },
		{ "north.yaml", { "/c", NULL, NULL }, "north.yaml" },
		{ "north", { NULL, "/s", NULL }, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *file;
		struct arena arena;
		struct diag diag;
		enum err e;

		arena_init(&arena, 1 << 20);
		diag_init(&diag, &arena);
		e = profile_find(&arena, &rows[i].places, rows[i].name, &file, &diag);
		cr_expect_eq(e, rows[i].file == NULL ? ERR_USAGE : ERR_OK);
		if (rows[i].file != NULL)
			cr_expect_str_eq(file, rows[i].file);
		arena_release(&arena);
	}
}

Test(profile, this_machine_is_told_from_others)
{
	static const char *const here[] = { "unix:/run/s", "127.0.0.1:7443",
					    "[::1]:7443" };
	static const char *const elsewhere[] = { "localhost:7443", "10.0.0.1:7443",
						 "[::]:7443", "1127.0.0.1:1" };

	for (size_t i = 0; i < ARRAY_SIZE(here); i++)
		cr_expect(address_is_local(here[i]), "%s", here[i]);
	for (size_t i = 0; i < ARRAY_SIZE(elsewhere); i++)
		cr_expect_not(address_is_local(elsewhere[i]), "%s", elsewhere[i]);
}
