/*
 * write_contact.c - addresses, telephones, areas; parents and other contacts.
 */
#include "generate/child.h"

#include <string.h>

#include "generate/lots.h"

/* Ten-thousandths; unconfirmed. */
enum {
	LANDLINE = 3500,
	OWN_MOBILE = 6500,
	OWN_EMAIL = 7000,
	WITH_LOCALITY = 3000,
	WITH_UPRN = 8500,
	PARENT_EMAILS = 7800,
	PARENT_WORK = 3000,
	NO_PARENT_MOBILE = 300,
	LINES_ONLY_SCHOOLS = 2500, /* whose system keeps address lines */
};

/* Of one person's address: pupil's or parent's fields. */
struct address_fields {
	enum generated_field saon, paon, street, locality, town, post_town,
		uprn, line_1, line_2, line_3, county, postcode;
};

static const struct address_fields pupil_address = {
	F_SAON, F_PAON,   F_STREET, F_LOCALITY, F_TOWN,   F_POST_TOWN,
	F_UPRN, F_LINE_1, F_LINE_2, F_LINE_3,   F_COUNTY, F_POSTCODE,
};

static const struct address_fields parent_address = {
	F_PARENT_SAON,   F_PARENT_PAON,      F_PARENT_STREET, F_PARENT_LOCALITY,
	F_PARENT_TOWN,   F_PARENT_POST_TOWN, F_PARENT_UPRN,   F_PARENT_LINE_1,
	F_PARENT_LINE_2, F_PARENT_LINE_3,    F_PARENT_COUNTY, F_PARENT_POSTCODE,
};

static struct slice copied(struct scribe *scribe, const char *text)
{
	return scribe_join(scribe, slice_of(text), SLICE(""), SLICE(""),
			   SLICE(""));
}

static struct slice street_of(struct scribe *scribe, const struct home *home)
{
	return scribe_join(scribe, places_street_name(home->area, home->street),
			   SLICE(" "),
			   places_street_kind(home->area, home->street),
			   SLICE(""));
}

static struct slice postcode_of(struct scribe *scribe,
				const struct authority_place *authority,
				const struct home *home)
{
	char text[POSTCODE_BYTES];

	places_postcode(authority, home->area, home->street, text);
	return copied(scribe, text);
}

static bool keeps_lines(const struct child *child)
{
	struct lots lots = lots_of(child->school->key, TOPIC_CONTACTS);

	return lots_chance(&lots, LINES_ONLY_SCHOOLS);
}

static void write_lines(struct scribe *scribe, const struct home *home,
			const struct town *town,
			const struct address_fields *fields)
{
	struct slice number = scribe_digits(scribe, home->house, 1);
	struct slice first = scribe_join(scribe, number, SLICE(" "),
					 street_of(scribe, home), SLICE(""));

	if (home->flat > 0) {
		struct slice flat = scribe_digits(scribe, home->flat, 1);

		scribe_joined(scribe, fields->line_1, SLICE("Flat "), flat,
			      SLICE(""), SLICE(""));
		scribe_text(scribe, fields->line_2, first);
		scribe_text(scribe, fields->line_3, town->name);
		return;
	}
	scribe_text(scribe, fields->line_1, first);
	scribe_text(scribe, fields->line_2, town->name);
}

/* Eleven digits: 10, the authority, a property. */
static void write_uprn(struct scribe *scribe, const struct home *home,
		       const struct authority_place *authority,
		       enum generated_field field)
{
	uint64_t key = lots_mix(home->area, home->street * 1000 + home->house);

	scribe_joined(scribe, field, SLICE("10"),
		      (struct slice){authority->number, 3},
		      scribe_digits(scribe, key % 1000000, 6), SLICE(""));
}

