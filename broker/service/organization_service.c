#include <stdlib.h>
#include <string.h>

#include "base/slug.h"
#include "service/circle.h"
#include "service/service.h"
#include "slabroker/v1/organization_service.pb-c.h"

static SlbOrganizationKey *key_message(struct arena *arena, struct bytes key_id,
				       const SlbKeyRow *row)
{
	SlbOrganizationKey *key = arena_new(arena, SlbOrganizationKey);

	slb_organization_key__init(key);
	key->key_id = hex_encode(arena, key_id);
	key->key = row->public_key;
	key->purpose = (SlbKeyPurpose)row->use; /* the same numbers, rows.proto */
	key->holder = row->holder;
	key->added_ms = row->added_ms;
	key->not_before_ms = row->not_before_ms;
	key->not_after_ms = row->not_after_ms;
	key->revoked_ms = row->revoked_ms;
	key->revocation_reason = row->revocation;
	return key;
}

static int compare_added(const void *a, const void *b)
{
	const SlbOrganizationKey *x = *(SlbOrganizationKey *const *)a;
	const SlbOrganizationKey *y = *(SlbOrganizationKey *const *)b;

	if (x->added_ms != y->added_ms)
		return x->added_ms < y->added_ms ? -1 : 1;
	return strcmp(x->key_id, y->key_id);
}

static enum err add_keys(struct reading *reading, SlbOrganization *organization)
{
	struct state_range range = { .from = rows_of_slug(ROW_OWNED_KEY,
							  organization->organisation) };
	struct state_entries owned;
	enum err err;

	range.to = row_key_after(&range.from);
	err = state_fetch_rows(&reading->state, &range, &owned);
	if (err != ERR_OK)
		return err;
	organization->keys =
		arena_array(reading->arena, SlbOrganizationKey *, owned.count);
	for (size_t i = 0; i < owned.count; i++) {
		struct bytes id = row_key_tail(owned.entries[i].key, DIGEST_BYTES);
		const ProtobufCMessage *row;
		struct digest key_id;
		struct row_key key;

		memcpy(key_id.bytes, id.data, sizeof(key_id.bytes));
		key = key_row_key(&key_id);
		err = state_fetch(&reading->state, &key, &row);
		if (err != ERR_OK)
			return err;
		organization->keys[organization->n_keys++] =
			key_message(reading->arena, id, (const SlbKeyRow *)row);
	}
	qsort(organization->keys, organization->n_keys, sizeof(organization->keys[0]),
	      compare_added);
	return ERR_OK;
}

/* slug is enrolled. */
static enum err organization_message(struct reading *reading, const char *slug,
				     SlbOrganization **out)
{
	SlbOrganization *message = arena_new(reading->arena, SlbOrganization);
	struct row_key key = organisation_row_key(slug);
	const ProtobufCMessage *row;
	const SlbOrganisationRow *organisation;
	enum err err = state_fetch(&reading->state, &key, &row);

	if (err != ERR_OK)
		return err;
	organisation = (const SlbOrganisationRow *)row;
	slb_organization__init(message);
	message->organisation = arena_strdup(reading->arena, slug);
	message->legal_name = organisation->legal_name;
	message->registration_number = organisation->registration_number;
	message->seat = organisation->seat;
	message->enrolled_ms = organisation->enrolled_ms;
	*out = message;
	return add_keys(reading, message);
}

static void get_organization(struct rpc_call *call)
{
	const SlbGetOrganizationRequest *request =
		(const SlbGetOrganizationRequest *)rpc_request(call);
	const char *slug = request->organisation;
	SlbOrganization *message = NULL;
	struct circle circle;
	struct reading reading;
	enum err err;

	if (!reading_begin(&reading, call))
		return;
	err = slug_is_organisation(slug)
		      ? circle_find(&reading, &circle)
		      : reading_malformed(&reading, "organisation", slug,
					  "3 to 40 of a-z, 0-9 and -, a letter first");
	if (err == ERR_OK && !circle_has(&circle, slug))
		err = reading_unknown(&reading, "organisation",
				      "organisation, or none in a contract");
	if (err == ERR_OK)
		err = organization_message(&reading, slug, &message);
	reading_answer(&reading, err, (const ProtobufCMessage *)message);
}

static enum err list_page(struct reading *reading, const struct page *page,
			  SlbListOrganizationsResponse *out)
{
	const char *after = arena_strndup(
		reading->arena, (const char *)page->position.data, page->position.len);
	struct circle circle;
	size_t first = 0;
	enum err err = circle_find(reading, &circle);

	if (err != ERR_OK)
		return err;
	while (first < circle.count && strcmp(circle.slugs[first], after) <= 0)
		first++;
	out->organizations = arena_array(reading->arena, SlbOrganization *, page->size);
	for (size_t i = first; i < circle.count && i - first < page->size; i++) {
		err = organization_message(reading, circle.slugs[i],
					   &out->organizations[out->n_organizations++]);
		if (err != ERR_OK)
			return err;
		if (i - first + 1 == page->size && i + 1 < circle.count)
			out->next_page_token = page_next(
				reading->arena, page, bytes_of_string(circle.slugs[i]));
	}
	return ERR_OK;
}

static void list_organizations(struct rpc_call *call)
{
	const SlbListOrganizationsRequest *request =
		(const SlbListOrganizationsRequest *)rpc_request(call);
	SlbListOrganizationsResponse message;
	struct reading reading;
	struct page page;
	enum err err;

	slb_list_organizations_response__init(&message);
	if (!reading_begin(&reading, call))
		return;
	struct page_query query = {
		.reader = reading.reader.organisation,
		.method = "ListOrganizations",
		.filters = "",
		.page_size = request->page_size,
		.page_token = request->page_token,
	};
	err = page_open(reading.arena, &query, &page, &reading.diag);
	if (err == ERR_OK)
		err = list_page(&reading, &page, &message);
	reading_answer(&reading, err, &message.base);
}

struct method_table organization_service(void)
{
	static const struct rpc_method methods[] = {
		READ_METHOD("OrganizationService/GetOrganization",
			    get_organization_request, organization, get_organization),
		READ_METHOD("OrganizationService/ListOrganizations",
			    list_organizations_request, list_organizations_response,
			    list_organizations),
	};

	return (struct method_table){ methods, ARRAY_SIZE(methods) };
}
