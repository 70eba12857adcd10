#include "base/err.h"

#include "base/attribute.h"
#include "base/ensure.h"

struct err_row {
	const char *name;
	int grpc;
	const char *text;
};

static const struct err_row rows[] = {
#define X(name, grpc, text) { #name, grpc, text },
	ERR_TABLE(X)
#undef X
};

_Static_assert(ARRAY_SIZE(rows) == ERR_COUNT, "one row for each error");

static const struct err_row *row_of(enum err e)
{
	ensure((unsigned)e < ERR_COUNT);
	return &rows[e];
}

const char *err_name(enum err e)
{
	return row_of(e)->name;
}

const char *err_text(enum err e)
{
	return row_of(e)->text;
}

int err_grpc(enum err e)
{
	return row_of(e)->grpc;
}
