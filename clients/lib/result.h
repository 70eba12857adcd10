#ifndef CLIENTS_LIB_RESULT_H
#define CLIENTS_LIB_RESULT_H

#include "base/err.h"
#include "lib/slabroker.h"

/* What sort of thing went wrong, for programs: the exit code of a command. */
enum slabroker_result result_of(enum err e);

#endif
