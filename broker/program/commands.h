#ifndef BROKER_PROGRAM_COMMANDS_H
#define BROKER_PROGRAM_COMMANDS_H

#include "program/invocation.h"

#define VERSION "0.1.0"

/* What the commands do; main.c has the table. */

enum err run_init(struct invocation *in) MUST_CHECK;
enum err run_serve(struct invocation *in) MUST_CHECK;
enum err run_check(struct invocation *in) MUST_CHECK;
enum err run_rebuild(struct invocation *in) MUST_CHECK;
enum err run_backup(struct invocation *in) MUST_CHECK;

#endif
