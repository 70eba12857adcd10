#include "report/party.h"

#include <string.h>

#include "base/ensure.h"

SlbParty *party_in_role(const SlbTerms *terms, SlbPartyRole role)
{
	size_t i = 0;

	ensure(terms->n_parties > 0);
	while (terms->parties[i]->role != role) {
		i++;
		ensure(i < terms->n_parties);
	}
	return terms->parties[i];
}

SlbParty *party_of_series(const SlbTerms *terms, const SlbSeries *series)
{
	size_t i = 0;

	if (series->source != SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY)
		return party_in_role(terms, series->source);
	ensure(terms->n_parties > 0);
	while (strcmp(terms->parties[i]->organisation, series->organisation) != 0) {
		i++;
		ensure(i < terms->n_parties);
	}
	return terms->parties[i];
}

const char *party_medium_words(SlbNoticeMedium medium)
{
	static const char *const media[] = {
		[SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER] = "with the broker",
		[SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL] = "by e-mail",
		[SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_POST] = "by registered post",
	};

	return media[medium];
}
