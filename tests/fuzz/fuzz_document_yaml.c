#include "document_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_document((struct bytes){ data, size }, DOCUMENT_YAML);
	return 0;
}
