#include "unit/rpc/tls_folder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "unit/rpc/client.h"

#define DAY_S 86400

struct made_certificate tls_folder_make(struct tls_folder *folder)
{
	return made_certificate(&folder->arena, CLIENT_TLS_NAME, time(NULL) + DAY_S,
				&folder->authority);
}

void tls_folder_put(struct tls_folder *folder, const char *path, const char *text,
		    mode_t mode)
{
	const char *beside = arena_printf(&folder->arena, "%s.new", path);
	FILE *file = fopen(beside, "w");

	cr_assert_not_null(file);
	cr_assert_geq(fputs(text, file), 0);
	cr_assert_eq(fclose(file), 0);
	cr_assert_eq(chmod(beside, mode), 0);
	cr_assert_eq(rename(beside, path), 0);
}

void tls_folder_put_pair(struct tls_folder *folder, const struct made_certificate *made)
{
	tls_folder_put(folder, folder->files.certificate, made->certificate, 0644);
	tls_folder_put(folder, folder->files.key, made->key, 0600);
}

void tls_folder_open(struct tls_folder *folder)
{
	struct made_certificate made;
	char path[] = "/tmp/tls_folder_XXXXXX";

	*folder = (struct tls_folder){ .certificates = NULL };
	arena_init(&folder->arena, 1 << 20);
	cr_assert_not_null(mkdtemp(path));
	folder->path = arena_strdup(&folder->arena, path);
	folder->files = (struct certificate_files){
		.certificate = arena_printf(&folder->arena, "%s/server.pem", path),
		.key = arena_printf(&folder->arena, "%s/server.key", path),
		.client_ca = arena_printf(&folder->arena, "%s/clients.pem", path),
	};
	folder->authority = made_authority(&folder->arena, "an authority");
	made = tls_folder_make(folder);
	tls_folder_put_pair(folder, &made);
}

struct certificates *tls_folder_certificates(struct tls_folder *folder)
{
	struct diag diag;

	diag_init(&diag, &folder->arena);
	folder->files.client_ca = NULL;
	cr_assert_eq(certificates_open(&folder->files, &folder->certificates, &diag),
		     ERR_OK);
	return folder->certificates;
}

void tls_folder_close(struct tls_folder *folder)
{
	certificates_close(folder->certificates);
	(void)unlink(folder->files.certificate);
	(void)unlink(folder->files.key);
	(void)unlink(arena_printf(&folder->arena, "%s/clients.pem", folder->path));
	cr_expect_eq(rmdir(folder->path), 0);
	arena_release(&folder->arena);
}
