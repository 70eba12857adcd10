#include "sla/command.h"
#include "sla/commands.h"

#define VERSION "0.1.0"

static const struct command_group groups[] = {
	{ "key", "keys to sign with, in files" },
	{ "contract", "terms of contracts" },
	{ "policy", "metrics of the trade and templates of contracts" },
	{ "report", "reports of counters" },
};

/* clang-format off */
static const struct command commands[] = {
	{ "key new", "", 0, 0,
	  "make a new key and lock it with a passphrase",
	  key_new_options, NULL,
	  "sla key new --name nordcall --to nordcall.key\n"
	  "sla key new --name nordcall --to service.key --no-passphrase",
	  key_new },
	{ "key show", "FILE", 1, 1,
	  "show a key's id and its public key",
	  key_show_options,
	  "FILE is a key file, a public key file or a PEM file; no passphrase is needed.",
	  "sla key show nordcall.key\n"
	  "sla key show --public nordcall.key --to nordcall.pub",
	  key_show },
	{ "key import", "PEM", 1, 1,
	  "make a key file from an Ed25519 key in PEM (PKCS#8, not encrypted)",
	  key_import_options, NULL,
	  "openssl genpkey -algorithm ed25519 -out plain.pem\n"
	  "sla key import plain.pem --name nordcall --to nordcall.key",
	  key_import },
	{ "key export", "FILE", 1, 1,
	  "write a key as PEM for other tools",
	  key_export_options, NULL,
	  "sla key export --public nordcall.key --to nordcall.pem",
	  key_export },
	{ "contract new", "", 0, 0,
	  "write terms from a template, with the zone's table for the term",
	  contract_new_options,
	  "What the template asks for and nothing gives is named, with the option that\n"
	  "gives it. The terms are checked before they are written.",
	  "sla contract new --template inbound-voice --zone Europe/Rome \\\n"
	  "    --first-day 2027-01-01 --last-day 2027-12-31 --title \"Acme voice\" \\\n"
	  "    --client acme-retail --centre nordcall ... --to contract.yaml",
	  contract_new },
	{ "contract check", "FILE", 1, 1,
	  "say everything that keeps terms from being judged by",
	  contract_check_options,
	  "FILE holds terms in YAML or JSON, or a signed offer. The zone's table is also\n"
	  "compared with the zone database of this machine.",
	  "sla contract check contract.yaml",
	  contract_check_run },
	{ "contract show", "FILE", 1, 1,
	  "show terms in sentences and tables",
	  contract_show_options, NULL,
	  "sla contract show contract.yaml --html contract.html",
	  contract_show },
	{ "policy list", "", 0, 0,
	  "list metrics, their variants, and templates",
	  policy_list_options, NULL,
	  "sla policy list",
	  policy_list },
	{ "policy show", "METRIC", 1, 1,
	  "show what a metric means, and write it to paste into a contract",
	  policy_show_options,
	  "With --variant and -o yaml only the terms to paste are written. What a contract\n"
	  "must still say (target, scope, minimum volume ...) sla contract check names.",
	  "sla policy show service-level\n"
	  "sla policy show service-level --variant short-abandons-removed -o yaml",
	  policy_show },
	{ "report import", "FILE...", 1, OPERANDS_ANY,
	  "make reports from the export of a contact centre's system",
	  report_import_options,
	  "Several FILEs are rotated parts of one log. What cannot be mapped exactly is\n"
	  "refused; what was skipped or doubted is said with line numbers.\n"
	  "A log knows what lies between its first line and its last. Where one of them\n"
	  "lies within a day, the report of that day is written and the edge is told;\n"
	  "--whole-days leaves such days out.\n"
	  "Mappings to start from, every field explained, are in\n"
	  SLABROKER_SHARE_DIR "/policies/mappings.",
	  "sla report import queue_log --contract contract.yaml --to reports\n"
	  "sla report import day.csv --contract contract.yaml --format csv \\\n"
	  "    --mapping mapping.yaml --to reports",
	  report_import },
	{ "report check", "FILE...", 1, OPERANDS_ANY,
	  "say whether reports have the form that their contract asks",
	  report_check_options, NULL,
	  "sla report check --contract contract.yaml reports/*.yaml",
	  report_check_run },
	{ "report show", "FILE", 1, 1,
	  "show a report as a table",
	  report_show_options,
	  "With --contract it is checked first, and its rows have local times.",
	  "sla report show reports/calls-2026-11-02.yaml --contract contract.yaml",
	  report_show },
	{ "judge", "CONTRACT REPORT...", 1, OPERANDS_ANY,
	  "compute the verdicts of a contract from its reports",
	  judge_options,
	  "CONTRACT is a document or a signed offer; each REPORT a document, a signed\n"
	  "statement, or a folder of them. Unsigned reports are numbered in their series\n"
	  "as they are given; a folder's files are taken by name. The exit code is 0 when\n"
	  "all was judged, whether targets were met or missed.",
	  "sla judge contract.yaml reports --as-of 2026-12-01 --explain\n"
	  "sla judge offer.signed signed-reports --key acme=acme.pub --key callco=callco.pub \\\n"
	  "    --html november.html",
	  judge_run },
	{ "sign", "[FILE]...", 0, OPERANDS_ANY,
	  "sign terms as an offer, reports as statements of a series, or accept an offer",
	  sign_options,
	  "Terms are checked before they are signed, reports against their contract.\n"
	  "Several reports take consecutive places in their series, as given. With terms,\n"
	  "--contract says which version they amend.",
	  "sla sign contract.yaml --key acme.key --issuer acme-retail \\\n"
	  "    --audience broker.example/log --to offer.signed\n"
	  "sla sign reports/*.yaml --contract offer.signed --sequence 1 --batch \\\n"
	  "    --key nordcall.key --issuer nordcall --audience broker.example/log --to signed\n"
	  "sla sign --accept offer.signed --key nordcall.key --issuer nordcall \\\n"
	  "    --audience broker.example/log --to acceptance.signed",
	  sign_run },
	{ "verify", "FILE", 1, 1,
	  "verify a signed statement and show what was said by whom",
	  verify_options,
	  "Every signature must hold under one of the keys given; else the exit code is 4.",
	  "sla verify signed/calls-2026-11-02.signed --key nordcall=nordcall.pub",
	  verify_run },
};
/* clang-format on */

static const struct program program = {
	.name = "sla",
	.version = VERSION,
	.sentence =
		"contracts, reports and verdicts of contact centres, exact and offline",
	.details =
		"sla COMMAND --help shows a command's options and an example.\n"
		"Errors name file, line and field. Colours are used on terminals only, and\n"
		"never where NO_COLOR is set.\n"
		"Exit codes: 0 done, 1 refused, 2 usage, 3 unreachable, 4 evidence invalid,\n"
		"5 our own mistake.\n\n"
		"example:\n"
		"  sla judge contract.yaml reports --explain\n",
	.groups = groups,
	.group_count = ARRAY_SIZE(groups),
	.commands = commands,
	.command_count = ARRAY_SIZE(commands),
};

int main(int argc, char *argv[])
{
	return program_main(&program, argc, argv);
}
