#include "formats/lrs_reply.h"

#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "formats/learner_answer.h"
#include "formats/xml.h"

/* Where the reader stands. */
enum part {
	PART_OUTSIDE,
	PART_REPLY,   /* a response or its result */
	PART_LEARNER, /* one that was found */
	PART_LINKED,  /* the numbers that were made one with its */
	PART_RECORD,  /* a learner record */
	PART_EVENT,   /* a piece of learning in it */
};

struct element {
	enum part in;
	struct slice name;
	const char *field;
};

/* clang-format off */
static const struct element elements[] = {
	{ PART_LEARNER, SLICE_INIT("ULN"), "pupil.uln" },
	{ PART_LEARNER, SLICE_INIT("UniquePupilNumber"), "pupil.upn" },
	{ PART_LEARNER, SLICE_INIT("GivenName"), "pupil.forename" },
	{ PART_LEARNER, SLICE_INIT("MiddleOtherName"), "pupil.middle-names" },
	{ PART_LEARNER, SLICE_INIT("FamilyName"), "pupil.surname" },
	{ PART_LEARNER, SLICE_INIT("PreferredGivenName"), "pupil.preferred-forename" },
	{ PART_LEARNER, SLICE_INIT("PreviousFamilyName"), "pupil.former-surname" },
	{ PART_LEARNER, SLICE_INIT("FamilyNameAtAge16"), "learner.surname-at-16" },
	{ PART_LEARNER, SLICE_INIT("SchoolAtAge16"), "learner.school-at-16" },
	{ PART_LEARNER, SLICE_INIT("LastKnownAddressLine1"), "pupil.address-line-1" },
	{ PART_LEARNER, SLICE_INIT("LastKnownAddressLine2"), "pupil.address-line-2" },
	{ PART_LEARNER, SLICE_INIT("LastKnownAddressTown"), "pupil.address-town" },
	{ PART_LEARNER, SLICE_INIT("LastKnownAddressCountyOrCity"), "pupil.address-county" },
	{ PART_LEARNER, SLICE_INIT("LastKnownPostCode"), "pupil.postcode" },
	{ PART_LEARNER, SLICE_INIT("DateOfBirth"), "pupil.birth-date" },
	{ PART_LEARNER, SLICE_INIT("PlaceOfBirth"), "learner.place-of-birth" },
	{ PART_LEARNER, SLICE_INIT("Gender"), "pupil.sex" },
	{ PART_LEARNER, SLICE_INIT("EmailAddress"), "pupil.email" },
	{ PART_LEARNER, SLICE_INIT("VerificationType"), "learner.verification" },
	{ PART_LEARNER, SLICE_INIT("AbilityToShare"), "learner.sharing" },
	{ PART_LINKED, SLICE_INIT("ULN"), "learner.linked-uln" },
	{ PART_EVENT, SLICE_INIT("AchievementProviderName"), "qualification.provider" },
	{ PART_EVENT, SLICE_INIT("AwardingOrganisationName"), "qualification.awarding-organisation" },
	{ PART_EVENT, SLICE_INIT("QualificationType"), "qualification.title" },
	{ PART_EVENT, SLICE_INIT("SubjectCode"), "qualification.number" },
	{ PART_EVENT, SLICE_INIT("Subject"), "qualification.subject" },
	{ PART_EVENT, SLICE_INIT("Grade"), "qualification.grade" },
	{ PART_EVENT, SLICE_INIT("AchievementAwardDate"), "qualification.award-date" },
	{ PART_EVENT, SLICE_INIT("Credits"), "qualification.credits" },
	{ PART_EVENT, SLICE_INIT("Level"), "qualification.level" },
	{ PART_EVENT, SLICE_INIT("Source"), "qualification.source" },
	{ PART_EVENT, SLICE_INIT("ParticipationStartDate"), "qualification.start-date" },
	{ PART_EVENT, SLICE_INIT("ParticipationEndDate"), "qualification.end-date" },
};
/* clang-format on */

/* What the service writes where it knows nothing. */
static const struct slice fillers[] = {
	SLICE_INIT("UNKNOWN"),
	SLICE_INIT("9999999999"),
	SLICE_INIT("ZZ99 9ZZ"),
};

struct reply {
	struct reading *reading;
	struct xml_reader *xml;
	struct arena arena;       /* of the record in hand */
	struct builder canonical; /* of the value in hand */
	struct record_maker maker;
	struct {
		enum part part;
		uint64_t offset;
		size_t name_len;
		char name[XML_NAME_LIMIT]; /* without prefix */
	} around[XML_DEPTH_LIMIT];         /* the elements that stand open */
	unsigned int depth;
	const struct learner_answer *answer;
	bool any;  /* a reply was there */
	bool open; /* a record is in hand */
	bool bad;  /* something of it was rejected */
	uint64_t began;
	uint64_t before; /* records of the replies before this one */
	uint32_t items;
	struct slice found, asked; /* FoundULN, IncomingULN; in the arena */
};

