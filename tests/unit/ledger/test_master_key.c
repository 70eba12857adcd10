#include <sys/stat.h>

#include "ledger/master_key.h"
#include "support/vectors.h"

#include "folder.h"

#define FIRST "slb-master-key/1\n"
#define KEY   "key QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8=\n"

Test(master_key, is_made_for_its_owner_alone_and_read_back)
{
	struct master_key first, second;
	struct folder f;
	struct stat status;
	const char *path;

	folder_make(&f);
	path = folder_file(&f, "master");
	cr_assert_eq(master_key_create(path, &f.diag), ERR_OK);
	cr_assert_eq(stat(path, &status), 0);
	cr_assert_eq(status.st_mode & 0777u, 0600);
	cr_assert_eq(master_key_read(path, &first, &f.diag), ERR_OK);
	cr_assert_eq(master_key_read(path, &second, &f.diag), ERR_OK);
	cr_assert_arr_eq(first.bytes, second.bytes, AEAD_KEY_BYTES);
	cr_assert_eq(master_key_create(path, &f.diag), ERR_IO,
		     "a key is never written over");
	cr_assert_eq(unlink(path), 0);
	cr_assert_eq(master_key_create(path, &f.diag), ERR_OK);
	cr_assert_eq(master_key_read(path, &second, &f.diag), ERR_OK);
	cr_assert_arr_neq(first.bytes, second.bytes, AEAD_KEY_BYTES);
	folder_remove(&f);
}

Test(master_key, is_read_from_the_bytes_that_the_document_shows)
{
	struct vectors vectors;
	const struct vector *v;
	struct master_key key;
	struct folder f;

	folder_make(&f);
	vectors = vectors_load(&f.arena, "proto/RECORD.md");
	v = vectors_case(&vectors, "master key file");
	cr_assert_eq(master_key_parse(vector_bytes(&f.arena, v, "file"), &key, &f.diag),
		     ERR_OK);
	cr_assert_arr_eq(key.bytes, vector_bytes(&f.arena, v, "key").data,
			 AEAD_KEY_BYTES);
	folder_remove(&f);
}

Test(master_key, of_another_form_is_refused)
{
	static const char *const texts[] = {
		"",
		FIRST,
		KEY,
		FIRST KEY "\n",
		"slb-master-key/2\n" KEY,
		FIRST "kex QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8=\n",
		FIRST "key QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9=\n",
		FIRST "key QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8=\t",
		FIRST "key QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8==",
		FIRST "key QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXg==\n",
		FIRST "key QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl*=\n",
	};
	struct master_key key;
	struct folder f;

	folder_make(&f);
	cr_assert_eq(master_key_parse(bytes_of_string(FIRST KEY), &key, &f.diag),
		     ERR_OK);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		cr_assert_eq(master_key_parse(bytes_of_string(texts[i]), &key, &f.diag),
			     ERR_KEY_MALFORMED, "%s", texts[i]);
	folder_write(&f, "long", FIRST KEY KEY KEY);
	cr_assert_eq(chmod(folder_file(&f, "long"), 0600), 0);
	cr_assert_eq(master_key_read(folder_file(&f, "long"), &key, &f.diag),
		     ERR_KEY_MALFORMED);
	folder_remove(&f);
}

Test(master_key, that_others_may_read_is_refused)
{
	struct master_key key;
	struct folder f;
	const char *path;

	folder_make(&f);
	path = folder_file(&f, "master");
	cr_assert_eq(master_key_create(path, &f.diag), ERR_OK);
	cr_assert_eq(chmod(path, 0640), 0);
	cr_assert_eq(master_key_read(path, &key, &f.diag), ERR_KEY_EXPOSED);
	cr_assert_eq(master_key_read(folder_file(&f, "none"), &key, &f.diag), ERR_IO);
	folder_remove(&f);
}
