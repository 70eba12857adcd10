#include "sla/bundle_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/known_log.h"
#include "lib/session.h"
#include "sla/answer.h"
#include "sla/connection.h"

/* ---- the file ---- */

static enum err read_at(void *context, uint64_t offset, uint8_t *out, size_t len,
			size_t *got)
{
	const int *fd = context;

	*got = 0;
	while (*got < len) {
		ssize_t part =
			pread(*fd, out + *got, len - *got, (off_t)(offset + *got));

		if (part < 0 && errno == EINTR)
			continue;
		if (part < 0)
			return ERR_IO;
		if (part == 0)
			break;
		*got += (size_t)part;
	}
	return ERR_OK;
}

bool is_bundle_file(const char *name)
{
	uint8_t first[sizeof(BUNDLE_MAGIC) - 1];
	struct stat status;
	size_t got = 0;
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		(void)read_at(&fd, 0, first, sizeof first, &got);
	(void)close(fd);
	return bundle_begins((struct bytes){ first, got });
}

/* NOLINTNEXTLINE(readability-non-const-parameter): a context is not const */
static enum err open_fd(struct invocation *in, int *fd, struct bundle **out)
{
	struct bundle_source source = { read_at, fd };
	enum err e = bundle_open(&source, out, &in->diag);

	if (e == ERR_IO)
		e = diag_error(&in->diag, ERR_IO, diag_at(""), "it cannot be read: %s",
			       strerror(errno)); /* NOLINT(concurrency-mt-unsafe) */
	return e;
}

/* ---- the key of its log ---- */

static enum err wrong_key(struct invocation *in, const struct bundle_facts *facts,
			  const struct note_key *expected, const char *from)
{
	struct note_key named =
		note_key_make(facts->checkpoint.origin, NOTE_ED25519, &facts->log_key);

	(void)diag_error(&in->diag, ERR_BUNDLE_INVALID, diag_at(""),
			 "it is of another log than %s says: it is signed by %s; "
			 "expected %s",
			 from, note_key_text(in->arena, &named),
			 note_key_text(in->arena, expected));
	diag_hint(&in->diag,
		  "if the broker got a new log key since, sla log checkpoint "
		  "learns it");
	return ERR_BUNDLE_INVALID;
}

static enum err check_key(struct invocation *in, const struct bundle_facts *facts,
			  const struct log_keys *keys, const char *from)
{
	const struct note_key *expected =
		log_keys_find(keys, facts->checkpoint.tree.size);

	if (strcmp(expected->name, facts->checkpoint.origin) == 0 &&
	    public_key_equal(&expected->key, &facts->log_key))
		return ERR_OK;
	return wrong_key(in, facts, expected, from);
}

/* What was seen with the profile must be what the bundle shows, as far as one can tell
 * without asking the broker. */
static enum err check_seen(struct invocation *in, const struct profile *profile,
			   const struct bundle_facts *facts, bool *is_last_seen)
{
	const char *path = path_join(in->arena, profile->message->state_folder,
				     SESSION_CHECKPOINT_FILE);
	const struct tree_head *tree = &facts->checkpoint.tree;
	struct known_log known;
	enum err e =
		known_log_open(in->arena, path, &profile->log_key, &known, &in->diag);

	if (e == ERR_OK)
		e = check_key(in, facts, &known.keys, profile->file);
	if (e != ERR_OK || !known.known || known.last.tree.size != tree->size)
		return e;
	*is_last_seen = digest_equal(&known.last.tree.root, &tree->root);
	if (*is_last_seen)
		return ERR_OK;
	(void)diag_error(
		&in->diag, ERR_LOG_INCONSISTENT, diag_at(""),
		"its checkpoint of %" PRIu64
		" entries is not the one that was seen before: there are two of "
		"the log",
		tree->size);
	diag_hint(&in->diag,
		  "both signed checkpoints are evidence against the broker: the bundle "
		  "and %s; show them to the other party",
		  path);
	return ERR_LOG_INCONSISTENT;
}

static enum err check_option(struct invocation *in, const char *text,
			     const struct bundle_facts *facts)
{
	struct note_key key;
	struct log_keys keys;
	enum err e = note_key_parse(in->arena, bytes_of_string(text), &key, &in->diag);

	if (e != ERR_OK) {
		in->diag.last->place.file = "--log-key";
		diag_hint(&in->diag, "give the verifier of the log, as in "
				     "broker.example/log+95548e22+AQOh...");
		return ERR_USAGE;
	}
	keys = log_keys_of(&key);
	return check_key(in, facts, &keys, "--log-key");
}

/* False: there is none, or it is of another log; nothing is told of that. */
static bool find_default_profile(struct invocation *in,
				 const struct bundle_facts *facts, struct profile *out)
{
	struct profile_places places = profile_places_of_environment();
	const char *file;
	struct diag unheard;
	enum err e;

	diag_init(&unheard, in->arena);
	e = profile_find(in->arena, &places, "default", &file, &unheard);
	if (e == ERR_OK)
		e = profile_read(in->arena, &places, file, out, &unheard);
	return e == ERR_OK && strcmp(out->log_key.name, facts->checkpoint.origin) == 0;
}

/* The profile of --profile, or the default one where it is of this log. */
static enum err check_profile(struct invocation *in, const struct bundle_facts *facts,
			      struct opened_bundle *out)
{
	struct profile profile;
	enum err e = ERR_OK;

	if (option_given(&in->options, "profile"))
		e = profile_open(in, &profile);
	else if (!find_default_profile(in, facts, &profile))
		return ERR_OK;
	if (e == ERR_OK)
		e = check_seen(in, &profile, facts, &out->is_last_seen);
	if (e != ERR_OK)
		return e;
	out->known_from = KNOWN_PROFILE;
	out->profile = profile.file;
	return ERR_OK;
}

static enum err check_known(struct invocation *in, struct opened_bundle *out)
{
	const char *text = option_text(&in->options, "log-key");
	const struct bundle_facts *facts = bundle_facts(out->bundle);

	if (text == NULL)
		return check_profile(in, facts, out);
	if (option_given(&in->options, "profile"))
		return usage_error(in, "--log-key and --profile exclude each other");
	out->known_from = KNOWN_OPTION;
	return check_option(in, text, facts);
}

/* ---- from outside ---- */

enum err bundle_file_open(struct invocation *in, const char *name,
			  struct opened_bundle *out)
{
	const struct diag_item *before = in->diag.last;
	enum err e;

	*out = (struct opened_bundle){ .fd = open(name, O_RDONLY | O_CLOEXEC) };
	if (out->fd < 0)
		return file_error(&in->diag, name, "cannot be opened");
	e = open_fd(in, &out->fd, &out->bundle);
	if (e == ERR_OK)
		e = check_known(in, out);
	problems_of_file(in, before, name);
	return e;
}

enum err bundle_fd_verify(struct invocation *in, int *fd, const struct profile *profile,
			  struct bundle **out)
{
	bool is_last_seen;
	enum err e = open_fd(in, fd, out);

	if (e == ERR_OK)
		e = check_seen(in, profile, bundle_facts(*out), &is_last_seen);
	return e;
}

void bundle_file_close(struct opened_bundle *opened)
{
	bundle_close(opened->bundle);
	if (opened->fd >= 0)
		(void)close(opened->fd);
}