static struct slice local_name(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] == ':')
			return slice_part(name, i + 1, name.len);
	return name;
}

static int tell(struct reply *reply, uint64_t offset, struct slice field,
		bool warning, const char *rule, const char *message,
		struct error *error)
{
	struct rejection rejection = {
		.record = reply->reading->records,
		.warning = warning,
		.rule = rule,
		.field = field,
		.message = slice_of(message),
	};

	reply->bad = reply->bad || !warning;
	xml_place(reply->xml, offset, &rejection.line, &rejection.column);
	return reply->reading->reject(reply->reading->context, &rejection,
				      error);
}

/* The reply's code, what it means and what is to be done. */
static int tell_answer(struct reply *reply, uint64_t offset, bool warning,
		       struct error *error)
{
	struct builder text = {0};
	int result;

	builder_add_text(&text, reply->answer->meaning);
	if (reply->answer->advice != NULL)
		builder_add_format(&text, ": %s", reply->answer->advice);
	result = text.failed ? error_memory(error)
			     : tell(reply, offset, SLICE("ResponseCode"),
				    warning, reply->answer->code.at,
				    builder_text(&text), error);
	builder_release(&text);
	return result;
}

/* --- values --------------------------------------------------------------------- */

static uint16_t field_called(const struct reply *reply, const char *name)
{
	const struct dictionary *dictionary = reply->reading->dictionary;
	const struct field *field =
		dictionary_field(dictionary, slice_of(name));

	return field != NULL ? (uint16_t)(field - dictionary->fields)
			     : DICTIONARY_NONE;
}

static struct slice without_filler(struct slice text)
{
	for (size_t i = 0; i < sizeof(fillers) / sizeof(fillers[0]); i++)
		if (slice_equal(text, fillers[i]))
			return (struct slice){NULL, 0};
	return text;
}

static bool sex_of(struct slice digit, struct slice *code)
{
	static const char *const codes[] = {"U", "M", "F"};

	if (slice_is(digit, "9"))
		*code = (struct slice){NULL, 0};
	else if (digit.len == 1 && digit.at[0] >= '0' && digit.at[0] <= '2')
		*code = slice_of(codes[digit.at[0] - '0']);
	else
		return false;
	return true;
}

static int set_field(struct reply *reply, struct slice element,
		     const char *name, struct slice text, uint64_t offset,
		     struct error *error)
{
	uint16_t field = field_called(reply, name);
	struct error fault = {0};
	char message[800];

	if (slice_empty(text) || field == DICTIONARY_NONE)
		return 0;
	if (field_check(reply->reading->dictionary, field, text,
			reply->reading->today, &reply->canonical,
			&fault) == 0 &&
	    !reply->canonical.failed) {
		record_set(&reply->maker, field, (struct slice){NULL, 0},
			   slice_starts_with(slice_of(name),
					     SLICE("qualification."))
				   ? reply->items
				   : 0,
			   builder_slice(&reply->canonical));
		return 0;
	}
	if (reply->canonical.failed || fault.code == ERROR_MEMORY)
		return error_memory(error);
	error_text(&fault, message, sizeof(message));
	return tell(reply, offset, element, false, NULL, message, error);
}

/* Learning that is still to come is told: the service's own samples have some. */
static int check_award(struct reply *reply, struct slice element,
		       struct slice text, uint64_t offset, struct error *error)
{
	int32_t today = reply->reading->today, date;

	if (!slice_is(element, "AchievementAwardDate") || today == DATE_NONE ||
	    !date_parse(text, &date) || date <= today)
		return 0;
	return tell(reply, offset, element, true, NULL,
		    "the award's date has not come yet", error);
}

static int take_value(struct reply *reply, enum part part, struct slice name,
		      struct slice text, uint64_t offset, struct error *error)
{
	text = without_filler(slice_trim(text));
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
		const struct element *element = &elements[i];

		if (element->in != part || !slice_equal(element->name, name))
			continue;
		if (slice_is(name, "Gender") && !slice_empty(text) &&
		    !sex_of(text, &text))
			return tell(reply, offset, name, false, NULL,
				    "wants 0 (not known), 1 (male), 2 (female) "
				    "or 9 (not specified)",
				    error);
		if (check_award(reply, name, text, offset, error) != 0)
			return -1;
		return set_field(reply, name, element->field, text, offset,
				 error);
	}
	return 0;
}

