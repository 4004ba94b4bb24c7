/* phrases_letter.h - what the letter on changes says; see phrase_keys.h. */
/* clang-format off */

/* --- the head and the end --------------------------------------------------- */
PHRASE(LETTER_TITLE, "letter.title", HEADING, "", "the title")
PHRASE(LETTER_SUBTITLE, "letter.subtitle", HEADING, "date", "from when it holds")
PHRASE(LETTER_SUBJECT, "letter.subject", SENTENCES, "controller date", "what it is about, for who finds it")
PHRASE(LETTER_FOOTER, "letter.footer", SENTENCES, "controller before after", "below everything: from which version to which")
PHRASE(LETTER_GREETING, "letter.greeting", PIECE, "", "to begin with")
PHRASE(LETTER_LEAD, "letter.lead", SENTENCES, "controller date", "that something changes, and from when")
PHRASE(LETTER_NOTHING, "letter.nothing", SENTENCES, "controller date", "that there is a new notice by which nothing changes")
PHRASE(LETTER_THANKS, "letter.thanks", SENTENCES, "", "to end with")
PHRASE(LETTER_SIGNED, "letter.signed", PIECE, "controller", "who signs")

/* --- who gets what ------------------------------------------------------------ */
PHRASE(LETTER_BEGINS, "letter.begins", HEADING, "", "heading: who will get what they do not get now")
PHRASE(LETTER_GETS, "letter.gets", SENTENCES, "recipient fields purposes?", "what a body will get that it does not get now")
PHRASE(LETTER_GETS_MORE, "letter.gets-more", SENTENCES, "recipient fields purposes?", "what it will get in more cases than now; the cases follow")
PHRASE(LETTER_YOU_GET, "letter.you-get", SENTENCES, "fields purposes?", "what the family itself can have that it cannot have now")
PHRASE(LETTER_DUTY, "letter.duty", SENTENCES, "", "that the law requires it")
PHRASE(LETTER_ENDS, "letter.ends", HEADING, "", "heading: who will get less")
PHRASE(LETTER_NO_MORE, "letter.no-more", SENTENCES, "recipient fields purposes?", "what a body will not get any more")
PHRASE(LETTER_GETS_LESS, "letter.gets-less", SENTENCES, "recipient fields purposes?", "what it will get in fewer cases than now; the cases follow")
PHRASE(LETTER_YOU_NO_MORE, "letter.you-no-more", SENTENCES, "fields purposes?", "what the family itself cannot have any more")
PHRASE(LETTER_TERMS, "letter.terms", HEADING, "", "heading: what changes of the way in which it goes")
PHRASE(LETTER_SHOWS_MORE, "letter.shows-more", SENTENCES, "recipient purposes?", "that what goes will show more of the pupil")
PHRASE(LETTER_SHOWS_LESS, "letter.shows-less", SENTENCES, "recipient purposes?", "that it will show less")
PHRASE(LETTER_SHOWS_OTHER, "letter.shows-other", SENTENCES, "recipient purposes?", "that it will show it in another way")
PHRASE(LETTER_LIMITS, "letter.limits", SENTENCES, "recipient purposes?", "that what the recipient must keep to changes; what it is follows")
PHRASE(LETTER_LIMITS_NONE, "letter.limits.none", SENTENCES, "recipient purposes?", "that it has to keep to less than before, and nothing follows")
PHRASE(LETTER_NOW_TOLD, "letter.now-told", SENTENCES, "recipient fields purposes?", "that a body gets it as before, and the notice now says so")
PHRASE(LETTER_NOT_TOLD, "letter.not-told", SENTENCES, "recipient fields purposes?", "that a body gets it as before, and the notice no longer says so")

