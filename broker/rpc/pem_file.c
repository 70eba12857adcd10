#include "rpc/pem_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static enum err cannot(const char *path, int number, struct diag *diag)
{
	char reason[128];

	if (strerror_r(number, reason, sizeof reason) != 0)
		reason[0] = '\0';
	return diag_error(diag, ERR_USAGE, (struct diag_place){ .file = path },
			  "the file cannot be read: %s", reason);
}

enum err pem_file_read(const char *path, char *room, size_t room_bytes,
		       struct diag *diag)
{
	FILE *file = fopen(path, "re");
	int number = 0;
	size_t len;

	if (file == NULL)
		return cannot(path, errno, diag);
	len = fread(room, 1, room_bytes, file);
	if (ferror(file) != 0)
		number = errno;
	else if (len == room_bytes)
		number = EFBIG;
	(void)fclose(file);
	if (number != 0)
		return cannot(path, number, diag);
	room[len] = '\0';
	return ERR_OK;
}
