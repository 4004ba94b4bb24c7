/*
 * fields.h - the dictionary's fields that are written, category by category.
 *
 * Private to the room.
 */
#ifndef HORNBOOK_GENERATE_FIELDS_H
#define HORNBOOK_GENERATE_FIELDS_H

/* clang-format off */
#define GENERATED_CATEGORIES(ROW) \
	ROW(IDENTITY, "identity") \
	ROW(CONTACT, "contact") \
	ROW(GEOGRAPHY, "geography") \
	ROW(PARENTS, "parents") \
	ROW(CONTACTS, "contacts") \
	ROW(CHARACTERISTICS, "characteristics") \
	ROW(ENROLMENT, "enrolment") \
	ROW(MEALS, "meals") \
	ROW(SEN, "sen") \
	ROW(SEN_HISTORY, "sen-history") \
	ROW(SEN_NEEDS, "sen-needs") \
	ROW(MEDICAL, "medical") \
	ROW(DISABILITIES, "disabilities") \
	ROW(LOOKED_AFTER, "looked-after") \
	ROW(ATTENDANCE, "attendance") \
	ROW(ATTENDANCE_CODES, "attendance-codes") \
	ROW(EXCLUSIONS, "exclusions") \
	ROW(ASSESSMENTS, "assessments") \
	ROW(SCHOOL_HISTORY, "school-history") \
	ROW(PROGRESS, "progress") \
	ROW(QUALIFICATIONS, "qualifications") \
	ROW(LEARNER_REGISTRATION, "learner-registration") \
	ROW(APPLICATIONS, "applications") \
	ROW(LEARNING_PLAN, "learning-plan") \
	ROW(DESTINATIONS, "destinations") \
	ROW(YOUTH_CHARACTERISTICS, "youth-characteristics") \
	ROW(MEASUREMENTS, "measurements") \
	ROW(VIEWS, "views") \
	ROW(RISK_FACTORS, "risk-factors") \
	ROW(CHILD_PROTECTION, "child-protection") \
	ROW(SERVICES, "services") \
	ROW(EARLY_YEARS, "early-years") \
	ROW(BELIEF, "belief") \
	ROW(WISHES, "wishes") \
	ROW(RIGHTS, "rights") \
	ROW(SERVED, "served")

