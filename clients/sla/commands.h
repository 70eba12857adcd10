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
enum err verify_run(struct invocation *in);

#endif
