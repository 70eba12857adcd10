#include "sla/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "sla/codepoint.h"

#define PROGRESS_FIRST_MS 1000
#define PROGRESS_EVERY_MS 100
#define WIDTH_MIN         40

const char *environment(const char *name)
{
	/* Nothing here changes the environment, in any thread. */
	const char *value = getenv(name); /* NOLINT(concurrency-mt-unsafe) */

	return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool is_dumb(void)
{
	const char *term = environment("TERM");

	return term == NULL || strcmp(term, "dumb") == 0;
}

struct terminal terminal_of(FILE *stream)
{
	struct terminal terminal = { .stream = stream };
	struct winsize size;

	terminal.interactive = isatty(fileno(stream)) == 1;
	if (!terminal.interactive)
		return terminal;
	terminal.colour = environment("NO_COLOR") == NULL && !is_dumb();
	if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_MIN)
		terminal.width = size.ws_col;
	return terminal;
}

const char *tone_begin(bool colour, enum tone tone)
{
	if (!colour)
		return "";
	switch (tone) {
	case TONE_STRONG:
		return "\033[1m";
	case TONE_GOOD:
		return "\033[32m";
	case TONE_BAD:
		return "\033[31m";
	case TONE_DOUBT:
		return "\033[33m";
	case TONE_FAINT:
		return "\033[2m";
	case TONE_PLAIN:
		break;
	}
	return "";
}

const char *tone_end(bool colour, enum tone tone)
{
	return colour && tone != TONE_PLAIN ? "\033[0m" : "";
}

struct progress progress_start(const struct terminal *terminal,
			       const struct clock *clock, const char *what)
{
	return (struct progress){ .terminal = terminal,
				  .clock = clock,
				  .what = what,
				  .next_ms = clock_now_ms(clock) + PROGRESS_FIRST_MS };
}

void progress_step(struct progress *progress, size_t done, size_t total)
{
	int64_t now_ms;

	if (!progress->terminal->interactive)
		return;
	now_ms = clock_now_ms(progress->clock);
	if (now_ms < progress->next_ms)
		return;
	progress->next_ms = now_ms + PROGRESS_EVERY_MS;
	progress->shown = true;
	(void)fprintf(progress->terminal->stream, "\r%s: %zu of %zu", progress->what,
		      done, total);
	(void)fflush(progress->terminal->stream);
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		(void)fputs("\r\033[K", progress->terminal->stream);
}

size_t text_columns(const char *text)
{
	size_t columns = 0;

	while (*text != '\0')
		columns += codepoint_columns(codepoint_next(&text));
	return columns;
}

const char *text_harmless(struct arena *arena, const char *text, bool lines)
{
	struct text out;

	text_init(&out, arena);
	while (*text != '\0') {
		const char *start = text;
		uint32_t codepoint = codepoint_next(&text);

		if (codepoint_deceives(codepoint) && !(lines && codepoint == '\n'))
			text_add(&out, "\xef\xbf\xbd");
		else
			text_add_n(&out, start, (size_t)(text - start));
	}
	return text_chars(&out);
}
