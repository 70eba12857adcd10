#include "base/ensure.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

struct recovery {
	jmp_buf place;
	struct ensure_failure failure;
	struct recovery *outer;
};

static _Thread_local struct recovery *recovery_of_thread;

void ensure_true(bool holds, const char *condition, const char *file, int line,
		 const char *function)
{
	struct recovery *recovery = recovery_of_thread;

	if (holds)
		return;
	if (recovery == NULL) {
		(void)fprintf(stderr, "%s:%d: %s: broken invariant: %s\n", file, line,
			      function, condition);
		abort();
	}
	recovery->failure = (struct ensure_failure){
		.condition = condition, .file = file, .function = function, .line = line
	};
	longjmp(recovery->place, 1); /* NOLINT(cert-err52-cpp): the one way back */
}

bool ensure_run(void (*work)(void *context), void *context,
		struct ensure_failure *failure)
{
	struct recovery recovery = { .outer = recovery_of_thread };
	bool returned = false;

	recovery_of_thread = &recovery;
	if (setjmp(recovery.place) == 0) { /* NOLINT(cert-err52-cpp) */
		work(context);
		recovery_of_thread = recovery.outer;
		returned = true;
	} else {
		recovery_of_thread = recovery.outer;
		*failure = recovery.failure;
	}
	return returned;
}
