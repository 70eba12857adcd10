#include "lib/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "envelope/envelope.h"
#include "lib/file.h"

#define NUMBER_DIGITS 16
#define LOOK_MS       100 /* between two looks at a lock that another process has */
#define NAME_BYTES    (NUMBER_DIGITS + 1 + DIGEST_HEX_SIZE - 1)

static const char *const folders[] = { "waiting", "logged", "refused" };

static const char *path_of(const struct spool *spool, struct arena *arena,
			   const char *folder, const char *name)
{
	return arena_printf(arena, "%s/%s/%s", spool->folder, folder, name);
}

static const char *hex_of(struct arena *arena, const struct digest *digest)
{
	return hex_encode(arena, digest_bytes(digest));
}

/* ---- opening ---- */

/* sleep_ms NULL: one look.  errno is that of the last. */
static bool lock_in_turn(int file, void (*sleep_ms)(uint32_t wait_ms))
{
	uint32_t waited_ms = 0;

	while (flock(file, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK || sleep_ms == NULL ||
		    waited_ms >= SPOOL_WAIT_MS)
			return false;
		sleep_ms(LOOK_MS);
		waited_ms += LOOK_MS;
	}
	return true;
}

static enum err take_lock(struct arena *arena, struct spool *spool,
			  void (*sleep_ms)(uint32_t wait_ms), struct diag *diag)
{
	const char *name = path_join(arena, spool->folder, "lock");
	enum err e = ERR_OK;

	spool->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (spool->lock < 0)
		return file_error(diag, name, "cannot be opened");
	if (lock_in_turn(spool->lock, sleep_ms))
		return ERR_OK;
	if (errno == EWOULDBLOCK) {
		e = diag_error(diag, ERR_BUSY, (struct diag_place){ .file = name },
			       "another process signs or sends for this profile");
		diag_hint(diag, "wait until it is done");
	} else {
		e = file_error(diag, name, "cannot be locked");
	}
	(void)close(spool->lock);
	return e;
}

/* Its number and id, where the name is one that spool_put() gave. */
static bool parse_name(struct arena *arena, const char *path, uint64_t *number,
		       struct spool_entry *out)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	struct bytes id;
	size_t i;

	*number = 0;
	if (strlen(name) != NAME_BYTES || name[NUMBER_DIGITS] != '-')
		return false;
	for (i = 0; i < NUMBER_DIGITS; i++) {
		if (name[i] < '0' || name[i] > '9')
			return false;
		*number = *number * 10 + (uint64_t)(name[i] - '0');
	}
	out->name = name;
	return hex_decode(arena, bytes_of_string(name + NUMBER_DIGITS + 1), &id) &&
	       digest_from_bytes(id, &out->content_id);
}

static enum err find_next(struct spool *spool, struct arena *arena, struct diag *diag)
{
	struct name_list names = { 0 };
	enum err e = folder_list(arena, path_join(arena, spool->folder, "waiting"),
				 &names, diag);
	size_t i;

	spool->next = 1;
	for (i = 0; e == ERR_OK && i < names.count; i++) {
		struct spool_entry entry;
		uint64_t number;

		if (parse_name(arena, names.names[i], &number, &entry) &&
		    number >= spool->next)
			spool->next = number + 1;
	}
	return e;
}

enum err spool_open(struct arena *arena, const char *folder, struct spool *out,
		    struct diag *diag)
{
	return spool_open_in_turn(arena, folder, NULL, out, diag);
}

enum err spool_open_in_turn(struct arena *arena, const char *folder,
			    void (*sleep_ms)(uint32_t wait_ms), struct spool *out,
			    struct diag *diag)
{
	enum err e = folder_make_private(arena, folder, diag);
	size_t i;

	*out = (struct spool){ .folder = arena_strdup(arena, folder), .lock = -1 };
	for (i = 0; e == ERR_OK && i < ARRAY_SIZE(folders); i++)
		e = folder_make_private(arena, path_join(arena, folder, folders[i]),
					diag);
	if (e == ERR_OK)
		e = take_lock(arena, out, sleep_ms, diag);
	if (e != ERR_OK)
		return e;
	e = find_next(out, arena, diag);
	if (e != ERR_OK)
		spool_close(out);
	return e;
}

void spool_close(struct spool *spool)
{
	if (spool->lock >= 0)
		(void)close(spool->lock);
	spool->lock = -1;
}