/* --- what is kept -------------------------------------------------------------- */
PHRASE(LETTER_HELD, "letter.held", HEADING, "", "heading: what is kept")
PHRASE(LETTER_HELD_MORE, "letter.held-more", SENTENCES, "fields purposes?", "what will be kept that is not kept now")
PHRASE(LETTER_HELD_LESS, "letter.held-less", SENTENCES, "fields", "what will not be kept any more")
PHRASE(LETTER_USE_MORE, "letter.use-more", SENTENCES, "fields purposes", "what it will be used for too")
PHRASE(LETTER_USE_LESS, "letter.use-less", SENTENCES, "fields purposes", "what it will not be used for any more")
PHRASE(LETTER_KEEP, "letter.keep", SENTENCES, "fields", "that it is kept for another time; the time follows")
PHRASE(LETTER_KEEP_UNSTATED, "letter.keep.unstated", SENTENCES, "fields", "that the notice will not say how long it is kept")
PHRASE(LETTER_MUST, "letter.must", SENTENCES, "fields", "what must be given that need not be given now")
PHRASE(LETTER_MAY, "letter.may", SENTENCES, "fields", "what may be left out that must be given now")
PHRASE(LETTER_RECEIVED_MORE, "letter.received-more", SENTENCES, "sender fields", "what a body will give that it does not give now")
PHRASE(LETTER_RECEIVED_LESS, "letter.received-less", SENTENCES, "sender fields", "what it will not give any more")

/* --- what others do, and what is never done ---------------------------------------- */
PHRASE(LETTER_OTHERS, "letter.others", HEADING, "", "heading: what others do with it")
PHRASE(LETTER_OTHERS_MORE, "letter.others-more", SENTENCES, "by recipient fields purposes?", "what another body will pass on")
PHRASE(LETTER_OTHERS_LESS, "letter.others-less", SENTENCES, "by recipient fields purposes?", "what it will not pass on any more")
PHRASE(LETTER_NEVER, "letter.never", HEADING, "", "heading: what is never done")
PHRASE(LETTER_NEVER_MORE, "letter.never-more", SENTENCES, "", "before promises that are new")
PHRASE(LETTER_NEVER_LESS, "letter.never-less", SENTENCES, "", "before promises that are given no longer")

/* --- rights and contacts ------------------------------------------------------------ */
PHRASE(LETTER_RIGHTS, "letter.rights", HEADING, "", "heading: rights")
PHRASE(LETTER_RIGHT_MORE, "letter.right-more", SENTENCES, "right", "a right that the notice will tell of")
PHRASE(LETTER_RIGHT_LESS, "letter.right-less", SENTENCES, "right", "one that it will not tell of any more")
PHRASE(LETTER_RIGHT_USER, "letter.right-user", SENTENCES, "right", "one that others will use; who follows")
PHRASE(LETTER_RIGHT_FAMILY, "letter.right-family", SENTENCES, "", "who: the family, at any age")
PHRASE(LETTER_REFUSE_MORE, "letter.refuse-more", SENTENCES, "", "that the notice will tell of refusing all sharing")
PHRASE(LETTER_REFUSE_LESS, "letter.refuse-less", SENTENCES, "", "that it will not, though a refusal counts")
PHRASE(LETTER_CONTACTS, "letter.contacts", HEADING, "", "heading: whom to ask")
PHRASE(LETTER_CONTACT_NEW, "letter.contact-new", SENTENCES, "contact", "somebody to ask who is new or is reached otherwise; how follows")
PHRASE(LETTER_CONTACT_GONE, "letter.contact-gone", SENTENCES, "contact", "somebody who is not to be asked any more")

/* --- what to do ----------------------------------------------------------------------- */
PHRASE(LETTER_CAN, "letter.can", HEADING, "", "heading: what the family can do")
PHRASE(LETTER_CAN_OBJECT, "letter.can-object", SENTENCES, "recipients day", "to what the family can object, and by when it counts from the first day")
PHRASE(LETTER_CAN_REFUSE, "letter.can-refuse", SENTENCES, "recipients day", "what a refusal of all sharing stops")
PHRASE(LETTER_CAN_NOTHING, "letter.can-nothing", SENTENCES, "recipients", "what cannot be stopped, because the law requires it")
PHRASE(LETTER_CAN_ASK, "letter.can-ask", SENTENCES, "contact", "whom to ask or tell; how follows")
PHRASE(LETTER_CAN_READ, "letter.can-read", SENTENCES, "", "that the whole notice can be had")
