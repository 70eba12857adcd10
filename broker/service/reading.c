#include "service/reading.h"

#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"
#include "envelope/envelope.h"
#include "envelope/ids.h"

/* An entry is at most 1 MiB, and lies here sealed, opened and copied. */
#define PAGE_ARENA_BYTES ((size_t)6 << 20)

bool reading_begin(struct reading *reading, struct rpc_call *call)
{
	const struct service *service = rpc_context(call);
	struct reader_question question = {
		.authorization = rpc_metadata(call, "authorization"),
		.authorization_count = rpc_metadata_count(call, "authorization"),
		.origin = service->origin,
		.now_s = clock_now_ms(&service->clock) / 1000,
	};
	enum err err;

	*reading = (struct reading){
		.service = service,
		.call = call,
		.arena = rpc_arena(call),
		.now_s = question.now_s,
	};
	diag_init(&reading->diag, reading->arena);
	err = log_view_begin(ledger_log(service->ledger), reading->arena,
			     &reading->diag, &reading->view);
	if (err != ERR_OK) {
		rpc_refuse(call, err, &reading->diag);
		return false;
	}
	state_init(&reading->state, reading->arena, reading->view.store);
	err = reader_open(&reading->state, &question, &reading->reader, &reading->diag);
	if (err != ERR_OK)
		reading_answer(reading, err, NULL);
	return err == ERR_OK;
}

void reading_answer(struct reading *reading, enum err err,
		    const ProtobufCMessage *message)
{
	log_view_end(&reading->view);
	if (err == ERR_OK)
		rpc_reply(reading->call, message);
	else
		rpc_refuse(reading->call, err, &reading->diag);
}

bool reading_is_full(const struct reading *reading)
{
	return reading->arena->used_bytes > PAGE_ARENA_BYTES;
}

ProtobufCBinaryData reading_bytes(struct arena *arena, struct bytes bytes)
{
	ProtobufCBinaryData copy = { bytes.len,
				     arena_array(arena, uint8_t, bytes.len) };

	if (bytes.len > 0)
		memcpy(copy.data, bytes.data, bytes.len);
	return copy;
}

enum err reading_unknown(struct reading *reading, const char *field, const char *what)
{
	return diag_error(&reading->diag, ERR_NOT_FOUND, diag_at(field),
			  "there is no such %s in which %s has a part", what,
			  reading->reader.organisation);
}

enum err reading_role(struct reading *reading,
		      const uint8_t contract_id[CONTRACT_BYTES], SlbPartyRole *out)
{
	struct row_key key = party_row_key(reading->reader.organisation, contract_id);
	const ProtobufCMessage *party = NULL;
	enum err err = state_fetch(&reading->state, &key, &party);

	*out = err == ERR_OK && party != NULL ? ((const SlbPartyRow *)party)->role
					      : SLB_PARTY_ROLE__PARTY_ROLE_UNSPECIFIED;
	return err;
}

enum err reading_malformed(struct reading *reading, const char *field, const char *text,
			   const char *expected)
{
	if (text[0] == '\0')
		return diag_error(&reading->diag, ERR_REQUEST_MALFORMED, diag_at(field),
				  "no %s is named; expected %s", field, expected);
	return diag_error(&reading->diag, ERR_REQUEST_MALFORMED, diag_at(field),
			  "\"%s\" cannot name the %s; expected %s", text, field,
			  expected);
}

enum err reading_contract(struct reading *reading, const char *name,
			  struct read_contract *out)
{
	const ProtobufCMessage *contract = NULL;
	struct contract_id id;
	struct row_key key;
	enum err err;

	if (!contract_id_parse(reading->arena, name, &id))
		return reading_malformed(
			reading, "contract", name,
			"c- and 26 characters, as ListContracts gives them");
	memcpy(out->id, id.bytes, sizeof(out->id));
	err = reading_role(reading, out->id, &out->role);
	if (err != ERR_OK)
		return err;
	if (out->role == SLB_PARTY_ROLE__PARTY_ROLE_UNSPECIFIED)
		return reading_unknown(reading, "contract", "contract");
	key = contract_row_key(out->id);
	err = state_fetch(&reading->state, &key, &contract);
	if (err != ERR_OK)
		return err;
	ensure(contract != NULL);
	out->name = contract_id_text(reading->arena, &id);
	out->row = (const SlbContractRow *)contract;
	return ERR_OK;
}

enum err reading_whole_contract(struct reading *reading, const char *name,
				struct read_contract *out)
{
	enum err err = reading_contract(reading, name, out);

	if (err == ERR_OK && out->role == SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY)
		return reading_unknown(reading, "contract", "contract");
	return err;
}

enum err reading_envelope(struct reading *reading, uint64_t log_index,
			  struct envelope *out)
{
	struct log_entry entry;
	enum err err = log_view_entry(&reading->view, log_index, &entry);

	if (err != ERR_OK)
		return err;
	if (entry.is_erased)
		return diag_error(&reading->diag, ERR_EVIDENCE_ERASED,
				  diag_at("log_index"),
				  "the content of entry %" PRIu64
				  " was destroyed under a redaction",
				  log_index);
	return envelope_parse(reading->arena, entry.content.envelope, out,
			      &reading->diag);
}

enum err reading_statement(struct reading *reading, uint64_t log_index,
			   const SlbStatement **out)
{
	struct envelope envelope;
	enum err err = reading_envelope(reading, log_index, &envelope);

	if (err == ERR_OK)
		err = statement_parse(reading->arena, &envelope, NULL, out,
				      &reading->diag);
	return err;
}
