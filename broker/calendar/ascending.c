#include "calendar/ascending.h"

#include <string.h>

size_t ascending_up_to(const void *elements, size_t count, size_t stride, int64_t limit)
{
	size_t low = 0;
	size_t high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int64_t key;

		memcpy(&key, (const char *)elements + middle * stride, sizeof key);
		if (key <= limit)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
