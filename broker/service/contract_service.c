#include <string.h>

#include "envelope/envelope.h"
#include "envelope/ids.h"
#include "service/filter.h"
#include "service/listing.h"
#include "service/service.h"
#include "slabroker/v1/contract_service.pb-c.h"

static SlbContractState state_of(const SlbContractRow *row, int64_t now_s)
{
	switch (row->status) {
	case SLB_CONTRACT_STATUS__CONTRACT_STATUS_UNILATERAL:
		return SLB_CONTRACT_STATE__CONTRACT_STATE_UNILATERAL;
	case SLB_CONTRACT_STATUS__CONTRACT_STATUS_LAPSED:
		return SLB_CONTRACT_STATE__CONTRACT_STATE_LAPSED;
	case SLB_CONTRACT_STATUS__CONTRACT_STATUS_IN_FORCE:
		return now_s >= row->term_end_s
			       ? SLB_CONTRACT_STATE__CONTRACT_STATE_EXPIRED
			       : SLB_CONTRACT_STATE__CONTRACT_STATE_IN_FORCE;
	case SLB_CONTRACT_STATUS__CONTRACT_STATUS_TERMINATED:
		return SLB_CONTRACT_STATE__CONTRACT_STATE_TERMINATED;
	case SLB_CONTRACT_STATUS__CONTRACT_STATUS_OFFERED:
	case SLB_CONTRACT_STATUS__CONTRACT_STATUS_UNSPECIFIED:
	case _SLB_CONTRACT_STATUS_IS_INT_SIZE:
	default:
		return SLB_CONTRACT_STATE__CONTRACT_STATE_OFFERED;
	}
}

static char *hex_of(struct arena *arena, const ProtobufCBinaryData *id)
{
	return hex_encode(arena, (struct bytes){ id->data, id->len });
}

/* The last version in force, or else the one offered last; its row is loaded. */
static enum err shown_version(struct reading *reading,
			      const struct read_contract *contract,
			      const SlbVersionRow **out)
{
	const ProtobufCBinaryData *id = contract->row->version_id.len > 0
						? &contract->row->version_id
						: &contract->row->latest_version_id;
	struct version_place place = { contract->id, id->data };
	struct row_key key = version_row_key(&place);
	const ProtobufCMessage *row = NULL;
	enum err err = state_fetch(&reading->state, &key, &row);

	*out = (const SlbVersionRow *)row;
	return err;
}

static enum err contract_message(struct reading *reading,
				 const struct read_contract *contract,
				 SlbContract **out)
{
	const SlbContractRow *row = contract->row;
	SlbContract *message = arena_new(reading->arena, SlbContract);
	const SlbVersionRow *version;
	enum err err = shown_version(reading, contract, &version);

	if (err != ERR_OK)
		return err;
	slb_contract__init(message);
	message->contract = arena_strdup(reading->arena, contract->name);
	message->title = row->title;
	message->state = state_of(row, reading->now_s);
	message->n_parties = row->n_parties;
	message->parties =
		arena_array(reading->arena, SlbContractMember *, row->n_parties);
	for (size_t i = 0; i < row->n_parties; i++) {
		SlbContractMember *party = arena_new(reading->arena, SlbContractMember);

		slb_contract_member__init(party);
		party->organisation = row->parties[i]->organisation;
		party->role = row->parties[i]->role;
		message->parties[i] = party;
	}
	message->version_in_force = hex_of(reading->arena, &row->version_id);
	message->version_offered = hex_of(reading->arena, &row->pending_version_id);
	message->first_day = version->first_day;
	message->last_day = version->last_day;
	message->opened_ms = row->opened_ms;
	*out = message;
	return ERR_OK;
}

static void get_contract(struct rpc_call *call)
{
	const SlbGetContractRequest *request =
		(const SlbGetContractRequest *)rpc_request(call);
	struct read_contract contract;
	struct reading reading;
	SlbContract *message = NULL;
	enum err err;

	if (!reading_begin(&reading, call))
		return;
	err = reading_contract(&reading, request->contract, &contract);
	if (err == ERR_OK)
		err = contract_message(&reading, &contract, &message);
	reading_answer(&reading, err, (const ProtobufCMessage *)message);
}

struct listed_contracts {
	struct reading *reading;
	const SlbListContractsRequest *request;
	SlbListContractsResponse message;
};

static bool is_asked_for(const SlbListContractsRequest *request,
			 const SlbContract *contract)
{
	return request->state == SLB_CONTRACT_STATE__CONTRACT_STATE_UNSPECIFIED ||
	       request->state == contract->state;
}

/* A row of what the reader has a part in. */
static enum err take_part(void *context, const struct state_entry *entry)
{
	struct listed_contracts *listed = context;
	struct bytes id = row_key_tail(entry->key, CONTRACT_BYTES);
	SlbContract *message = NULL;
	struct read_contract contract;
	struct contract_id name;
	enum err err;