/* --- records --------------------------------------------------------------------- */

static void begin(struct reply *reply, uint64_t offset)
{
	reply->maker = record_maker(reply->reading->dictionary, &reply->arena);
	reply->reading->records++;
	reply->open = true;
	reply->bad = false;
	reply->began = offset;
	reply->items = 0;
}

static int give(struct reply *reply, struct error *error)
{
	struct record record;
	uint32_t column;

	if (reply->maker.failed)
		return error_memory(error);
	if (!reply->bad && record_made(&reply->maker, &record, error) != 0)
		return -1;
	if (reply->bad) {
		reply->reading->rejected++;
		return 0;
	}
	record.number = reply->reading->records;
	xml_place(reply->xml, reply->began, &record.line, &column);
	return reply->reading->take(reply->reading->context, &record, error);
}

static bool has_number(const struct reply *reply)
{
	uint16_t uln = field_called(reply, "pupil.uln");

	for (uint32_t i = 0; i < reply->maker.record.count; i++)
		for (uint32_t j = 0; j < reply->maker.record.sections[i].count;
		     j++)
			if (!slice_empty(item_text(
				    &reply->maker.record.sections[i].items[j],
				    uln)))
				return true;
	return false;
}

/* Ends the record in hand as the reply's code has it. */
static int end(struct reply *reply, struct error *error)
{
	const struct learner_answer *answer = reply->answer;
	bool taken = answer != NULL && answer->number != LEARNER_NUMBER_NONE;

	if (!reply->open)
		return 0;
	reply->open = false;
	if (answer == NULL) {
		if (tell(reply, reply->began, SLICE("ResponseCode"), false,
			 NULL, "the reply has no code that is known",
			 error) != 0)
			return -1;
	} else if (!taken || answer->advice != NULL) {
		if (tell_answer(reply, reply->began, taken, error) != 0)
			return -1;
	}
	if (taken && set_field(reply, SLICE("ResponseCode"), "learner.answer",
			       answer->code, reply->began, error) != 0)
		return -1;
	if (taken && !reply->bad && !has_number(reply) &&
	    tell(reply, reply->began, SLICE("ULN"), false, NULL,
		 "the reply only says that the learner was found, and holds no "
		 "learner number",
		 error) != 0)
		return -1;
	return give(reply, error);
}

/* A reply with nobody in it is a record that cannot be taken: it must not pass
 * for no reply at all. */
static int end_reply(struct reply *reply, uint64_t offset, struct error *error)
{
	if (reply->reading->records > reply->before)
		return 0;
	begin(reply, offset);
	return end(reply, error);
}

static int end_record(struct reply *reply, uint64_t offset, struct error *error)
{
	bool linked;

	if (!reply->open)
		return 0;
	linked = !slice_empty(reply->found) && !slice_empty(reply->asked) &&
		 !slice_equal(reply->found, reply->asked);
	if (set_field(reply, SLICE("FoundULN"), "pupil.uln", reply->found,
		      offset, error) != 0 ||
	    (linked &&
	     set_field(reply, SLICE("IncomingULN"), "learner.linked-uln",
		       reply->asked, offset, error) != 0))
		return -1;
	return end(reply, error);
}

/* --- elements ---------------------------------------------------------------------- */

static bool is_reply(struct slice name)
{
	return (slice_ends_with(name, SLICE("Response")) ||
		slice_ends_with(name, SLICE("Result"))) &&
	       (slice_starts_with(name, SLICE("FindLearner")) ||
		slice_starts_with(name, SLICE("GetLearnerLearning")));
}

static enum part part_of(enum part around, struct slice name)
{
	switch (around) {
	case PART_OUTSIDE:
		return is_reply(name) ? PART_REPLY : PART_OUTSIDE;
	case PART_REPLY:
		if (slice_is(name, "Learner"))
			return PART_LEARNER;
		return slice_is(name, "LearnerRecord") ? PART_RECORD
						       : PART_REPLY;
	case PART_LEARNER:
		return slice_is(name, "LinkedULNs") ? PART_LINKED
						    : PART_LEARNER;
	case PART_RECORD:
		return slice_is(name, "LearningEvent") ? PART_EVENT
						       : PART_RECORD;
	case PART_LINKED:
	case PART_EVENT:
		break;
	}
	return around;
}

static enum part part_at(const struct reply *reply, unsigned int depth)
{
	return depth > 0 ? reply->around[depth - 1].part : PART_OUTSIDE;
}

static void enter_reply(struct reply *reply)
{
	reply->any = true;
	reply->answer = NULL;
	reply->before = reply->reading->records;
	reply->found = reply->asked = (struct slice){NULL, 0};
	arena_clear(&reply->arena);
}