static void write_address(struct child *child, const struct home *home,
			  const struct address_fields *fields)
{
	struct scribe *scribe = child->scribe;
	const struct authority_place *authority =
		&child->population->catchments.authorities[home->authority];
	const struct town *town = places_town(authority, home->area);
	struct lots lots = lots_of(home->area, TOPIC_HOME);

	if (keeps_lines(child)) {
		write_lines(scribe, home, town, fields);
	} else {
		if (home->flat > 0)
			scribe_joined(scribe, fields->saon, SLICE("Flat "),
				      scribe_digits(scribe, home->flat, 1),
				      SLICE(""), SLICE(""));
		scribe_number(scribe, fields->paon, home->house);
		scribe_text(scribe, fields->street, street_of(scribe, home));
		if (lots_chance(&lots, WITH_LOCALITY))
			scribe_text(scribe, fields->locality,
				    places_locality(home->area));
		scribe_text(scribe, fields->town, town->name);
		scribe_text(scribe, fields->post_town, town->name);
		if (lots_chance(&lots, WITH_UPRN))
			write_uprn(scribe, home, authority, fields->uprn);
	}
	scribe_text(scribe, fields->county, authority->county);
	scribe_text(scribe, fields->postcode,
		    postcode_of(scribe, authority, home));
}

/* --- telephones and e-mail -------------------------------------------------- */

/* Ofcom keeps 01632 960000 to 960999 and 07700 900000 to 900999 for drama. */
static void write_telephone(struct scribe *scribe, enum generated_field field,
			    struct slice start, uint64_t key)
{
	scribe_joined(scribe, field, start,
		      scribe_digits(scribe, key % 1000, 3), SLICE(""),
		      SLICE(""));
}

/* Letters that an address may have, then a number. */
static void write_email(struct scribe *scribe, enum generated_field field,
			struct slice forename, uint64_t key)
{
	size_t length = 0;
	char *text = scribe_room(scribe, forename.len);

	if (text == NULL)
		return;
	for (size_t i = 0; i < forename.len; i++) {
		char letter = (char)(forename.at[i] | ' ');

		if (letter >= 'a' && letter <= 'z')
			text[length++] = letter;
	}
	scribe_joined(scribe, field, (struct slice){text, length}, SLICE("."),
		      scribe_digits(scribe, key % 100000, 3),
		      SLICE("@example.org"));
}

/* Below 16 the family's telephone stands with the parents. */
void write_contact(struct child *child)
{
	struct scribe *scribe = child->scribe;
	struct lots lots = child_lots(child, TOPIC_CONTACTS);

	if (!scribe_section(scribe, GENERATED_CONTACT, SLICE("")))
		return;
	write_address(child, &child->family.home, &pupil_address);
	if (lots_chance(&lots, LANDLINE))
		write_telephone(scribe, F_TELEPHONE, SLICE("01632 960"),
				child->family.key);
	if (lots_chance(&lots, OWN_MOBILE) && child->age >= 13)
		write_telephone(scribe, F_MOBILE, SLICE("07700 900"),
				child->key);
	if (lots_chance(&lots, OWN_EMAIL) && child->age >= 16)
		write_email(scribe, F_EMAIL, child->forename, child->key);
	scribe_end_section(scribe);
}

void write_geography(struct child *child)
{
	struct scribe *scribe = child->scribe;
	const struct home *home = &child->family.home;
	const struct authority_place *authority =
		&child->population->catchments.authorities[home->authority];
	char area[AREA_BYTES];

	if (!scribe_section(scribe, GENERATED_GEOGRAPHY, SLICE("")))
		return;
	places_lsoa(home->area, area);
	scribe_text(scribe, F_LSOA, copied(scribe, area));
	places_msoa(home->area, area);
	scribe_text(scribe, F_MSOA, copied(scribe, area));
	scribe_text(scribe, F_HOME_AUTHORITY,
		    (struct slice){authority->number, 3});
	scribe_text(scribe, F_PCT_AREA, child->school->place.pct_area);
	scribe_end_section(scribe);
}

/* --- parents ---------------------------------------------------------------- */

static void write_reach(struct child *child, const struct adult *adult)
{
	struct scribe *scribe = child->scribe;
	struct lots lots = lots_of(adult->key, TOPIC_CONTACTS);

	if (adult->here) {
		struct lots own = child_lots(child, TOPIC_CONTACTS);

		/* The landline of the home. */
		if (lots_chance(&own, LANDLINE))
			write_telephone(scribe, F_PARENT_TELEPHONE,
					SLICE("01632 960"), child->family.key);
	}
	if (!lots_chance(&lots, NO_PARENT_MOBILE))
		write_telephone(scribe, F_PARENT_MOBILE, SLICE("07700 900"),
				adult->key);
	if (lots_chance(&lots, PARENT_WORK))
		write_telephone(scribe, F_PARENT_WORK_TELEPHONE,
				SLICE("01632 960"), adult->key >> 10);
	if (lots_chance(&lots, PARENT_EMAILS))
		write_email(scribe, F_PARENT_EMAIL, adult->forename,
			    adult->key);
}

