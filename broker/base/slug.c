#include "base/slug.h"

#include <string.h>

#define ORGANISATION_BYTES_MIN 3
#define ORGANISATION_BYTES_MAX 40
#define NAME_BYTES_MAX         64
#define LETTERS_AND_DIGITS     "abcdefghijklmnopqrstuvwxyz0123456789"

static bool is_made_of(const char *text, const char *allowed)
{
	return text[0] >= 'a' && text[0] <= 'z' && text[strspn(text, allowed)] == '\0';
}

bool slug_is_organisation(const char *text)
{
	size_t len = strlen(text);

	return len >= ORGANISATION_BYTES_MIN && len <= ORGANISATION_BYTES_MAX &&
	       is_made_of(text, LETTERS_AND_DIGITS "-");
}

bool slug_is_name(const char *text)
{
	return strlen(text) <= NAME_BYTES_MAX &&
	       is_made_of(text, LETTERS_AND_DIGITS "_-");
}
