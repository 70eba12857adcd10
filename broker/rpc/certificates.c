#include "rpc/certificates.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ensure.h"
#include "crypto/secret_file.h"
#include "crypto/sign.h"
#include "crypto/tls_files.h"
#include "rpc/pem_file.h"

#define PEM_MAX_BYTES ((size_t)64 * 1024)
#define FILES         3

/* What tells one content of a file from the next; all zeros where there is none.  The
 * change of the inode counts, so that rights that were set right are seen, too. */
struct file_mark {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct marks {
	struct file_mark of[FILES];
};

struct pems {
	char certificate[PEM_MAX_BYTES];
	char client_ca[PEM_MAX_BYTES];
	char key[PEM_MAX_BYTES];
	int64_t end_s;
};

/* What core has for a port, and asks with. */
struct asker {
	struct asker *next;
	struct certificates *certificates;
	uint64_t generation; /* that it has; 0: none */
};

struct certificates {
	struct certificate_files files;
	struct marks seen;  /* at the last look */
	struct marks tried; /* of what was read last, whatever came of it */
	struct asker *askers;

	pthread_mutex_t lock; /* of what follows, and of every asker's generation */
	struct pems *pems;
	uint64_t generation;
};

/* ---- the files ---------------------------------------------------------------------- */

static struct marks mark(const struct certificate_files *files)
{
	const char *const paths[FILES] = { files->certificate, files->key,
					   files->client_ca };
	struct marks marks;

	memset(&marks, 0, sizeof marks);
	for (size_t i = 0; i < FILES; i++) {
		struct stat status;

		if (paths[i] == NULL || stat(paths[i], &status) != 0)
			continue;
		marks.of[i].device = status.st_dev;
		marks.of[i].inode = status.st_ino;
		marks.of[i].size = status.st_size;
		marks.of[i].changed = status.st_ctim;
	}
	return marks;
}

static bool same_mark(const struct file_mark *a, const struct file_mark *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec;
}

static bool same_marks(const struct marks *a, const struct marks *b)
{
	for (size_t i = 0; i < FILES; i++) {
		if (!same_mark(&a->of[i], &b->of[i]))
			return false;
	}
	return true;
}

static enum err read_files(const struct certificate_files *files, struct pems *pems,
			   struct diag *diag)
{
	size_t key_len = 0;
	enum err err = pem_file_read(files->certificate, pems->certificate,
				     PEM_MAX_BYTES, diag);

	if (err == ERR_OK && files->client_ca != NULL)
		err = pem_file_read(files->client_ca, pems->client_ca, PEM_MAX_BYTES,
				    diag);
	if (err == ERR_OK)
		err = secret_file_read(files->key, (uint8_t *)pems->key,
				       PEM_MAX_BYTES - 1, &key_len, diag);
	pems->key[key_len] = '\0';
	return err;
}

static enum err check_files(const struct certificate_files *files, struct pems *pems,
			    struct diag *diag)
{
	const struct tls_file chain = { files->certificate,
					bytes_of_string(pems->certificate) };
	const struct tls_file key = { files->key, bytes_of_string(pems->key) };
	const struct tls_file client_ca = { files->client_ca,
					    bytes_of_string(pems->client_ca) };
	enum err err = tls_files_check_server(&chain, &key, &pems->end_s, diag);

	if (err == ERR_OK && files->client_ca != NULL)
		err = tls_files_check_authorities(&client_ca, diag);
	return err;
}

static void free_pems(struct pems *pems)
{
	if (pems == NULL)
		return;
	wipe(pems->key, sizeof pems->key);
	free(pems);
}

/* *out is NULL unless they can be used. */
static enum err load(const struct certificate_files *files, struct pems **out,
		     struct diag *diag)
{
	struct pems *pems = calloc(1, sizeof *pems);
	enum err err;