/* ---- what waits ---- */

enum err spool_put(struct spool *spool, struct arena *arena,
		   const struct digest *content_id, struct bytes envelope,
		   struct spool_entry *out, struct diag *diag)
{
	out->content_id = *content_id;
	out->name = arena_printf(arena, "%0*" PRIu64 "-%s", NUMBER_DIGITS, spool->next,
				 hex_of(arena, content_id));
	spool->next++;
	return file_replace(arena, path_of(spool, arena, "waiting", out->name),
			    envelope, diag);
}

enum err spool_waiting(const struct spool *spool, struct arena *arena,
		       struct spool_list *out, struct diag *diag)
{
	struct name_list names = { 0 };
	enum err e = folder_list(arena, path_join(arena, spool->folder, "waiting"),
				 &names, diag);
	size_t i;

	*out = (struct spool_list){ 0 };
	if (e != ERR_OK)
		return e;
	out->entries = arena_array(arena, struct spool_entry, names.count + 1);
	for (i = 0; i < names.count; i++) {
		uint64_t number;

		/* Half-written files of a crash have another name, and are left. */
		if (parse_name(arena, names.names[i], &number,
			       &out->entries[out->count]))
			out->count++;
	}
	return ERR_OK;
}

enum err spool_read(const struct spool *spool, struct arena *arena,
		    const struct spool_entry *entry, struct bytes *out,
		    struct diag *diag)
{
	const char *path = path_of(spool, arena, "waiting", entry->name);
	struct envelope envelope;
	enum err e = file_read(arena, path, ENVELOPE_BYTES_MAX, out, diag);

	if (e != ERR_OK)
		return e;
	if (envelope_parse(arena, *out, &envelope, diag) == ERR_OK &&
	    digest_equal(&envelope.content_id, &entry->content_id))
		return ERR_OK;
	(void)diag_error(diag, ERR_IO, (struct diag_place){ .file = path },
			 "the file is not what was signed: it was changed or damaged");
	diag_hint(diag, "move it away and look what became of it before you sign the "
			"same place of a series again");
	return ERR_IO;
}

/* ---- what became of it ---- */

enum err spool_logged(const struct spool *spool, struct arena *arena,
		      const struct spool_entry *entry, struct bytes receipt,
		      struct diag *diag)
{
	const char *id = hex_of(arena, &entry->content_id);
	const char *kept = path_of(spool, arena, "logged", id);
	enum err e = file_replace(arena, arena_printf(arena, "%s.receipt", kept),
				  receipt, diag);

	if (e != ERR_OK)
		return e;
	return file_move(arena, path_of(spool, arena, "waiting", entry->name), kept,
			 diag);
}

enum err spool_refused(const struct spool *spool, struct arena *arena,
		       const struct spool_entry *entry, struct diag *diag)
{
	const char *id = hex_of(arena, &entry->content_id);

	return file_move(arena, path_of(spool, arena, "waiting", entry->name),
			 path_of(spool, arena, "refused", id), diag);
}

enum err spool_recover(const struct spool *spool, struct arena *arena,
		       struct diag *diag)
{
	struct spool_list list;
	enum err e = spool_waiting(spool, arena, &list, diag);
	size_t i;

	for (i = 0; e == ERR_OK && i < list.count; i++) {
		const char *id = hex_of(arena, &list.entries[i].content_id);
		const char *kept = path_of(spool, arena, "logged", id);

		if (access(arena_printf(arena, "%s.receipt", kept), F_OK) == 0)
			e = file_move(
				arena,
				path_of(spool, arena, "waiting", list.entries[i].name),
				kept, diag);
	}
	return e;
}

enum err spool_visit_refused(const struct spool *spool, struct arena *arena,
			     void (*visit)(void *context, struct bytes envelope),
			     void *context, struct diag *diag)
{
	struct name_list names = { 0 };
	enum err e = folder_list(arena, path_join(arena, spool->folder, "refused"),
				 &names, diag);
	size_t i;

	for (i = 0; e == ERR_OK && i < names.count; i++) {
		struct bytes envelope;

		e = file_read(arena, names.names[i], ENVELOPE_BYTES_MAX, &envelope,
			      diag);
		if (e == ERR_OK)
			visit(context, envelope);
	}
	return e;
}
