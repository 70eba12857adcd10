/* A program of somebody else's: usage: library PROFILE OFFER OUT
 * Hands over OFFER, writes its receipt to OUT, and verifies it. */
#include <slabroker.h>
#include <stdio.h>

static unsigned char room[1 << 20];

static int fail(const struct slabroker *client, enum slabroker_result result)
{
	fprintf(stderr, "%d: %s", (int)result, slabroker_said(client));
	return (int)result;
}

static struct slabroker_bytes read_file(const char *name)
{
	struct slabroker_bytes bytes = { room, 0 };
	FILE *file = fopen(name, "rb");

	if (file != NULL) {
		bytes.len = fread(room, 1, sizeof room, file);
		fclose(file);
	}
	return bytes;
}

static int run(struct slabroker *client, const char *offer, FILE *out)
{
	struct slabroker_bytes envelope = read_file(offer);
	struct slabroker_outcome outcome;
	enum slabroker_result result = slabroker_submit(client, &envelope, 1, &outcome);

	if (result != SLABROKER_DONE)
		return fail(client, result);
	printf("%s %llu\n", outcome.content_id, (unsigned long long)outcome.log_index);
	fwrite(outcome.receipt.data, 1, outcome.receipt.len, out);
	return 0;
}

int main(int argc, char *argv[])
{
	struct slabroker_options options = { NULL, NULL, NULL };
	struct slabroker *client = NULL;
	enum slabroker_result result;
	FILE *out;
	int code;

	if (argc != 4)
		return SLABROKER_USAGE;
	options.profile = argv[1];
	result = slabroker_open(&options, &client);
	out = fopen(argv[3], "wb");
	code = result == SLABROKER_DONE && out != NULL ? run(client, argv[2], out)
						       : fail(client, result);
	if (out != NULL)
		fclose(out);
	slabroker_close(client);
	return code;
}
