#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "crypto/tls_files.h"
#include "unit/crypto/made_certificate.h"

#define NAME "broker.example"

struct fixture {
	struct arena arena;
	struct diag diag;
	struct made_certificate authority;
	struct made_certificate server;
};

static void start(struct fixture *f)
{
	arena_init(&f->arena, 1 << 20);
	f->authority = made_authority(&f->arena, "an authority");
	f->server =
		made_certificate(&f->arena, NAME, time(NULL) + 86400, &f->authority);
}

static enum err check(struct fixture *f, const char *chain, const char *key,
		      int64_t *end_s)
{
	const struct tls_file chain_file = { "server.pem", bytes_of_string(chain) };
	const struct tls_file key_file = { "server.key", bytes_of_string(key) };

	diag_init(&f->diag, &f->arena);
	return tls_files_check_server(&chain_file, &key_file, end_s, &f->diag);
}

static void expect_refused(struct fixture *f, const char *chain, const char *key,
			   const char *file, const char *text)
{
	int64_t end_s = 0;

	cr_expect_eq(check(f, chain, key, &end_s), ERR_USAGE, "%s", text);
	cr_assert_not_null(f->diag.first, "%s", text);
	cr_expect_str_eq(f->diag.first->place.file, file);
	cr_expect_str_eq(f->diag.first->text, text);
	cr_expect_not_null(f->diag.first->hint);
}

static const char *joined(struct fixture *f, const char *a, const char *b)
{
	return arena_printf(&f->arena, "%s%s", a, b);
}

Test(tls_files, a_chain_and_its_key_say_when_they_end)
{
	struct made_certificate over;
	struct fixture f;
	int64_t end_s = 0;

	start(&f);
	cr_expect_eq(check(&f, f.server.certificate, f.server.key, &end_s), ERR_OK);
	cr_expect_eq(end_s, f.server.end_s);
	over = made_certificate(&f.arena, NAME, 1000000007, &f.authority);
	cr_expect_eq(check(&f, joined(&f, over.certificate, f.authority.certificate),
			   over.key, &end_s),
		     ERR_OK);
	cr_expect_eq(end_s, 1000000007);
	cr_expect_null(f.diag.first);
	arena_release(&f.arena);
}

Test(tls_files, what_does_not_fit_together_is_named)
{
	struct made_certificate other;
	struct fixture f;

	start(&f);
	other = made_certificate(&f.arena, NAME, f.server.end_s, &f.authority);
	expect_refused(&f, other.certificate, f.server.key, "server.key",
		       "the key is not that of the first certificate in server.pem");
	expect_refused(&f, joined(&f, f.authority.certificate, f.server.certificate),
		       f.server.key, "server.key",
		       "the key is not that of the first certificate in server.pem");
	arena_release(&f.arena);
}

Test(tls_files, what_is_no_pem_of_its_kind_is_named)
{
	struct fixture f;

	start(&f);
	expect_refused(&f, "no certificate", f.server.key, "server.pem",
		       "there is no certificate in the file");
	expect_refused(&f, "", f.server.key, "server.pem",
		       "there is no certificate in the file");
	expect_refused(&f, f.server.key, f.server.key, "server.pem",
		       "there is no certificate in the file");
	expect_refused(&f, f.server.certificate, "no key", "server.key",
		       "there is no unencrypted private key in the file");
	expect_refused(&f, f.server.certificate, f.server.certificate, "server.key",
		       "there is no unencrypted private key in the file");
	expect_refused(&f, f.server.certificate, made_locked_key(&f.arena, &f.server),
		       "server.key", "there is no unencrypted private key in the file");
	arena_release(&f.arena);
}

Test(tls_files, a_file_that_was_cut_off_is_named_wherever_it_was_cut)
{
	const char *last_line = "-----END CERTIFICATE-----\n";
	struct fixture f;
	const char *chain;
	size_t first_len;

	start(&f);
	chain = joined(&f, f.server.certificate, f.authority.certificate);
	first_len = strlen(f.server.certificate);
	for (size_t len = 40; len < strlen(chain) - strlen(last_line); len += 61) {
		int64_t end_s = 0;
		const char *cut = arena_strndup(&f.arena, chain, len);

		/* Between the two, and within the first line of the second, it is whole. */
		if (len >= first_len - 1 && len < first_len + 30)
			continue;
		cr_expect_eq(check(&f, cut, f.server.key, &end_s), ERR_USAGE, "%zu",
			     len);
		cr_assert_not_null(f.diag.first, "%zu", len);
		cr_expect_str_eq(f.diag.first->text,
				 "a certificate in the file cannot be read");
	}
	arena_release(&f.arena);
}

Test(tls_files, a_key_too_weak_for_this_machine_is_told_before_tls_tells_it)
{
	struct made_certificate weak;
	struct fixture f;

	start(&f);
	weak = made_weak_certificate(&f.arena, NAME);
	expect_refused(&f, weak.certificate, weak.key, "server.pem",
		       "TLS does not take the certificate: ee key too small");
	arena_release(&f.arena);
}

Test(tls_files, authorities_are_one_or_more)
{
	struct tls_file file = { .path = "ca.pem" };
	struct made_certificate second;
	struct fixture f;

	start(&f);
	diag_init(&f.diag, &f.arena);
	second = made_authority(&f.arena, "another");
	file.pem = bytes_of_string(f.authority.certificate);
	cr_expect_eq(tls_files_check_authorities(&file, &f.diag), ERR_OK);
	file.pem = bytes_of_string(
		joined(&f, f.authority.certificate, second.certificate));
	cr_expect_eq(tls_files_check_authorities(&file, &f.diag), ERR_OK);
	cr_expect_null(f.diag.first);
	file.pem = bytes_of_string("nobody");
	cr_expect_eq(tls_files_check_authorities(&file, &f.diag), ERR_USAGE);
	cr_assert_not_null(f.diag.first);
	cr_expect_str_eq(f.diag.first->place.file, "ca.pem");
	arena_release(&f.arena);
}
