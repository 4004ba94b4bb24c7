#include "formats/ctf.h"

#include "formats/xml.h"

static bool detect(struct slice start)
{
	return xml_starts_with_element(start, SLICE("CTfile"));
}

static int carries(const struct dictionary *dictionary,
		   struct field_set *fields, struct error *error)
{
	(void)error;
	*fields = layout_fields(ctf_rows, ctf_row_count, dictionary);
	return 0;
}

const struct format ctf_format = {
	.name = "ctf",
	.label = "Common Transfer File",
	.detect = detect,
	.read = ctf_read,
	.file_name = ctf_file_name,
	.open = ctf_open,
	.write = ctf_write,
	.close = ctf_close,
	.abandon = ctf_abandon,
	.carries = carries,
};
