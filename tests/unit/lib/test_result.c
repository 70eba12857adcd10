#include <criterion/criterion.h>

#include "lib/result.h"

Test(result, tells_sorts_of_errors_apart)
{
	static const struct {
		enum err e;
		enum slabroker_result result;
	} rows[] = {
		{ ERR_OK, SLABROKER_DONE },
		{ ERR_REFUSED, SLABROKER_REFUSED },
		{ ERR_IO, SLABROKER_REFUSED },
		{ ERR_CONTRACT_INVALID, SLABROKER_REFUSED },
		{ ERR_KEY_EXPOSED, SLABROKER_REFUSED },
		{ ERR_USAGE, SLABROKER_USAGE },
		{ ERR_UNREACHABLE, SLABROKER_UNREACHABLE },
		{ ERR_SIGNATURE_INVALID, SLABROKER_EVIDENCE },
		{ ERR_RECEIPT_INVALID, SLABROKER_EVIDENCE },
		{ ERR_LOG_INCONSISTENT, SLABROKER_EVIDENCE },
		{ ERR_PROOF_INVALID, SLABROKER_EVIDENCE },
		{ ERR_INTERNAL, SLABROKER_INTERNAL },
		{ ERR_NO_MEMORY, SLABROKER_INTERNAL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(result_of(rows[i].e), rows[i].result, "%s",
			     err_name(rows[i].e));
}
