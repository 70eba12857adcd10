#ifndef CLIENTS_IMPORT_BYTE_ORDER_MARK_H
#define CLIENTS_IMPORT_BYTE_ORDER_MARK_H

#include "base/bytes.h"

/* The file after the mark of UTF-8, ef bb bf, that some editors and spreadsheets put
   first; a view into it. */
struct bytes without_byte_order_mark(struct bytes file);

#endif
