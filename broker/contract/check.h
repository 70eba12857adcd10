#ifndef BROKER_CONTRACT_CHECK_H
#define BROKER_CONTRACT_CHECK_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "slabroker/v1/contract.pb-c.h"

/*
 * The check of a contract's terms: everything that must hold before the law may judge by
 * them.  Terms may come from anyone; any message that protobuf-c unpacked is safe here.
 *
 * It goes on after a mistake where it can, so that one run names every mistake.  What it
 * says goes to diag, each with the field's path in the terms, as document_place() takes
 * it ("kpis[2].steps[0].quotient.numerator[1].counter", places from 0), and a hint that
 * says what to write.
 *
 *   - ERR_CONTRACT_INVALID: something that stands there cannot hold.
 *   - ERR_CONTRACT_INCOMPLETE: a needed rule is unsaid.
 *   - A warning: the terms can be judged, but probably say something else than meant.
 *
 * Returns the first error of this check, ERR_OK when there was none.  The arena holds
 * what the check computes; nothing of it is needed afterwards but diag's own texts.
 */
enum err contract_check(struct arena *arena, const SlbTerms *terms,
			struct diag *diag) MUST_CHECK;

#endif
