#ifndef CLIENTS_SLA_COMMANDS_H
#define CLIENTS_SLA_COMMANDS_H

#include "sla/invocation.h"

/* What the rows of the table in main.c call, each with its own options. */

extern const struct option key_new_options[];
extern const struct option key_show_options[];
extern const struct option key_import_options[];
extern const struct option key_export_options[];
extern const struct option contract_new_options[];
extern const struct option contract_check_options[];
extern const struct option contract_show_options[];
extern const struct option policy_list_options[];
extern const struct option policy_show_options[];
extern const struct option report_import_options[];
extern const struct option report_check_options[];
extern const struct option report_show_options[];
extern const struct option judge_options[];
extern const struct option sign_options[];
extern const struct option verify_options[];
extern const struct option evidence_export_options[];
extern const struct option profile_new_options[];
extern const struct option profile_show_options[];
extern const struct option token_options[];
extern const struct option org_enrol_options[];
extern const struct option org_show_options[];
extern const struct option org_list_options[];
extern const struct option org_key_add_options[];
extern const struct option org_key_revoke_options[];
extern const struct option contract_offer_options[];
extern const struct option contract_accept_options[];
extern const struct option contract_decline_options[];
extern const struct option contract_withdraw_options[];
extern const struct option contract_terminate_options[];
extern const struct option contract_history_options[];
extern const struct option contract_list_options[];
extern const struct option report_submit_options[];
extern const struct option report_restate_options[];
extern const struct option report_list_options[];
extern const struct option submit_options[];
extern const struct option verdict_list_options[];
extern const struct option verdict_show_options[];
extern const struct option notice_list_options[];
extern const struct option notice_show_options[];
extern const struct option notice_watch_options[];
extern const struct option notice_serve_options[];
extern const struct option notice_hold_options[];
extern const struct option notice_waive_options[];
extern const struct option notice_acknowledge_options[];
extern const struct option log_checkpoint_options[];
extern const struct option log_prove_options[];
extern const struct option log_confirm_options[];
extern const struct option log_redact_options[];
extern const struct option log_rotate_key_options[];
extern const struct option status_options[];

enum err key_new(struct invocation *in);
enum err key_show(struct invocation *in);
enum err key_import(struct invocation *in);
enum err key_export(struct invocation *in);
enum err contract_new(struct invocation *in);
enum err contract_check_run(struct invocation *in);
enum err contract_show(struct invocation *in);
enum err policy_list(struct invocation *in);
enum err policy_show(struct invocation *in);
enum err report_import(struct invocation *in);
enum err report_check_run(struct invocation *in);
enum err report_show(struct invocation *in);
enum err judge_run(struct invocation *in);
enum err sign_run(struct invocation *in);
enum err contract_export(struct invocation *in);
enum err notice_export(struct invocation *in);
enum err verify_run(struct invocation *in);
enum err profile_new(struct invocation *in);
enum err profile_show(struct invocation *in);
enum err token_run(struct invocation *in);
enum err org_enrol(struct invocation *in);
enum err org_show(struct invocation *in);
enum err org_list(struct invocation *in);
enum err org_key_add(struct invocation *in);
enum err org_key_revoke(struct invocation *in);
enum err contract_offer(struct invocation *in);
enum err contract_accept(struct invocation *in);
enum err contract_decline(struct invocation *in);
enum err contract_withdraw(struct invocation *in);
enum err contract_terminate(struct invocation *in);
enum err contract_history(struct invocation *in);
enum err contract_list(struct invocation *in);
enum err report_submit(struct invocation *in);
enum err report_restate(struct invocation *in);
enum err report_list(struct invocation *in);
enum err submit_run(struct invocation *in);
enum err verdict_list(struct invocation *in);
enum err verdict_show(struct invocation *in);
enum err notice_watch(struct invocation *in);
enum err notice_list(struct invocation *in);
enum err notice_show(struct invocation *in);
enum err notice_serve(struct invocation *in);
enum err notice_hold(struct invocation *in);
enum err notice_waive(struct invocation *in);
enum err notice_acknowledge(struct invocation *in);
enum err log_checkpoint(struct invocation *in);
enum err log_prove(struct invocation *in);
enum err log_confirm(struct invocation *in);
enum err log_redact(struct invocation *in);
enum err log_rotate_key(struct invocation *in);
enum err status_run(struct invocation *in);

/* What a command does where its operand names something at a broker, not a file. */
enum err contract_show_remote(struct invocation *in);
enum err report_show_remote(struct invocation *in);

#endif
