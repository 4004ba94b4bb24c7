#include "document/pdf_about.h"

#include "base/date.h"
#include "configuration.h"
#include "document/document.h"
#include "document/markup.h"
#include "document/pdf_file.h"

static void put_producer(struct builder *out)
{
	builder_add_text(out, "Hornbook " HORNBOOK_VERSION);
}

/* --- XMP (ISO 16684-1) --------------------------------------------------------------- */

/* An array of one, or of one for each language. */
static void put_array(struct builder *out, const char *name, const char *kind,
		      const char *attribute, struct slice text)
{
	if (text.len == 0)
		return;
	builder_add_format(out, "<%s><rdf:%s><rdf:li%s>", name, kind,
			   attribute);
	markup_add(out, text);
	builder_add_format(out, "</rdf:li></rdf:%s></%s>\n", kind, name);
}

static void put_description(struct builder *out,
			    const struct document_about *about)
{
	const char *each = " xml:lang=\"x-default\"";
	char date[DATE_TEXT_BYTES];

	put_array(out, "dc:title", "Alt", each, about->title);
	put_array(out, "dc:creator", "Seq", "", about->author);
	put_array(out, "dc:description", "Alt", each, about->subject);
	put_array(out, "dc:language", "Bag", "", about->language);
	if (about->date != DATE_NONE) {
		date_format(about->date, date);
		builder_add_format(out,
				   "<xmp:CreateDate>%s</xmp:CreateDate>\n"
				   "<xmp:ModifyDate>%s</xmp:ModifyDate>\n",
				   date, date);
	}
	builder_add_text(out, "<pdf:Producer>");
	put_producer(out);
	builder_add_text(out, "</pdf:Producer>\n"
			      "<pdfuaid:part>1</pdfuaid:part>\n");
}

unsigned int pdf_metadata_write(struct pdf_file *file,
				const struct document_about *about)
{
	unsigned int number = pdf_number(file);
	struct builder text = {0};

	builder_add_text(
		&text,
		"<?xpacket begin=\"\xEF\xBB\xBF\""
		" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
		"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
		"<rdf:RDF xmlns:rdf="
		"\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
		"<rdf:Description rdf:about=\"\""
		" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
		" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
		" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
		" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n");
	put_description(&text, about);
	builder_add_text(&text, "</rdf:Description>\n</rdf:RDF>\n"
				"</x:xmpmeta>\n<?xpacket end=\"r\"?>");
	if (text.failed)
		file->failed = true;
	pdf_add_plain_stream(file, number, SLICE("/Type/Metadata/Subtype/XML"),
			     builder_slice(&text));
	builder_release(&text);
	return number;
}

/* --- the older way ------------------------------------------------------------------- */

static void put_entry(struct builder *out, const char *name, struct slice text)
{
	if (text.len == 0)
		return;
	builder_add_text(out, name);
	pdf_put_text(out, text);
}

unsigned int pdf_information_write(struct pdf_file *file,
				   const struct document_about *about)
{
	unsigned int number = pdf_number(file);
	struct builder text = {0};

	builder_add_text(&text, "<<");
	put_entry(&text, "/Title", about->title);
	put_entry(&text, "/Author", about->author);
	put_entry(&text, "/Subject", about->subject);
	builder_add_text(&text, "/Producer(");
	put_producer(&text);
	builder_add_byte(&text, ')');
	if (about->date != DATE_NONE) {
		struct civil day = date_to_civil(about->date);

		/* a date is all that is known: no hour */
		builder_add_format(&text,
				   "/CreationDate(D:%04d%02d%02d)"
				   "/ModDate(D:%04d%02d%02d)",
				   day.year, day.month, day.day, day.year,
				   day.month, day.day);
	}
	builder_add_text(&text, ">>");
	if (text.failed)
		file->failed = true;
	pdf_add(file, number, builder_slice(&text));
	builder_release(&text);
	return number;
}
