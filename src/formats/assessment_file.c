#include "formats/assessment_file.h"

#include "base/builder.h"
#include "base/error.h"
#include "formats/layout_rows.h"
#include "formats/xml.h"

/*
 * The elements, in the order of the transfer file.  Of our own are EnrolSchool,
 * since an authority or an agency returns the pupils of many schools, and the
 * return's name as DataQualifier.
 */

/* clang-format off */
const struct layout_row assessment_file_rows[] = {
	GROUP(0, "CTfile"),
	OWN(1, CTF_HEADER, "Header"),
	OWN(2, CTF_NAME, "DocumentName"),
	OWN(2, CTF_VERSION, "CTFversion"),
	IGNORED(2, "DateTime"),
	OWN(2, CTF_QUALIFIER, "DocumentQualifier"),
	OWN(2, CTF_RETURN, "DataQualifier"),
	IGNORED(2, "DataDescriptor"),
	IGNORED(2, "SupplierID"),
	GROUP(2, "SourceSchool"),
	OWN(3, CTF_SOURCE_LEA, "LEA"),
	OWN(3, CTF_SOURCE_ESTAB, "Estab"),
	IGNORED(3, "URN"),
	OWN(3, CTF_SOURCE_NAME, "SchoolName"),
	IGNORED(3, "AcademicYear"),
	IGNORED(2, "DestSchool"),
	IGNORED(2, "SuppInfo"),

	OWN(1, CTF_DATA, "CTFpupilData"),
	OWN(2, CTF_PUPIL, "Pupil"),
	MUST(3, "UPN", "pupil.upn"),
	MUST(3, "Surname", "pupil.surname"),
	MUST(3, "Forename", "pupil.forename"),
	MUST(3, "DOB", "pupil.birth-date"),
	SEX(3),
	GROUP(3, "BasicDetails"),
	VALUE(4, "MiddleNames", "pupil.middle-names"),
	VALUE(4, "NCyearActual", "enrolment.year-group"),
	VALUE(4, "EnrolSchool", "enrolment.school"),
	STAGES(3),
};
/* clang-format on */

const size_t assessment_file_row_count =
	sizeof(assessment_file_rows) / sizeof(assessment_file_rows[0]);

static void write_qualifier(const struct ctf_family *family,
			    struct xml_writer *xml)
{
	xml_value(xml, SLICE("DataQualifier"),
		  assessment_return_name(family->which));
}

#define FAMILY(return )                                                     \
	{                                                                   \
		.rows = assessment_file_rows,                               \
		.row_count = &assessment_file_row_count, .versioned = true, \
		.called = "an assessment file", .returns = true,            \
		.which = return, .header = write_qualifier,                 \
	}

static const struct ctf_family families[ASSESSMENT_RETURNS] = {
	[RETURN_EYF] = FAMILY(RETURN_EYF), [RETURN_PHO] = FAMILY(RETURN_PHO),
	[RETURN_KS1] = FAMILY(RETURN_KS1), [RETURN_KS2] = FAMILY(RETURN_KS2),
	[RETURN_MTC] = FAMILY(RETURN_MTC), [RETURN_KS3] = FAMILY(RETURN_KS3),
};

/* The return that the start of a transfer file says it is. */
static bool detect_return(struct slice start, enum assessment_return which)
{
	const struct slice opening = SLICE("<DataQualifier>");
	const struct slice name = assessment_return_name(which);

	if (!xml_starts_with_element(start, SLICE("CTfile")))
		return false;
	for (size_t i = 0; i + opening.len < start.len; i++) {
		struct slice rest = slice_part(start, i, start.len);

		if (rest.at[0] != '<' || !slice_starts_with(rest, opening))
			continue;
		rest = slice_part(rest, opening.len, rest.len);
		return slice_equal(slice_trim(slice_cut(&rest, '<')), name);
	}
	return false;
}

/* <sender>_KS1_<LA>LLLL_001.xml: to the authority unless it is another
 * school's number. */
static int name_return(const struct writing *writing, struct builder *name,
		       enum assessment_return which, struct error *error)
{
	struct slice to = writing->recipient_laestab;
	struct builder transfer = {0};
	struct slice rest;

	/* Checks the sender and the serial number, which are the same. */
	if (ctf_file_name(writing, &transfer, error) != 0) {
		builder_release(&transfer);
		return -1;
	}
	rest = slice_part(builder_slice(&transfer), 19, transfer.len);
	builder_add(name, writing->laestab);
	builder_add_byte(name, '_');
	builder_add(name, assessment_return_name(which));
	builder_add_byte(name, '_');
	if (to.len == 7) {
		builder_add(name, to);
	} else {
		builder_add(name, slice_part(writing->laestab, 0, 3));
		builder_add_text(name, "LLLL");
	}
	builder_add(name, rest);
	builder_release(&transfer);
	return name->failed ? error_memory(error) : 0;
}

static int carries(const struct dictionary *dictionary,
		   struct field_set *fields, struct error *error)
{
	(void)error;
	*fields = layout_fields(assessment_file_rows, assessment_file_row_count,
				dictionary);
	return 0;
}

/* The functions of struct format do not say which format is meant. */
#define RETURN(function, which)                                                \
	static bool detect_##function(struct slice start)                      \
	{                                                                      \
		return detect_return(start, which);                            \
	}                                                                      \
	static int read_##function(struct reading *reading,                    \
				   struct slice bytes, struct error *error)    \
	{                                                                      \
		return ctf_family_read(&families[which], reading, bytes,       \
				       error);                                 \
	}                                                                      \
	static int name_##function(const struct writing *writing,              \
				   struct builder *name, struct error *error)  \
	{                                                                      \
		return name_return(writing, name, which, error);               \
	}                                                                      \
	static int open_##function(struct writer **out,                        \
				   const struct writing *writing,              \
				   struct output *output, struct error *error) \
	{                                                                      \
		return ctf_family_open(&families[which], out, writing, output, \
				       error);                                 \
	}

#define FORMAT(function, of)                                           \
	{                                                              \
		.name = "assessments-" #function, .label = of,         \
		.detect = detect_##function, .read = read_##function,  \
		.file_name = name_##function, .open = open_##function, \
		.write = ctf_write, .close = ctf_close,                \
		.abandon = ctf_abandon, .carries = carries,            \
	}

RETURN(eyf, RETURN_EYF)
RETURN(pho, RETURN_PHO)
RETURN(ks1, RETURN_KS1)
RETURN(ks2, RETURN_KS2)
RETURN(mtc, RETURN_MTC)
RETURN(ks3, RETURN_KS3)

const struct format assessment_formats[ASSESSMENT_RETURNS] = {
	[RETURN_EYF] = FORMAT(eyf, "Early years foundation stage profile"),
	[RETURN_PHO] = FORMAT(pho, "Phonics screening check"),
	[RETURN_KS1] = FORMAT(ks1, "Assessments of key stage 1"),
	[RETURN_KS2] = FORMAT(ks2, "Assessments of key stage 2"),
	[RETURN_MTC] = FORMAT(mtc, "Multiplication tables check"),
	[RETURN_KS3] = FORMAT(ks3, "Assessments of key stage 3"),
};
