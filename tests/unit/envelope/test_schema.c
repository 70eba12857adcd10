#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "envelope/scan.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/envelope.pb-c.h"
#include "slabroker/v1/statement.pb-c.h"

/* What is signed keeps to what the scan can promise one form of. */

static bool is_floating(ProtobufCType type)
{
	return type == PROTOBUF_C_TYPE_FLOAT || type == PROTOBUF_C_TYPE_DOUBLE;
}

static void assert_scannable(const ProtobufCMessageDescriptor *type, unsigned depth)
{
	cr_assert_leq(depth, SCAN_DEPTH_MAX, "%s contains itself, or lies too deep",
		      type->name);
	cr_assert_null(strstr(type->short_name, "Entry"), "%s may be a map's",
		       type->name);
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];

		cr_assert_not(is_floating(field->type), "%s.%s", type->name,
			      field->name);
		/* Presence of a number is said by a oneof or a message. */
		cr_assert(field->label == PROTOBUF_C_LABEL_NONE ||
				  field->label == PROTOBUF_C_LABEL_REPEATED,
			  "%s.%s", type->name, field->name);
		if (field->type == PROTOBUF_C_TYPE_MESSAGE)
			assert_scannable(field->descriptor, depth + 1);
	}
}

Test(schema, what_is_signed_has_no_maps_no_floating_point_and_no_recursion)
{
	assert_scannable(&slb_envelope__descriptor, 1);
	assert_scannable(&slb_statement__descriptor, 1);
	assert_scannable(&slb_terms__descriptor, 1);
}
