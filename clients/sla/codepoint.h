#ifndef CLIENTS_SLA_CODEPOINT_H
#define CLIENTS_SLA_CODEPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The characters of UTF-8 text, one by one, as far as their width on a screen goes.
 */

#define CODEPOINT_DAMAGED 0xfffdu

/* *text must not stand at the NUL; moves on by at least one byte.  What is not UTF-8 is
 * CODEPOINT_DAMAGED, byte by byte. */
uint32_t codepoint_next(const char **text);

/* 0, 1 or 2. */
size_t codepoint_columns(uint32_t codepoint);

/* Control characters (C0 with line feed and tab, DEL, C1), line and paragraph
 * separators, and the marks, overrides and isolates of bidirectional text. */
bool codepoint_deceives(uint32_t codepoint);

#endif
