#ifndef CLIENTS_SLA_VERIFY_H
#define CLIENTS_SLA_VERIFY_H

#include "sla/invocation.h"

/* sla verify of a bundle of evidence, which the first operand names. */
enum err verify_bundle(struct invocation *in) MUST_CHECK;

#endif
