/*
 * family_list.h - what a family is told, as a table, so that the texts can be
 * read and weighed together.  Short words, no clauses of files, no values of the
 * record.  tests/policy/family/ has a case for each row.
 *
 *     {your}    your child's, your            {child}   your child, you
 *     {Child}   the same with a capital       {is}      is, are
 *     {who}     who said it: you or another parent, your parent, ...
 *     {Who}     the same with a capital       {on}      " on 3 May 2019", or nothing
 *     {when}    for whom a rule is, in words  {age}     the pupil's age
 *     {law}     a sentence with its name      {notice}  our privacy notice of 25 May 2018
 *     {event}   what may set it off           {date}    a date
 *     {bodies}  to whom it may go on          {area}    what numbers are by
 *     {fields}  what it is about: your child's name and address
 *
 * WITHHELD(REASON, why): why follows "We do not send {fields}, because ", or
 * "That is because " where it is for all there is.
 * OBLIGED(OBLIGATION, sentence).  LEVEL_TOLD(LEVEL, sentence).
 * TOLD(NAME, sentence): the others.
 */
/* clang-format off */
#ifdef TOLD
TOLD(SENT_BY_DUTY, "We send {fields}, because the law asks for it{when}.{law}")
TOLD(SENT_BY_PROMISE, "We send {fields}.  The law lets us, and {notice} tells you so.{law}")
TOLD(NOTHING, "We send them nothing.")
TOLD(NOT_ASKED, "There is nothing of this kind in {your} record.")
TOLD(MATCHED, "If {child} {is} on their roll, they can tell that it is about {child}.")
TOLD(NOT_SENT, "We do not send {fields}, because ")
TOLD(THEREFORE_NOTHING, "That is because ")
TOLD(CONFLICT, "Two rules disagree about this.  Until that is settled we send nothing.")
TOLD(WISH_OF, "{Who} asked us not to do this{on}.")
TOLD(WISH_TAKEN_BACK, "{Who} took that back{on}.")
TOLD(NOT_ACCEPTED, "{Who} asked us not to do this{on}.  On that day such a wish could not be made, or not any more, so it does not count.")
TOLD(PARENT_COUNTS_NO_LONGER, "{Who} asked us not to do this{on}.  {Child} {is} {age} now, so {your} own wish counts, and that one no longer does.")
TOLD(PUPIL_COUNTS_NOT_YET, "{Who} asked us not to do this{on}.  Until {child} {is} {age}, it is a parent's wish that counts.")
#endif

#ifdef LEVEL_TOLD
LEVEL_TOLD(NAMED, "")
LEVEL_TOLD(PUPIL, "They do not get {your} name.  A made-up number stands for {child}.")
LEVEL_TOLD(INSIDE, "They may use it only to work out results, and nobody can be recognised in those.")
LEVEL_TOLD(ANONYMISED, "They get it in a form in which nobody can be recognised.")
LEVEL_TOLD(AGGREGATE, "They get only how many pupils there are of each kind, by {area}.")
#endif

#ifdef WITHHELD
WITHHELD(NONE, "")
WITHHELD(RECIPIENT_UNKNOWN, "we do not know who they are")
WITHHELD(RECIPIENT_CLOSED, "there is no such body on this day")
WITHHELD(PURPOSE_UNKNOWN, "we do not know what it would be for")
WITHHELD(PURPOSE_ENDED, "nothing is needed for this any more")
WITHHELD(COLLECTION_ENDED, "it is not collected at this time")
WITHHELD(NO_GATEWAY, "no law that we know of lets us send it to them for this")
WITHHELD(LAW_NOT_IN_FORCE, "the law that lets us send it is not in force on this day")
WITHHELD(FORBIDDEN_BY_LAW, "the law forbids it")
WITHHELD(NOT_GRANTED, "those who gave it to us did not let us pass it on to them")
WITHHELD(NOT_PROMISED, "{notice} does not tell you that we would")
WITHHELD(FORBIDDEN_BY_NOTICE, "{notice} promises that we never will")
WITHHELD(NOT_TOLD, "you had no privacy notice from us that told you of it")
WITHHELD(TRIGGER, "we send it only when this happens: {event}")
WITHHELD(CONDITION, "it is only for pupils {when}")
WITHHELD(TOO_SOON, "we sent it to them not long ago")
WITHHELD(RESTRICTION, "{who} asked us to stop using {your} record{on}")
WITHHELD(REFUSAL, "{who} asked us not to share anything{on}")
WITHHELD(MARKETING_STOP, "{who} asked us to stop advertising{on}")
WITHHELD(NO_CONSENT, "your family has to agree to it first, and we have no such agreement")
WITHHELD(OBJECTION, "{who} objected to it{on}")
WITHHELD(NO_APPROVAL, "somebody has to approve it first, and nobody has")
WITHHELD(APPROVAL_INCOMPLETE, "not all has been looked at that must be, before it is approved")
WITHHELD(APPROVAL_EXPIRED, "it was approved once, but the time for that is over")
WITHHELD(NO_AUTHORISATION, "we have not agreed to share it with them")
WITHHELD(NO_IDENTITY, "we have not checked who they are")
WITHHELD(NO_TERMS, "they have not signed our rules for keeping it safe")
WITHHELD(TERMS_INCOMPLETE, "they have not signed all our rules for keeping it safe")
WITHHELD(TERMS_EXPIRED, "they signed our rules for keeping it safe, but the time for that is over")
WITHHELD(NO_ROLE, "only some of the people there may ask for it")
WITHHELD(LEVEL, "it would tell them more than they may know")
WITHHELD(IDENTIFIES, "it would show them who {child} {is}")
WITHHELD(PROFILE, "the rule for small numbers that goes with it cannot be kept")
WITHHELD(CONFLICT, "two rules disagree about it")
#endif

#ifdef OBLIGED
OBLIGED(NOTICE_GAP, "No privacy notice that you had from us told you that we send {fields}.  The law makes us send it all the same.")
OBLIGED(OVERRIDDEN, "{Who} asked us not to{on}.  The law makes us send this all the same.")
OBLIGED(BEYOND_TERMS, "Those who gave some of it to us did not let us pass it on.  The law makes us send it all the same.")
OBLIGED(SAFETY, "{Who} asked us not to{on}.  We send what keeps {child} safe all the same.")
OBLIGED(PASSED_ON, "If {child} {does} not want this, {child} can tell us.")
OBLIGED(UNCONFIRMED, "We are still checking the dates of this law.")
OBLIGED(WITHIN, "The law also says how soon we have to do it.")
OBLIGED(NO_IDENTITY_OUT, "Nobody may be recognised in what they publish from it.")
OBLIGED(RESULTS_AREA, "They may publish only numbers, by {area}.")
OBLIGED(NO_DECISION, "They must not use it to decide anything about {child}.")
OBLIGED(ONWARD, "{bodies}")
OBLIGED(DELETE, "They must destroy it by {date}.")
#endif
/* clang-format on */
#undef TOLD
#undef LEVEL_TOLD
#undef WITHHELD
#undef OBLIGED
