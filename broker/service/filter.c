#include "service/filter.h"

#include "base/bytes.h"

static const char *known_numbers(struct arena *arena,
				 const ProtobufCEnumDescriptor *type)
{
	const char *text = "";

	for (unsigned i = 0; i < type->n_values; i++) {
		const ProtobufCEnumValue *value = &type->values[i];

		if (value->value != 0)
			text = arena_printf(arena, "%s%s%s (%d)", text,
					    text[0] == '\0' ? "" : ", ", value->name,
					    value->value);
	}
	return text;
}

enum err filter_check(const char *field, const ProtobufCEnumDescriptor *type,
		      int number, struct diag *diag)
{
	if (number == 0 || protobuf_c_enum_descriptor_get_value(type, number) != NULL)
		return ERR_OK;
	return diag_error(diag, ERR_REQUEST_MALFORMED, diag_at(field),
			  "%d is not known here; known are %s, and 0, which is all of "
			  "them",
			  number, known_numbers(diag->arena, type));
}
