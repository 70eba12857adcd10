#ifndef CLIENTS_SLA_BASIS_H
#define CLIENTS_SLA_BASIS_H

#include "sla/input.h"

/*
 * Whether signed statements belong together: the offer, its acceptance and the reports of
 * one contract, at one broker, by its parties.  Signatures are evidence.h's.
 */

/* A signed offer is its client's or its centre's; a document passes. */
enum err basis_offer_check(struct invocation *in,
			   const struct terms_file *offer) MUST_CHECK;

/* It accepts this version, and is the other party's. */
enum err basis_acceptance_check(struct invocation *in, const struct terms_file *offer,
				const struct input *acceptance) MUST_CHECK;

/* A signed statement names the offer's contract and broker; a document passes. */
enum err basis_statement_check(struct invocation *in, const struct terms_file *offer,
			       const struct input *input) MUST_CHECK;

#endif
