#include "import/byte_order_mark.h"

#include <string.h>

struct bytes without_byte_order_mark(struct bytes file)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };

	if (file.len < sizeof(mark) || memcmp(file.data, mark, sizeof(mark)) != 0)
		return file;
	return (struct bytes){ file.data + sizeof(mark), file.len - sizeof(mark) };
}