#define GENERATED_FIELDS(ROW) \
	ROW(UPN, "pupil.upn") \
	ROW(FORMER_UPN, "pupil.former-upn") \
	ROW(ULN, "pupil.uln") \
	ROW(UCI, "pupil.uci") \
	ROW(SURNAME, "pupil.surname") \
	ROW(FORENAME, "pupil.forename") \
	ROW(MIDDLE_NAMES, "pupil.middle-names") \
	ROW(PREFERRED_SURNAME, "pupil.preferred-surname") \
	ROW(PREFERRED_FORENAME, "pupil.preferred-forename") \
	ROW(FORMER_SURNAME, "pupil.former-surname") \
	ROW(FORMER_FORENAME, "pupil.former-forename") \
	ROW(BIRTH_DATE, "pupil.birth-date") \
	ROW(SEX, "pupil.sex") \
	ROW(SAON, "pupil.address-saon") \
	ROW(PAON, "pupil.address-paon") \
	ROW(STREET, "pupil.address-street") \
	ROW(LOCALITY, "pupil.address-locality") \
	ROW(TOWN, "pupil.address-town") \
	ROW(POST_TOWN, "pupil.address-post-town") \
	ROW(UPRN, "pupil.address-uprn") \
	ROW(LINE_1, "pupil.address-line-1") \
	ROW(LINE_2, "pupil.address-line-2") \
	ROW(LINE_3, "pupil.address-line-3") \
	ROW(COUNTY, "pupil.address-county") \
	ROW(POSTCODE, "pupil.postcode") \
	ROW(TELEPHONE, "pupil.telephone") \
	ROW(MOBILE, "pupil.mobile") \
	ROW(EMAIL, "pupil.email") \
	ROW(LSOA, "pupil.lsoa") \
	ROW(MSOA, "pupil.msoa") \
	ROW(HOME_AUTHORITY, "pupil.home-authority") \
	ROW(PCT_AREA, "pupil.pct-area") \
	ROW(PARENT_ORDER, "parent.order") \
	ROW(PARENT_TITLE, "parent.title") \
	ROW(PARENT_SURNAME, "parent.surname") \
	ROW(PARENT_FORENAME, "parent.forename") \
	ROW(PARENT_MIDDLE_NAMES, "parent.middle-names") \
	ROW(PARENT_SEX, "parent.sex") \
	ROW(PARENT_RELATIONSHIP, "parent.relationship") \
	ROW(PARENT_RESPONSIBILITY, "parent.responsibility") \
	ROW(PARENT_LIMITED, "parent.disclosure-limited") \
	ROW(PARENT_AS_PUPIL, "parent.address-as-pupil") \
	ROW(PARENT_SAON, "parent.address-saon") \
	ROW(PARENT_PAON, "parent.address-paon") \
	ROW(PARENT_STREET, "parent.address-street") \
	ROW(PARENT_LOCALITY, "parent.address-locality") \
	ROW(PARENT_TOWN, "parent.address-town") \
	ROW(PARENT_POST_TOWN, "parent.address-post-town") \
	ROW(PARENT_UPRN, "parent.address-uprn") \
	ROW(PARENT_LINE_1, "parent.address-line-1") \
	ROW(PARENT_LINE_2, "parent.address-line-2") \
	ROW(PARENT_LINE_3, "parent.address-line-3") \
	ROW(PARENT_COUNTY, "parent.address-county") \
	ROW(PARENT_POSTCODE, "parent.postcode") \
	ROW(PARENT_TELEPHONE, "parent.telephone") \
	ROW(PARENT_MOBILE, "parent.mobile") \
	ROW(PARENT_WORK_TELEPHONE, "parent.work-telephone") \
	ROW(PARENT_EMAIL, "parent.email") \
	ROW(CONTACT_ORDER, "contact.order") \
	ROW(CONTACT_TITLE, "contact.title") \
	ROW(CONTACT_SURNAME, "contact.surname") \
	ROW(CONTACT_FORENAME, "contact.forename") \
	ROW(CONTACT_SEX, "contact.sex") \
	ROW(CONTACT_RELATIONSHIP, "contact.relationship") \
	ROW(CONTACT_RESPONSIBILITY, "contact.responsibility") \
	ROW(CONTACT_AS_PUPIL, "contact.address-as-pupil") \
	ROW(CONTACT_MOBILE, "contact.mobile") \
	ROW(CONTACT_WORK_TELEPHONE, "contact.work-telephone") \
	ROW(ETHNICITY, "ethnicity") \
	ROW(ETHNICITY_SOURCE, "ethnicity-source") \
	ROW(FIRST_LANGUAGE, "first-language") \
	ROW(NATIONALITY, "nationality") \
	ROW(COUNTRY_OF_BIRTH, "country-of-birth") \
	ROW(ENGLISH_PROFICIENCY, "english-proficiency") \
	ROW(FREE_MEALS, "free-school-meals") \
	ROW(SERVICE_CHILD, "service-child") \
	ROW(YOUNG_CARER, "young-carer") \
	ROW(YOUTH_SUPPORT, "youth-support-agreement") \
	ROW(POST_LOOKED_AFTER, "post-looked-after") \
	ROW(ENROLMENT_SCHOOL, "enrolment.school") \
	ROW(ENROLMENT_STATUS, "enrolment.status") \
	ROW(ENTRY_DATE, "enrolment.entry-date") \
	ROW(LEAVING_DATE, "enrolment.leaving-date") \
	ROW(LEAVING_REASON, "enrolment.leaving-reason") \
	ROW(DESTINATION_SCHOOL, "enrolment.destination") \
	ROW(YEAR_GROUP, "enrolment.year-group") \
	ROW(PART_TIME, "enrolment.part-time") \
	ROW(BOARDER, "enrolment.boarder") \
	ROW(CLASS_TYPE, "enrolment.class-type") \
	ROW(SCHOOL_PHASE, "enrolment.school-phase") \
	ROW(POST_14, "enrolment.post-14") \
	ROW(MEALS_START, "meals.start-date") \
	ROW(MEALS_END, "meals.end-date") \
	ROW(MEALS_COUNTRY, "meals.country") \
	ROW(MEALS_CATEGORY, "meals.category") \
	ROW(SEN_PROVISION, "sen.provision") \
	ROW(SEN_START, "sen.start-date") \
	ROW(SEN_UNIT, "sen.unit") \
	ROW(SEN_RESOURCED, "sen.resourced") \
	ROW(HISTORY_PROVISION, "sen-history.provision") \
	ROW(HISTORY_START, "sen-history.start-date") \
	ROW(NEED_RANK, "sen-need.rank") \
	ROW(NEED_TYPE, "sen-need.type") \
	ROW(NEED_START, "sen-need.start-date") \
	ROW(MEDICAL_FLAG, "medical.flag") \
	ROW(MEDICAL_NOTES, "medical.notes") \
	ROW(DISABILITY, "disability.type") \
	ROW(IN_CARE, "looked-after.in-care") \
	ROW(CARE_AUTHORITY, "looked-after.authority") \
	ROW(ATTENDANCE_LAESTAB, "attendance.laestab") \
	ROW(ATTENDANCE_SCHOOL, "attendance.school-name") \
	ROW(ATTENDANCE_TERM, "attendance.term") \
	ROW(ATTENDANCE_START, "attendance.start-date") \
	ROW(POSSIBLE, "attendance.sessions-possible") \
	ROW(ATTENDED, "attendance.sessions-attended") \
	ROW(AUTHORISED, "attendance.sessions-authorised") \
	ROW(UNAUTHORISED, "attendance.sessions-unauthorised") \
	ROW(MARKS, "attendance.marks") \
	ROW(CODE_TERM, "attendance-code.term") \
	ROW(CODE, "attendance-code.code") \
	ROW(CODE_SESSIONS, "attendance-code.sessions") \
	ROW(EXCLUSION_CATEGORY, "exclusion.category") \
	ROW(EXCLUSION_START, "exclusion.start-date") \
	ROW(EXCLUSION_SESSIONS, "exclusion.sessions") \
	ROW(EXCLUSION_REASON_1, "exclusion.reason-1") \
	ROW(EXCLUSION_REASON_2, "exclusion.reason-2") \
	ROW(EXCLUSION_SEN, "exclusion.sen-provision") \
	ROW(ASSESSMENT_STAGE, "assessment.stage") \
	ROW(ASSESSMENT_LOCALE, "assessment.locale") \
	ROW(ASSESSMENT_YEAR, "assessment.year") \
	ROW(ASSESSMENT_SUBJECT, "assessment.subject") \
	ROW(ASSESSMENT_METHOD, "assessment.method") \
	ROW(ASSESSMENT_COMPONENT, "assessment.component") \
	ROW(ASSESSMENT_STATUS, "assessment.status") \
	ROW(ASSESSMENT_QUALIFIER, "assessment.qualifier") \
	ROW(ASSESSMENT_RESULT, "assessment.result") \
	ROW(ASSESSMENT_DATE, "assessment.date") \
	ROW(SCHOOL_LAESTAB, "school.laestab") \
	ROW(SCHOOL_URN, "school.urn") \
	ROW(SCHOOL_NAME, "school.name") \
	ROW(SCHOOL_ENTRY, "school.entry-date") \
	ROW(SCHOOL_LEAVING, "school.leaving-date") \
	ROW(SCHOOL_REASON, "school.leaving-reason") \
	ROW(PROGRESS_DATE, "progress.date") \
	ROW(PROGRESS_SUBJECT, "progress.subject") \
	ROW(PROGRESS_JUDGEMENT, "progress.judgement") \
	ROW(PROGRESS_TARGET, "progress.target") \
	ROW(PROGRESS_NOTES, "progress.notes") \
	ROW(QUALIFICATION_NUMBER, "qualification.number") \
	ROW(QUALIFICATION_TITLE, "qualification.title") \
	ROW(QUALIFICATION_BODY, "qualification.awarding-organisation") \
	ROW(QUALIFICATION_PROVIDER, "qualification.provider") \
	ROW(QUALIFICATION_LEVEL, "qualification.level") \
	ROW(QUALIFICATION_SUBJECT, "qualification.subject") \
	ROW(QUALIFICATION_GRADE, "qualification.grade") \
	ROW(QUALIFICATION_START, "qualification.start-date") \
	ROW(QUALIFICATION_END, "qualification.end-date") \
	ROW(QUALIFICATION_AWARD, "qualification.award-date") \
	ROW(QUALIFICATION_SOURCE, "qualification.source") \
	ROW(LEARNER_SHARING, "learner.sharing") \
	ROW(LEARNER_VERIFICATION, "learner.verification") \
	ROW(LEARNER_BIRTH_PLACE, "learner.place-of-birth") \
	ROW(LEARNER_SURNAME_16, "learner.surname-at-16") \
	ROW(LEARNER_SCHOOL_16, "learner.school-at-16") \
	ROW(LEARNER_LINKED, "learner.linked-uln") \
	ROW(APPLICATION_INSTITUTION, "application.institution") \
	ROW(APPLICATION_COURSE, "application.course") \
	ROW(APPLICATION_DATE, "application.date") \
	ROW(PLAN_DATE, "learning-plan.date") \
	ROW(PLAN_GOALS, "learning-plan.goals") \
	ROW(PLAN_SUPPORT, "learning-plan.support") \
	ROW(DESTINATION_ACTIVITY, "destination.activity") \
	ROW(DESTINATION_PROVIDER, "destination.provider") \
	ROW(DESTINATION_START, "destination.start-date") \
	ROW(DESTINATION_INTENDED, "destination.intended") \
	ROW(YOUTH_CODE, "youth-characteristic.code") \
	ROW(YOUTH_START, "youth-characteristic.start-date") \
	ROW(MEASURED_ON, "measurement.date") \
	ROW(HEIGHT, "measurement.height") \
	ROW(WEIGHT, "measurement.weight") \
	ROW(VIEW_DATE, "view.date") \
	ROW(VIEW_TOPIC, "view.topic") \
	ROW(VIEW_TEXT, "view.text") \
	ROW(RISK_FACTOR, "risk.factor") \
	ROW(RISK_DATE, "risk.date") \
	ROW(PROTECTION_DATE, "protection.date") \
	ROW(PROTECTION_KIND, "protection.kind") \
	ROW(PROTECTION_AGENCY, "protection.agency") \
	ROW(PROTECTION_PLAN, "protection.plan") \
	ROW(PROTECTION_NOTES, "protection.notes") \
	ROW(SERVICE_NAME, "service.name") \
	ROW(SERVICE_CONTACT, "service.contact") \
	ROW(SERVICE_START, "service.start-date") \
	ROW(HOURS, "early-years.hours") \
	ROW(FUNDED_HOURS, "early-years.funded-hours") \
	ROW(EXTENDED_HOURS, "early-years.extended-hours") \
	ROW(ELIGIBILITY_CODE, "early-years.eligibility-code") \
	ROW(DISABILITY_ACCESS, "early-years.disability-access") \
	ROW(EARLY_PREMIUM, "early-years.premium") \
	ROW(RELIGION, "religion") \
	ROW(WISH_KIND, "wish.kind") \
	ROW(WISH_BY, "wish.by") \
	ROW(WISH_RECIPIENT, "wish.recipient") \
	ROW(WISH_PURPOSE, "wish.purpose") \
	ROW(WISH_DATE, "wish.date") \
	ROW(WISH_WITHDRAWN, "wish.withdrawn") \
	ROW(COMPETENCE, "rights.competence") \
	ROW(COMPETENCE_ON, "rights.decided-on") \
	ROW(COMPETENCE_BY, "rights.decided-by") \
	ROW(COMPETENCE_REASON, "rights.reason") \
	ROW(SERVED_VERSION, "served.version") \
	ROW(SERVED_DATE, "served.date") \
	ROW(SERVED_BY, "served.by")

enum generated_category {
#define ROW(one, name) GENERATED_##one,
	GENERATED_CATEGORIES(ROW)
#undef ROW
	GENERATED_CATEGORY_COUNT
};

enum generated_field {
#define ROW(one, name) F_##one,
	GENERATED_FIELDS(ROW)
#undef ROW
	GENERATED_FIELD_COUNT
};
/* clang-format on */

#endif
