#include "sla/commands.h"

#include "calendar/civil.h"
#include "sla/answer.h"
#include "sla/listing.h"
#include "sla/page_contract.h"
#include "sla/phrases.h"
#include "sla/remote.h"

/* clang-format off */
const struct option contract_list_options[] = {
	OPTION_ROW_PROFILE,
	{ "state", OPTION_CHOICE, 0, false, false,
	  "offered|unilateral|in_force|lapsed|terminated|expired", NULL,
	  "only contracts that stand so" },
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

static const char *state_of(struct arena *arena, const SlbContract *contract)
{
	return phrase_enum(arena, &slb_contract_state__descriptor,
			   (int)contract->state);
}

static const char *parties_of(struct arena *arena, const SlbContract *contract)
{
	struct text text;
	size_t i;

	text_init(&text, arena);
	for (i = 0; i < contract->n_parties; i++)
		text_printf(&text, "%s%s", i == 0 ? "" : ", ",
			    contract->parties[i]->organisation);
	return text_chars(&text);
}

/* ---- sla contract list ---- */

static enum err give_list(struct invocation *in, const SlbListContractsResponse *list)
{
	static const struct page_column columns[] = { { "Contract", false },
						      { "Title", false },
						      { "Stands", false },
						      { "Parties", false },
						      { "Term", false } };
	struct page page;
	struct answer answer = { .page = &page, .message = &list->base };
	size_t i;

	page_init(&page, in->arena, "Contracts");
	page_table(&page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < list->n_contracts; i++) {
		const SlbContract *contract = list->contracts[i];

		page_cell(&page, TONE_PLAIN, "%s", contract->contract);
		page_cell(&page, TONE_PLAIN, "%s", contract->title);
		page_cell(&page, TONE_PLAIN, "%s", state_of(in->arena, contract));
		page_cell(&page, TONE_PLAIN, "%s", parties_of(in->arena, contract));
		page_cell(&page, TONE_PLAIN, "%s to %s", contract->first_day,
			  contract->last_day);
	}
	return answer_give(in, &answer);
}

static SlbContractState wanted_state(const struct invocation *in)
{
	static const char prefix[] = "CONTRACT_STATE_";
	const char *word = option_text(&in->options, "state");
	const ProtobufCEnumDescriptor *type = &slb_contract_state__descriptor;
	unsigned i;

	for (i = 0; word != NULL && i < type->n_values; i++) {
		const char *name = type->values[i].name + sizeof prefix - 1;
		size_t at = 0;

		while (word[at] != '\0' &&
		       name[at] == (word[at] == '_' ? '_' : word[at] - 'a' + 'A'))
			at++;
		if (word[at] == '\0' && name[at] == '\0')
			return (SlbContractState)type->values[i].value;
	}
	return SLB_CONTRACT_STATE__CONTRACT_STATE_UNSPECIFIED;
}

enum err contract_list(struct invocation *in)
{
	static const struct listing listing =
		LISTING(METHOD_LIST_CONTRACTS, SlbListContractsRequest,
			SlbListContractsResponse, contracts);
	SlbListContractsRequest request;
	struct connection connection;
	ProtobufCMessage *answer;
	enum err e = connection_open(in, CONNECTION_READ, &connection);

	slb_list_contracts_request__init(&request);
	request.state = wanted_state(in);
	if (e == ERR_OK)
		e = listing_fetch(&connection, &listing, &request.base, &answer);
	if (e == ERR_OK)
		e = give_list(in, (const SlbListContractsResponse *)answer);
	connection_close(&connection);
	return e;
}

/* ---- sla contract show CONTRACT ---- */

static void add_parties(struct page *page, const SlbContract *contract)
{
	size_t i;

	for (i = 0; i < contract->n_parties; i++) {
		const SlbContractMember *party = contract->parties[i];

		page_item(page, TONE_PLAIN, "%s (%s)", party->organisation,
			  phrase_enum(page->arena, &slb_party_role__descriptor,
				      (int)party->role));
	}
}

static void add_version(struct page *page, const char *title, const char *version)
{
	if (version[0] != '\0')
		page_fact(page, title, "%s", version);
}

static enum err give_contract(struct invocation *in, const SlbContract *contract,
			      const SlbTerms *terms)
{
	struct page page;
	struct answer answer = { .page = &page, .message = &contract->base };

	page_init(&page, in->arena, contract->title);
	page_fact(&page, "Contract", "%s", contract->contract);
	page_fact(&page, "Stands", "%s", state_of(in->arena, contract));
	page_fact(&page, "Opened", "%s",
		  civil_instant_text(in->arena, contract->opened_ms / 1000, 0));
	page_fact(&page, "Term", "%s to %s", contract->first_day, contract->last_day);
	add_version(&page,
		    contract->state == SLB_CONTRACT_STATE__CONTRACT_STATE_UNILATERAL
			    ? "Version recorded by one side"
			    : "Version in force",
		    contract->version_in_force);
	add_version(&page, "Version offered", contract->version_offered);
	add_parties(&page, contract);
	page_contract(&page, terms);
	return answer_give(in, &answer);
}

enum err contract_show_remote(struct invocation *in)
{
	struct remote_contract contract;
	struct remote_version version;
	struct connection connection;
	enum err e = connection_open(in, CONNECTION_READ, &connection);

	if (e == ERR_OK)
		e = remote_contract_open(&connection, in->operands[0], &contract);
	if (e == ERR_OK)
		e = remote_version_open(&connection, in->operands[0], NULL, &version);
	if (e == ERR_OK)
		e = give_contract(in, contract.message, version.terms);
	connection_close(&connection);
	return e;
}