	*out = NULL;
	if (pems == NULL)
		return diag_error(diag, ERR_NO_MEMORY, diag_at(NULL),
				  "no memory is left to read certificates");
	err = read_files(files, pems, diag);
	if (err == ERR_OK)
		err = check_files(files, pems, diag);
	if (err == ERR_OK)
		*out = pems;
	else
		free_pems(pems);
	return err;
}

/* ---- in use ------------------------------------------------------------------------- */

static void lock(struct certificates *certificates)
{
	ensure(pthread_mutex_lock(&certificates->lock) == 0);
}

static void unlock(struct certificates *certificates)
{
	ensure(pthread_mutex_unlock(&certificates->lock) == 0);
}

/* Marked before they are read: what changes meanwhile is read again. */
static enum err take(struct certificates *certificates, struct diag *diag)
{
	struct pems *before;
	struct pems *pems;
	enum err err;

	certificates->tried = mark(&certificates->files);
	err = load(&certificates->files, &pems, diag);
	if (err != ERR_OK)
		return err;
	lock(certificates);
	before = certificates->pems;
	certificates->pems = pems;
	certificates->generation++;
	unlock(certificates);
	free_pems(before);
	return ERR_OK;
}

enum certificates_news certificates_look(struct certificates *certificates,
					 bool at_once, struct diag *diag)
{
	struct marks now = mark(&certificates->files);
	bool is_settled = same_marks(&now, &certificates->seen);

	certificates->seen = now;
	if (!at_once && (!is_settled || same_marks(&now, &certificates->tried)))
		return CERTIFICATES_SAME;
	return take(certificates, diag) == ERR_OK ? CERTIFICATES_NEW
						  : CERTIFICATES_UNUSABLE;
}

int64_t certificates_end_s(struct certificates *certificates)
{
	int64_t end_s;

	lock(certificates);
	end_s = certificates->pems->end_s;
	unlock(certificates);
	return end_s;
}

/* ---- what core asks ----------------------------------------------------------------- */

/* Debian's core is built with its assertions, one of which wants authorities even of who
 * asks clients for nothing; it then never looks at them. */
static grpc_ssl_server_certificate_config *config_of(const struct certificates *from)
{
	const struct pems *pems = from->pems;
	grpc_ssl_pem_key_cert_pair pair = { .private_key = pems->key,
					    .cert_chain = pems->certificate };

	return grpc_ssl_server_certificate_config_create(
		from->files.client_ca == NULL ? pems->certificate : pems->client_ca,
		&pair, 1);
}

static grpc_ssl_certificate_config_reload_status
answer(void *context, grpc_ssl_server_certificate_config **out)
{
	struct asker *asker = context;
	struct certificates *certificates = asker->certificates;
	bool has_it;

	lock(certificates);
	has_it = asker->generation == certificates->generation;
	if (!has_it) {
		*out = config_of(certificates);
		asker->generation = certificates->generation;
	}
	unlock(certificates);
	return has_it ? GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED
		      : GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

grpc_server_credentials *certificates_credentials(struct certificates *certificates)
{
	grpc_ssl_client_certificate_request_type request =
		certificates->files.client_ca == NULL
			? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
			: GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
	struct asker *asker = calloc(1, sizeof *asker);

	if (asker == NULL)
		return NULL;
	asker->certificates = certificates;
	asker->next = certificates->askers;
	certificates->askers = asker;
	return grpc_ssl_server_credentials_create_with_options(
		grpc_ssl_server_credentials_create_options_using_config_fetcher(
			request, answer, asker));
}

/* ---- open and close ----------------------------------------------------------------- */

enum err certificates_open(const struct certificate_files *files,
			   struct certificates **out, struct diag *diag)
{
	struct certificates *certificates = calloc(1, sizeof *certificates);
	enum err err;

	*out = NULL;
	if (certificates == NULL)
		return diag_error(diag, ERR_NO_MEMORY, diag_at(NULL),
				  "no memory is left for certificates");
	certificates->files = *files;
	(void)pthread_mutex_init(&certificates->lock, NULL);
	err = take(certificates, diag);
	certificates->seen = certificates->tried;
	if (err == ERR_OK)
		*out = certificates;
	else
		certificates_close(certificates);
	return err;
}

void certificates_close(struct certificates *certificates)
{
	if (certificates == NULL)
		return;
	while (certificates->askers != NULL) {
		struct asker *asker = certificates->askers;

		certificates->askers = asker->next;
		free(asker);
	}
	free_pems(certificates->pems);
	(void)pthread_mutex_destroy(&certificates->lock);
	free(certificates);
}
