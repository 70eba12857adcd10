#include "lib/retry.h"

const struct retry_rule retry_rule_default = { .attempts_max = 5,
					       .first_ms = 200,
					       .longest_ms = 5000 };

uint32_t retry_wait_ms(const struct retry_rule *rule, unsigned attempts,
		       const struct refusal *refusal, uint32_t chance)
{
	uint32_t wait_ms = rule->first_ms;

	if (attempts >= rule->attempts_max || !refusal_may_pass(refusal))
		return 0;
	while (--attempts > 0 && wait_ms < rule->longest_ms)
		wait_ms *= 2;
	if (wait_ms > rule->longest_ms)
		wait_ms = rule->longest_ms;
	if (wait_ms < refusal->retry_ms)
		wait_ms = refusal->retry_ms;
	return wait_ms + chance % (wait_ms / 2 + 1);
}
