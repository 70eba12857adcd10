#include "sla/command.h"
#include "sla/commands.h"

#define VERSION "0.1.0"

static const struct command_group groups[] = {
	{ "key", "keys to sign with, in files" },
	{ "contract", "terms of contracts, and how they are agreed on" },
	{ "policy", "metrics of the trade and templates of contracts" },
	{ "report", "reports of counters" },
	{ "profile", "brokers, and as whom to speak there" },
	{ "org", "organisations at a broker, and their keys" },
	{ "verdict", "what a broker concluded" },
	{ "notice", "what becomes of misses: notices, and what is held or waived" },
	{ "log", "the log of a broker, and proofs from it" },
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
	{ "contract show", "FILE|CONTRACT", 1, 1,
	  "show terms in sentences and tables",
	  contract_show_options,
	  "CONTRACT is one at the broker, c- and 26 characters; where it stands is shown,\n"
	  "too.",
	  "sla contract show contract.yaml --html contract.html\n"
	  "sla contract show c-nm47421q7ccv2nbhfqwnh86s00",
	  contract_show },
	{ "contract offer", "FILE", 1, 1,
	  "offer terms to the other parties",
	  contract_offer_options,
	  "The terms are checked, shown, and signed once you say yes. They open a contract,\n"
	  "or amend one.",
	  "sla contract offer contract.yaml\n"
	  "sla contract offer amended.yaml --amends c-nm47421q7ccv2nbhfqwnh86s00",
	  contract_offer },
	{ "contract accept", "CONTRACT", 1, 1,
	  "accept the terms that are offered",
	  contract_accept_options,
	  "They are read from the signed offer, whose signatures are verified, and shown.",
	  "sla contract accept c-nm47421q7ccv2nbhfqwnh86s00",
	  contract_accept },
	{ "contract decline", "CONTRACT", 1, 1,
	  "decline the terms that are offered",
	  contract_decline_options, NULL,
	  "sla contract decline c-nm47421q7ccv2nbhfqwnh86s00 --reason \"clause 4.2\"",
	  contract_decline },
	{ "contract withdraw", "CONTRACT", 1, 1,
	  "take back an offer that nobody has accepted",
	  contract_withdraw_options, NULL,
	  "sla contract withdraw c-nm47421q7ccv2nbhfqwnh86s00 --reason \"wrong targets\"",
	  contract_withdraw },
	{ "contract terminate", "CONTRACT", 1, 1,
	  "end a contract earlier than its terms say",
	  contract_terminate_options,
	  "Whether you may, the contract on paper says; here it ends what is expected and\n"
	  "judged.",
	  "sla contract terminate c-nm47421q7ccv2nbhfqwnh86s00 --last-day 2027-03-31 \\\n"
	  "    --reason \"notice of 2026-12-15\"",
	  contract_terminate },
	{ "contract list", "", 0, 0,
	  "list the contracts of your organisation",
	  contract_list_options, NULL,
	  "sla contract list --state offered",
	  contract_list },
	{ "contract history", "CONTRACT", 1, 1,
	  "show all that was said in a contract, in the order of the log",
	  contract_history_options,
	  "Offers and answers with their reasons, reports, what the broker concluded, and what\n"
	  "was decided on each miss.",
	  "sla contract history c-nm47421q7ccv2nbhfqwnh86s00",
	  contract_history },
	{ "contract export", "CONTRACT", 1, 1,
	  "write all evidence of a contract to a file that anybody can verify",
	  evidence_export_options, NULL,
	  "sla contract export c-nm47421q7ccv2nbhfqwnh86s00 --to contract.evidence",
	  contract_export },
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
	{ "report show", "FILE|CONTRACT SERIES N", 1, 3,
	  "show a report as a table",
	  report_show_options,
	  "With --contract a file is checked first, and its rows have local times.",
	  "sla report show reports/calls-2026-11-02.yaml --contract contract.yaml\n"
	  "sla report show c-nm47421q7ccv2nbhfqwnh86s00 calls 2",
	  report_show },
	{ "report submit", "CONTRACT FILE...", 2, OPERANDS_ANY,
	  "check, sign and hand over reports",
	  report_submit_options,
	  "Each FILE is a document of a report, or a folder of them, taken by name. Their\n"
	  "places in the series follow the last report that the broker has. Many reports\n"
	  "get one signature together and stay provable one by one. What is in force\n"
	  "already is left out, so that a folder may grow; where a file says something else\n"
	  "than the report in force, nothing is signed: sla report restate corrects it.",
	  "sla report submit c-nm47421q7ccv2nbhfqwnh86s00 reports",
	  report_submit },
	{ "report restate", "CONTRACT FILE", 2, 2,
	  "replace a report that was wrong",
	  report_restate_options,
	  "The old one stays in the log; the period is judged again.",
	  "sla report restate c-nm47421q7ccv2nbhfqwnh86s00 corrected.yaml --replaces 2 \\\n"
	  "    --reason \"calls of queue 7 were counted twice\"",
	  report_restate },
	{ "report list", "CONTRACT", 1, 1,
	  "list the reports of a contract at the broker",
	  report_list_options, NULL,
	  "sla report list c-nm47421q7ccv2nbhfqwnh86s00 --from 2026-11-01",
	  report_list },
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
	  "verify a signed statement, or evidence, and show what was said by whom",
	  verify_options,
	  "A statement: every signature must hold under one of the keys given. Evidence, as\n"
	  "sla notice export writes it: every signature, decision and figure is checked again,\n"
	  "without the broker, and what that proves is said. Else the exit code is 4.",
	  "sla verify signed/calls-2026-11-02.signed --key nordcall=nordcall.pub\n"
	  "sla verify notice-1.evidence --explain --html notice-1.html",
	  verify_run },
	{ "profile new", "[NAME]", 0, 1,
	  "write down a broker, its log's key, and who you are there",
	  profile_new_options,
	  "NAME is default where it is not given: commands then need no --profile.",
	  "sla profile new --broker broker.example:443 --tls --organisation acme-retail \\\n"
	  "    --log-key broker.example/log+95548e22+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4 \\\n"
	  "    --statements-key acme.key --tokens-key acme-tokens.key",
	  profile_new },
	{ "profile show", "", 0, 0,
	  "show a profile",
	  profile_show_options, NULL,
	  "sla profile show --profile acme",
	  profile_show },
	{ "token", "", 0, 0,
	  "print a token with which other programs read in your name",
	  token_options,
	  "It is sent as \"authorization: Bearer TOKEN\" and holds for some minutes.",
	  "buf curl -H \"authorization: Bearer $(sla token)\" ...",
	  token_run },
	{ "org enrol", "ORG", 1, 1,
	  "let an organisation take part, as the operator",
	  org_enrol_options, NULL,
	  "sla org enrol acme-retail --legal-name \"Acme Retail Ltd\" \\\n"
	  "    --registration-number 01234567 --seat \"1 High Street, London\" \\\n"
	  "    --root-key acme-root.pub --profile operator",
	  org_enrol },
	{ "org show", "[ORG]", 0, 1,
	  "show an organisation and its keys; your own where none is named",
	  org_show_options, NULL,
	  "sla org show nordcall",
	  org_show },
	{ "org list", "", 0, 0,
	  "list the organisations that you share a contract with",
	  org_list_options, NULL,
	  "sla org list",
	  org_list },
	{ "org key add", "PUB", 1, 1,
	  "add a key to your organisation, signed by its root key",
	  org_key_add_options, NULL,
	  "sla org key add acme.pub --holder \"head of supplier management\"\n"
	  "sla org key add acme-tokens.pub --purpose tokens",
	  org_key_add },
	{ "org key revoke", "KEYID", 1, 1,
	  "revoke a key; what it signed before stays signed",
	  org_key_revoke_options, NULL,
	  "sla org key revoke 56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c \\\n"
	  "    --reason superseded",
	  org_key_revoke },
	{ "org key list", "[ORG]", 0, 1,
	  "show the keys of an organisation, with what became of them",
	  org_show_options, NULL,
	  "sla org key list",
	  org_show },
	{ "submit", "[FILE]...", 0, OPERANDS_ANY,
	  "hand over signed statements, or what still waits to be sent",
	  submit_options,
	  "What is handed over is kept first; it is sent again until the broker answers, and\n"
	  "its receipt is verified and kept.",
	  "sla submit offer.signed\n"
	  "sla submit",
	  submit_run },
	{ "verdict list", "CONTRACT", 1, 1,
	  "list what the broker concluded, period by period",
	  verdict_list_options, NULL,
	  "sla verdict list c-nm47421q7ccv2nbhfqwnh86s00 --from 2026-11-01",
	  verdict_list },
	{ "verdict show", "CONTRACT PERIOD", 2, 2,
	  "show the verdicts, findings and credits of a period",
	  verdict_show_options, NULL,
	  "sla verdict show c-nm47421q7ccv2nbhfqwnh86s00 2026-11 --html november.html",
	  verdict_show },
	{ "notice list", "CONTRACT", 1, 1,
	  "list the notices of a contract and where they stand",
	  notice_list_options, NULL,
	  "sla notice list c-nm47421q7ccv2nbhfqwnh86s00 --state given",
	  notice_list },
	{ "notice show", "CONTRACT N", 2, 2,
	  "show a notice as it was given, and what became of it",
	  notice_show_options, NULL,
	  "sla notice show c-nm47421q7ccv2nbhfqwnh86s00 1 --html notice-1.html",
	  notice_show },
	{ "notice watch", "[CONTRACT]", 0, 1,
	  "follow what becomes of notices, as the log grows, until Ctrl-C",
	  notice_watch_options,
	  "It begins after the last one that was told, which the profile's state folder\n"
	  "remembers, and the first time with the first notice. A broker that is away is\n"
	  "asked again until it is back. With -o json each is one line, a message\n"
	  "slabroker.v1.WatchResponse, whose cursor --from takes.",
	  "sla notice watch\n"
	  "sla notice watch -o json --idle-s 5 >>notices.jsonl",
	  notice_watch },
	{ "notice serve", "CONTRACT PERIOD KPI", 3, 3,
	  "serve a miss as a notice, as the client",
	  notice_serve_options,
	  "The verdict is shown first. A notice is never edited: where the period is judged\n"
	  "otherwise later, the broker withdraws or replaces it.",
	  "sla notice serve c-nm47421q7ccv2nbhfqwnh86s00 2026-11 service-level",
	  notice_serve },
	{ "notice hold", "CONTRACT PERIOD KPI", 3, 3,
	  "give no notice of a miss until a day, as the client",
	  notice_hold_options,
	  "It comes before the notice. A later hold can only prolong it.",
	  "sla notice hold c-nm47421q7ccv2nbhfqwnh86s00 2026-11 service-level \\\n"
	  "    --until 2026-12-15 --reason \"the root cause is being looked into\"",
	  notice_hold },
	{ "notice waive", "CONTRACT PERIOD KPI", 3, 3,
	  "give up credit or strike of a miss this once, as the client",
	  notice_waive_options,
	  "Before a notice is given or after, acknowledged or not. A notice stays as it was\n"
	  "given, and shows what was waived since. Where both are given up before, none is\n"
	  "given any more. What is waived stays waived when the period is judged again.",
	  "sla notice waive c-nm47421q7ccv2nbhfqwnh86s00 2026-11 service-level \\\n"
	  "    --credit --reason \"a storm\"",
	  notice_waive },
	{ "notice acknowledge", "CONTRACT N", 2, 2,
	  "acknowledge receipt of a notice, as the centre; it admits nothing",
	  notice_acknowledge_options, NULL,
	  "sla notice acknowledge c-nm47421q7ccv2nbhfqwnh86s00 1",
	  notice_acknowledge },
	{ "notice export", "CONTRACT N", 2, 2,
	  "write the evidence of a notice to a file that anybody can verify",
	  evidence_export_options,
	  "It has the whole book of the contract: terms, reports, conclusions, notices; the\n"
	  "keys of both sides; and the proof that all of it lies in the broker's log. It is\n"
	  "verified before it is written.",
	  "sla notice export c-nm47421q7ccv2nbhfqwnh86s00 1 --to notice-1.evidence",
	  notice_export },
	{ "log checkpoint", "", 0, 0,
	  "fetch the log's signed head, and check that the log goes on from the last one",
	  log_checkpoint_options,
	  "A log that was cut, rewritten, or shown differently to somebody else is noticed;\n"
	  "the exit code is 4.",
	  "sla log checkpoint --note --to checkpoint.txt",
	  log_checkpoint },
	{ "log prove", "INDEX", 1, 1,
	  "prove that an entry is in the log, and show what it says",
	  log_prove_options, NULL,
	  "sla log prove 41",
	  log_prove },
	{ "log confirm", "", 0, 0,
	  "confirm, as the operator, that the time is right after the clock has leapt",
	  log_confirm_options,
	  "A broker that finds its clock more than an hour ahead of its log, after a long\n"
	  "rest too, takes nothing in until the operator says that the time is right: log\n"
	  "time never goes back. Look at the clock first.",
	  "sla log confirm --profile operator",
	  log_confirm },
	{ "log redact", "CONTRACT", 1, 1,
	  "destroy, as the operator, the evidence of some months of a contract",
	  log_redact_options,
	  "Reports and what was said in a case become unreadable for ever. What was\n"
	  "concluded from them stays, and every proof stays valid. Refused while somebody\n"
	  "may still restate or claim, or a period waits that began before the last month\n"
	  "was over; of those periods nothing more is reported afterwards.",
	  "sla log redact c-nm47421q7ccv2nbhfqwnh86s00 --first-month 2026-01 \\\n"
	  "      --last-month 2026-12 --legal-basis \"retention period over\" \\\n"
	  "      --authority \"data protection officer\" --profile operator",
	  log_redact },
	{ "log rotate-key", "ROLE KEY", 2, 2,
	  "put, as the operator, another key in the place of the broker's or your own",
	  log_rotate_key_options,
	  "ROLE is operator, log (signs checkpoints) or notices (signs what the broker\n"
	  "says). KEY is a key file; of the operator's own new key with its secret. The new\n"
	  "key holds from the next entry on; what the old one signed stays signed.\n"
	  "\n"
	  "A key of the broker is given to it first, beside the one in force: slabroker serve\n"
	  "--next-log-key or --next-notice-key. Afterwards it takes the old one's place in the\n"
	  "configuration. Clients that have seen the log learn a new log key from the log\n"
	  "itself; new ones are told the new verifier key. After a rotation of your own key,\n"
	  "name its file as statements_key in your profile.",
	  "sla log rotate-key log log-2.pub --profile operator",
	  log_rotate_key },
	{ "status", "", 0, 0,
	  "say whether the broker serves, and what waits to be sent",
	  status_options, NULL,
	  "sla status",
	  status_run },
};
/* clang-format on */

static const struct program program = {
	.name = "sla",
	.version = VERSION,
	.sentence =
		"contracts, reports and verdicts of contact centres, exact and provable",
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