static void write_parent(struct child *child, uint32_t order)
{
	const struct adult *adult = &child->family.adults[order];
	struct scribe *scribe = child->scribe;

	scribe_number(scribe, F_PARENT_ORDER, order + 1);
	scribe_text(scribe, F_PARENT_TITLE, adult->title);
	scribe_text(scribe, F_PARENT_SURNAME, adult->surname);
	scribe_text(scribe, F_PARENT_FORENAME, adult->forename);
	scribe_text(scribe, F_PARENT_MIDDLE_NAMES, adult->middle);
	scribe_text(scribe, F_PARENT_SEX,
		    adult->woman ? SLICE("F") : SLICE("M"));
	scribe_text(scribe, F_PARENT_RELATIONSHIP, adult->relationship);
	scribe_flag(scribe, F_PARENT_RESPONSIBILITY, adult->responsible);
	if (adult->limited)
		scribe_flag(scribe, F_PARENT_LIMITED, true);
	scribe_flag(scribe, F_PARENT_AS_PUPIL, adult->here);
	if (!adult->here) {
		struct home home =
			family_other_home(&child->population->catchments,
					  child->catchment, adult);

		write_address(child, &home, &parent_address);
	}
	write_reach(child, adult);
	scribe_item(scribe);
}

void write_parents(struct child *child)
{
	if (!scribe_section(child->scribe, GENERATED_PARENTS, SLICE("")))
		return;
	for (uint32_t i = 0; i < child->family.adult_count; i++)
		write_parent(child, i);
	scribe_end_section(child->scribe);
}

/* --- others ----------------------------------------------------------------- */

static void write_one_contact(struct child *child, struct lots *lots,
			      uint32_t order, struct slice relationship,
			      int years_older)
{
	struct scribe *scribe = child->scribe;
	bool woman = lots_chance(lots, 7500);
	enum naming naming = woman ? child->family.origin.mother
				   : child->family.origin.father;
	bool named_alike = lots_chance(lots, 4000);
	struct slice surname = names_surname(lots, naming);

	if (named_alike && slice_is(relationship, "REL"))
		surname = child->family.hers;
	if (slice_is(relationship, "SWR"))
		naming = NAMING_BRITISH;
	scribe_number(scribe, F_CONTACT_ORDER, order);
	scribe_text(scribe, F_CONTACT_TITLE,
		    woman ? SLICE("Mrs") : SLICE("Mr"));
	scribe_text(scribe, F_CONTACT_SURNAME, surname);
	scribe_text(scribe, F_CONTACT_FORENAME,
		    names_forename(lots, naming, woman,
				   child->cohort - years_older, order));
	scribe_text(scribe, F_CONTACT_SEX, woman ? SLICE("F") : SLICE("M"));
	scribe_text(scribe, F_CONTACT_RELATIONSHIP, relationship);
	scribe_flag(scribe, F_CONTACT_RESPONSIBILITY, false);
	scribe_flag(scribe, F_CONTACT_AS_PUPIL, false);
	if (slice_is(relationship, "SWR"))
		write_telephone(scribe, F_CONTACT_WORK_TELEPHONE,
				SLICE("01632 960"), lots_draw(lots));
	else
		write_telephone(scribe, F_CONTACT_MOBILE, SLICE("07700 900"),
				lots_draw(lots));
	scribe_item(scribe);
}

/* Brothers and sisters have the same. */
void write_contacts(struct child *child)
{
	struct lots lots = lots_of(child->family.key, TOPIC_CONTACTS);
	uint32_t order = child->family.adult_count;

	if (!scribe_section(child->scribe, GENERATED_CONTACTS, SLICE("")))
		return;
	if (lots_chance(&lots, 5500))
		write_one_contact(child, &lots, ++order, SLICE("REL"), 55);
	if (lots_chance(&lots, 1500))
		write_one_contact(child, &lots, ++order, SLICE("OTH"), 35);
	if (child->grade <= 6 && lots_chance(&lots, 600))
		write_one_contact(child, &lots, ++order, SLICE("CHM"), 40);
	if (child->in_care || child->protected)
		write_one_contact(child, &lots, ++order, SLICE("SWR"), 38);
	scribe_end_section(child->scribe);
}
