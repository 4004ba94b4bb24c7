#include "formats/ccis.h"

#include "formats/columns_rows.h"

/*
 * Which things are given: the youth support clauses of the department's privacy
 * notice template (sections 6 and 7 of the facts on formats name its copies).
 * The headers are our own: the management information requirement was not to be
 * had.
 */

/* clang-format off */
#define ADDRESS(prefix, field) \
	VALUE(prefix "Flat", field "saon"), \
	VALUE(prefix "House", field "paon"), \
	VALUE(prefix "Street", field "street"), \
	VALUE(prefix "Locality", field "locality"), \
	VALUE(prefix "Town", field "town"), \
	VALUE(prefix "AdministrativeArea", field "administrative-area"), \
	VALUE(prefix "PostTown", field "post-town"), \
	VALUE(prefix "UPRN", field "uprn"), \
	VALUE(prefix "AddressLine1", field "line-1"), \
	VALUE(prefix "AddressLine2", field "line-2"), \
	VALUE(prefix "AddressLine3", field "line-3"), \
	VALUE(prefix "AddressLine4", field "line-4"), \
	VALUE(prefix "AddressLine5", field "line-5"), \
	VALUE(prefix "County", field "county")

#define ACTIVITIES \
	PAST("Activity#Code", "destination.activity"), \
	VALUE("Activity#Provider", "destination.provider"), \
	DAY("Activity#Start", "destination.start-date"), \
	DAY("Activity#End", "destination.end-date"), \
	PAST("Activity#Intended", "destination.intended")

static const struct column ccis_columns[] = {
	NEED("Surname", "pupil.surname"),
	NEED("Forename", "pupil.forename"),
	VALUE("MiddleNames", "pupil.middle-names"),
	VALUE("PreferredForename", "pupil.preferred-forename"),
	DAY("DateOfBirth", "pupil.birth-date"),
	ADDRESS("", "pupil.address-"),
	NEED("Postcode", "pupil.postcode"),
	VALUE("Country", "pupil.address-country"),
	VALUE("UPN", "pupil.upn"),
	VALUE("ULN", "pupil.uln"),
	VALUE("Gender", "pupil.sex"),
	VALUE("Telephone", "pupil.telephone"),
	VALUE("Mobile", "pupil.mobile"),
	VALUE("Email", "pupil.email"),
	VALUE("Parent#Title", "parent.title"),
	NEED("Parent#Surname", "parent.surname"),
	VALUE("Parent#Forename", "parent.forename"),
	VALUE("Parent#MiddleNames", "parent.middle-names"),
	VALUE("Parent#Relationship", "parent.relationship"),
	VALUE("Parent#AtPupilsAddress", "parent.address-as-pupil"),
	ADDRESS("Parent#", "parent.address-"),
	VALUE("Parent#Postcode", "parent.postcode"),
	VALUE("Parent#Country", "parent.address-country"),
	VALUE("Parent#Telephone", "parent.telephone"),
	VALUE("Parent#Mobile", "parent.mobile"),
	VALUE("Parent#WorkTelephone", "parent.work-telephone"),
	VALUE("Ethnicity", "ethnicity"),
	VALUE("School", "enrolment.school"),
	VALUE("NCYear", "enrolment.year-group"),
	DAY("LeavingDate", "enrolment.leaving-date"),
	VALUE("NextSchool", "enrolment.destination"),
	VALUE("SENProvision", "sen.provision"),
	ACTIVITIES,
	DAY("LearningPlanDate", "learning-plan.date"),
	VALUE("LearningPlanGoals", "learning-plan.goals"),
	VALUE("LearningPlanSupport", "learning-plan.support"),
};

static const struct column leaver_columns[] = {
	NEED("UPN", "pupil.upn"),
	VALUE("Surname", "pupil.surname"),
	VALUE("Forename", "pupil.forename"),
	DAY("DateOfBirth", "pupil.birth-date"),
	{ SLICE_INIT("Activity#Code"), "destination.activity", COLUMN_VALUE,
	  COLUMN_NEEDED | COLUMN_PAST },
	VALUE("Activity#Provider", "destination.provider"),
	DAY("Activity#Start", "destination.start-date"),
	DAY("Activity#End", "destination.end-date"),
	PAST("Activity#Intended", "destination.intended"),
};
/* clang-format on */

const struct column_table ccis_table = {
	.columns = ccis_columns,
	.count = sizeof(ccis_columns) / sizeof(ccis_columns[0]),
	.name = SLICE_INIT("CCIS"),
};

const struct column_table leaver_table = {
	.columns = leaver_columns,
	.count = sizeof(leaver_columns) / sizeof(leaver_columns[0]),
	.name = SLICE_INIT("Leavers"),
};
