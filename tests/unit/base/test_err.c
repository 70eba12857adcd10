#include "base/err.h"

#include <criterion/criterion.h>
#include <string.h>

Test(err, success_is_zero)
{
	cr_assert_eq(ERR_OK, 0);
	cr_assert_str_eq(err_name(ERR_OK), "OK");
	cr_assert_eq(err_grpc(ERR_OK), 0);
}

Test(err, has_a_name_a_status_and_a_sentence_for_each)
{
	for (int e = 1; e < ERR_COUNT; e++) {
		const char *text = err_text((enum err)e);

		cr_assert_eq(strspn(err_name((enum err)e),
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"),
			     strlen(err_name((enum err)e)));
		cr_assert_gt(err_grpc((enum err)e), 0);
		cr_assert_leq(err_grpc((enum err)e), 16);
		cr_assert_gt(strlen(text), 8);
		cr_assert_neq(text[strlen(text) - 1], '.', "%s", text);
		for (int other = 0; other < e; other++)
			cr_assert_str_neq(err_name((enum err)other),
					  err_name((enum err)e));
	}
}

Test(err, knows_the_status_that_clients_depend_on)
{
	cr_assert_str_eq(err_name(ERR_SIGNATURE_INVALID), "SIGNATURE_INVALID");
	cr_assert_eq(err_grpc(ERR_SIGNATURE_INVALID), 16);
	cr_assert_eq(err_grpc(ERR_LIMIT_EXCEEDED), 8);
	cr_assert_eq(err_grpc(ERR_EDITION_UNKNOWN), 12);
}
