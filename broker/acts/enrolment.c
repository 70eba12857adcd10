#include <string.h>

#include "acts/deciding.h"
#include "acts/organisation_key.h"
#include "base/slug.h"

/* An organisation takes part; its book begins with this entry. */

#define NAME_BYTES_MAX 200
#define SEAT_BYTES_MAX 1000

void enrolment_needs(const struct act_case *act, struct state *state)
{
	const SlbEnrolment *enrolment = act->statement->enrolment;
	struct row_key key;

	new_key_needs(enrolment->root_key, state);
	if (strlen(enrolment->organisation) > SLUG_BYTES_MAX)
		return;
	key = organisation_row_key(enrolment->organisation);
	state_want(state, &key);
}

static enum err check_slug(const struct deciding *deciding, const char *slug)
{
	struct row_key key;

	if (!slug_is_organisation(slug))
		return diag_error(deciding->diag, ERR_STATEMENT_FIELD,
				  diag_at("enrolment.organisation"),
				  "an organisation's name is 3 to 40 of a-z, 0-9 and "
				  "\"-\", a letter first");
	if (strcmp(slug, ISSUER_OPERATOR) == 0 || strcmp(slug, ISSUER_BROKER) == 0)
		return diag_error(deciding->diag, ERR_STATEMENT_FIELD,
				  diag_at("enrolment.organisation"),
				  "\"%s\" is reserved: no organisation has this name",
				  slug);
	key = organisation_row_key(slug);
	if (state_organisation_row(deciding->state, &key) != NULL)
		return diag_error(deciding->diag, ERR_ORGANISATION_EXISTS,
				  diag_at("enrolment.organisation"),
				  "an organisation \"%s\" is enrolled already", slug);
	return ERR_OK;
}

static enum err check_identity(const struct deciding *deciding,
			       const SlbEnrolment *enrolment)
{
	enum err err = check_text(deciding, "enrolment.legal_name",
				  enrolment->legal_name, 1, NAME_BYTES_MAX);

	if (err == ERR_OK)
		err = check_text(deciding, "enrolment.registration_number",
				 enrolment->registration_number, 1, NAME_BYTES_MAX);
	if (err == ERR_OK)
		err = check_text(deciding, "enrolment.seat", enrolment->seat, 1,
				 SEAT_BYTES_MAX);
	return err;
}

enum err enrolment_decide(struct deciding *deciding)
{
	const SlbEnrolment *enrolment = deciding->statement->enrolment;
	const struct new_key root = { .path = "enrolment.root_key",
				      .public_key = enrolment->root_key,
				      .owner = enrolment->organisation,
				      .use = SLB_KEY_USE__KEY_USE_ROOT };
	SlbOrganisationRow row;
	struct row_key key;
	enum err err = check_slug(deciding, enrolment->organisation);

	slb_organisation_row__init(&row);
	if (err == ERR_OK)
		err = check_identity(deciding, enrolment);
	if (err == ERR_OK)
		err = new_key_add(deciding, &root);
	if (err != ERR_OK)
		return err;
	row.legal_name = enrolment->legal_name;
	row.registration_number = enrolment->registration_number;
	row.seat = enrolment->seat;
	row.enrolled_index = deciding->act->index;
	row.enrolled_ms = deciding->act->log_time_ms;
	key = organisation_row_key(enrolment->organisation);
	state_put(&deciding->effects->changes, &key, &row.base);
	deciding->effects->book = book_of_organisation(enrolment->organisation);
	return ERR_OK;
}