static int on_start(void *context, struct xml_reader *xml, struct slice name,
		    struct error *error)
{
	struct reply *reply = context;
	enum part around = part_at(reply, reply->depth);
	enum part part;

	(void)error;
	name = local_name(name);
	part = part_of(around, name);
	reply->xml = xml;
	reply->around[reply->depth].part = part;
	reply->around[reply->depth].offset = xml_offset(xml);
	reply->around[reply->depth].name_len = name.len;
	memcpy(reply->around[reply->depth].name, name.at, name.len);
	reply->depth++;
	if (part == around)
		return 0;
	if (part == PART_REPLY)
		enter_reply(reply);
	if (part == PART_LEARNER || part == PART_RECORD)
		begin(reply, xml_offset(xml));
	return 0;
}

static int keep(struct reply *reply, struct slice text, struct slice *kept,
		struct error *error)
{
	*kept = arena_copy(&reply->arena, slice_trim(text));
	return kept->at != NULL ? 0 : error_memory(error);
}

/* Values that stand in the reply itself: its code, and the numbers found and
 * asked for.  Names there only repeat the question. */
static int end_own_value(struct reply *reply, struct slice name,
			 struct slice text, struct error *error)
{
	if (slice_is(name, "ResponseCode"))
		reply->answer = learner_answer_find(slice_trim(text));
	if (slice_is(name, "FoundULN"))
		return keep(reply, text, &reply->found, error);
	if (slice_is(name, "IncomingULN"))
		return keep(reply, text, &reply->asked, error);
	return 0;
}

/* The end of what a part stands for. */
static int end_part(struct reply *reply, enum part part, uint64_t offset,
		    struct error *error)
{
	switch (part) {
	case PART_REPLY:
		return end_reply(reply, offset, error);
	case PART_LEARNER:
		return end(reply, error);
	case PART_RECORD:
		return end_record(reply, offset, error);
	case PART_EVENT:
		reply->items++;
		return 0;
	case PART_LINKED:
	case PART_OUTSIDE:
		break;
	}
	return 0;
}

static int on_end(void *context, struct xml_reader *xml, struct slice text,
		  bool leaf, struct error *error)
{
	struct reply *reply = context;
	enum part part = part_at(reply, reply->depth);
	enum part around = part_at(reply, reply->depth - 1);
	uint64_t offset = reply->around[reply->depth - 1].offset;
	struct slice name = {reply->around[reply->depth - 1].name,
			     reply->around[reply->depth - 1].name_len};

	(void)xml;
	reply->depth--;
	if (part != around)
		return end_part(reply, part, offset, error);
	if (!leaf || part == PART_OUTSIDE)
		return 0;
	if (part == PART_REPLY)
		return end_own_value(reply, name, text, error);
	return take_value(reply, part, name, text, offset, error);
}

static void on_progress(void *context, uint64_t bytes_done)
{
	struct reply *reply = context;

	if (reply->reading->progress != NULL)
		reply->reading->progress(reply->reading->context, bytes_done);
}

int lrs_reply_read(struct reading *reading, struct slice bytes,
		   struct error *error)
{
	struct reply *reply = memory_array(1, sizeof(*reply));
	struct xml_events events = {on_start, on_end, on_progress, reply};
	int result;

	if (reply == NULL)
		return error_memory(error);
	reply->reading = reading;
	reading->sender = SLICE("");
	result = xml_read(&events, bytes, reading->file_name, error);
	if (result == 0 && !reply->any) {
		error_set(error, ERROR_INPUT,
			  "this is no reply of the learner registration");
		result = error_at(error, reading->file_name, 0, 0, 0);
	}
	arena_release(&reply->arena);
	builder_release(&reply->canonical);
	memory_free(reply);
	return result;
}

/* An envelope, whatever its prefix, around one of the replies. */
static bool detect(struct slice start)
{
	static const struct slice envelopes[] = {
		SLICE_INIT("soapenv:Envelope"),  SLICE_INIT("soap:Envelope"),
		SLICE_INIT("SOAP-ENV:Envelope"), SLICE_INIT("s:Envelope"),
		SLICE_INIT("Envelope"),
	};
	bool found = false;

	for (size_t i = 0; i < sizeof(envelopes) / sizeof(envelopes[0]); i++)
		found |= xml_starts_with_element(start, envelopes[i]);
	return found &&
	       (memmem(start.at, start.len, "FindLearner", 11) != NULL ||
		memmem(start.at, start.len, "GetLearnerLearning", 18) != NULL);
}

const struct format lrs_reply_format = {
	.name = "lrs-reply",
	.label = "Learner registration, reply of the web service",
	.detect = detect,
	.read = lrs_reply_read,
};
