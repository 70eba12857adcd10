#ifndef BROKER_REPORT_PARTY_H
#define BROKER_REPORT_PARTY_H

#include "slabroker/v1/contract.pb-c.h"

/* Who is who in terms that passed the contract check; what is found is theirs. */

/* role: client or centre, of which there is one. */
SlbParty *party_in_role(const SlbTerms *terms, SlbPartyRole role);

/* Who reports a series. */
SlbParty *party_of_series(const SlbTerms *terms, const SlbSeries *series);

/* How a notice comes: "by e-mail". */
const char *party_medium_words(SlbNoticeMedium medium);

#endif