	memcpy(name.bytes, id.data, sizeof(name.bytes));
	err = reading_contract(listed->reading,
			       contract_id_text(listed->reading->arena, &name),
			       &contract);
	if (err == ERR_OK)
		err = contract_message(listed->reading, &contract, &message);
	if (err == ERR_OK && is_asked_for(listed->request, message))
		listed->message.contracts[listed->message.n_contracts++] = message;
	return err;
}

static enum err list_page(struct listed_contracts *listed)
{
	const SlbListContractsRequest *request = listed->request;
	struct reading *reading = listed->reading;
	const struct listing listing = {
		.query = { .method = "ListContracts",
			   .filters = arena_printf(reading->arena, "state=%d\n",
						   (int)request->state),
			   .page_size = request->page_size,
			   .page_token = request->page_token },
		.all = rows_of_slug(ROW_PARTY, reading->reader.organisation),
		.take = take_part,
		.context = listed,
	};

	listed->message.contracts =
		arena_array(reading->arena, SlbContract *, PAGE_SIZE_MAX);
	return listing_page(reading, &listing, &listed->message.next_page_token);
}

static void list_contracts(struct rpc_call *call)
{
	struct reading reading;
	struct listed_contracts listed = {
		.reading = &reading,
		.request = (const SlbListContractsRequest *)rpc_request(call),
	};
	enum err err;

	slb_list_contracts_response__init(&listed.message);
	if (!reading_begin(&reading, call))
		return;
	err = filter_check("state", &slb_contract_state__descriptor,
			   (int)listed.request->state, &reading.diag);
	if (err == ERR_OK)
		err = list_page(&listed);
	reading_answer(&reading, err, &listed.message.base);
}

/* The version asked for; where none is, the one in force, or else the one offered. */
static enum err chosen_version(struct reading *reading,
			       const struct read_contract *contract,
			       const char *version, struct bytes *out)
{
	const ProtobufCBinaryData *id = contract->row->version_id.len > 0
						? &contract->row->version_id
						: &contract->row->latest_version_id;

	*out = (struct bytes){ id->data, id->len };
	if (version[0] == '\0')
		return ERR_OK;
	if (!hex_decode(reading->arena, bytes_of_string(version), out) ||
	    out->len != DIGEST_BYTES)
		return reading_malformed(reading, "version", version, "64 hex digits");
	return ERR_OK;
}

static enum err version_message(struct reading *reading,
				const SlbGetContractVersionRequest *request,
				SlbContractVersion *out)
{
	const ProtobufCMessage *terms = NULL;
	const ProtobufCMessage *version = NULL;
	struct read_contract contract;
	const SlbVersionRow *row;
	struct row_key key;
	struct bytes id;
	enum err err;

	err = reading_contract(reading, request->contract, &contract);
	if (err == ERR_OK)
		err = chosen_version(reading, &contract, request->version, &id);
	if (err != ERR_OK)
		return err;
	struct version_place place = { contract.id, id.data };
	key = version_row_key(&place);
	err = state_fetch(&reading->state, &key, &version);
	if (err == ERR_OK && version == NULL)
		return reading_unknown(reading, "version", "version of a contract");
	key = terms_row_key(&place);
	if (err == ERR_OK)
		err = state_fetch(&reading->state, &key, &terms);
	if (err != ERR_OK)
		return err;
	row = (const SlbVersionRow *)version;
	out->contract = arena_strdup(reading->arena, contract.name);
	out->version = hex_encode(reading->arena, id);
	out->previous = hex_of(reading->arena, &row->previous_version_id);
	out->terms = ((const SlbTermsRow *)terms)->terms;
	out->offer_log_index = row->offered_index;
	out->in_force = row->status == SLB_VERSION_STATUS__VERSION_STATUS_IN_FORCE;
	return ERR_OK;
}

static void get_contract_version(struct rpc_call *call)
{
	SlbContractVersion message;
	struct reading reading;
	enum err err;

	slb_contract_version__init(&message);
	if (!reading_begin(&reading, call))
		return;
	err = version_message(&reading,
			      (const SlbGetContractVersionRequest *)rpc_request(call),
			      &message);
	reading_answer(&reading, err, &message.base);
}

struct method_table contract_service(void)
{
	static const struct rpc_method methods[] = {
		READ_METHOD("ContractService/GetContract", get_contract_request,
			    contract, get_contract),
		READ_METHOD("ContractService/ListContracts", list_contracts_request,
			    list_contracts_response, list_contracts),
		READ_METHOD("ContractService/GetContractVersion",
			    get_contract_version_request, contract_version,
			    get_contract_version),
	};

	return (struct method_table){ methods, ARRAY_SIZE(methods) };
}
