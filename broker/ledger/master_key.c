#include "ledger/master_key.h"

#include <string.h>

#include "crypto/random.h"
#include "crypto/secret_file.h"
#include "crypto/sign.h"

#define FIRST_LINE  "slb-master-key/1\n"
#define KEY_WORD    "key "
#define BASE64_SIZE 44 /* of 32 bytes */

#define KEY_OFFSET (sizeof(FIRST_LINE KEY_WORD) - 1)
#define FILE_BYTES (KEY_OFFSET + BASE64_SIZE + 1)

/* Room for the text of a key, outside the arenas of those who call. */
#define SCRATCH_BYTES 4096

enum err master_key_create(const char *path, struct diag *diag)
{
	struct master_key key;
	struct arena scratch;
	char *text;
	enum err err;

	arena_init(&scratch, SCRATCH_BYTES);
	random_fill(key.bytes, sizeof(key.bytes));
	text = base64_encode(&scratch, BYTES_OF_ARRAY(key.bytes));
	{
		char file[FILE_BYTES + 1] = FIRST_LINE KEY_WORD;

		memcpy(file + KEY_OFFSET, text, BASE64_SIZE);
		file[FILE_BYTES - 1] = '\n';
		err = secret_file_create(path, bytes_of_string(file), diag);
		wipe(file, sizeof(file));
	}
	wipe(text, BASE64_SIZE);
	wipe(&key, sizeof(key));
	arena_release(&scratch);
	return err;
}

static enum err malformed(struct diag *diag)
{
	return diag_error(diag, ERR_KEY_MALFORMED, (struct diag_place){ .line = 1 },
			  "this is not a master key file: expected the line "
			  "\"slb-master-key/1\", then the line \"key \" and %d "
			  "characters of base64, and nothing else",
			  BASE64_SIZE);
}

/* The arena is ours, so what it holds of the key may be overwritten. */
static void wipe_copy(struct bytes key)
{
	void *copy;

	memcpy(&copy, &key.data, sizeof(copy));
	wipe(copy, key.len);
}

enum err master_key_parse(struct bytes text, struct master_key *out, struct diag *diag)
{
	struct arena scratch;
	struct bytes key = { 0 };
	bool valid;

	if (text.len != FILE_BYTES || text.data[FILE_BYTES - 1] != '\n' ||
	    memcmp(text.data, FIRST_LINE KEY_WORD, KEY_OFFSET) != 0)
		return malformed(diag);
	arena_init(&scratch, SCRATCH_BYTES);
	valid = base64_decode(&scratch,
			      (struct bytes){ text.data + KEY_OFFSET, BASE64_SIZE },
			      &key) &&
		key.len == sizeof(out->bytes);
	if (valid) {
		memcpy(out->bytes, key.data, sizeof(out->bytes));
		wipe_copy(key);
	}
	arena_release(&scratch);
	return valid ? ERR_OK : malformed(diag);
}

enum err master_key_read(const char *path, struct master_key *out, struct diag *diag)
{
	uint8_t room[FILE_BYTES + 2];
	size_t len;
	enum err err = secret_file_read(path, room, sizeof(room), &len, diag);

	if (err == ERR_LIMIT_EXCEEDED)
		err = ERR_KEY_MALFORMED;
	if (err == ERR_OK)
		err = master_key_parse((struct bytes){ room, len }, out, diag);
	if (err == ERR_IO)
		diag_hint(diag,
			  "this is the master key, without which nobody reads the "
			  "log: bring back the copy that was kept apart, mode 0600, "
			  "owned by the user that serves");
	if (err == ERR_KEY_MALFORMED)
		diag_hint(diag,
			  "bring back a copy of %s; if it was broken off while "
			  "`slabroker init` made it, and no log was opened with it, "
			  "remove it and run that again",
			  path);
	wipe(room, sizeof(room));
	return err;
}
