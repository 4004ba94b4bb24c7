/* phrases_document.h - what every document says; see phrase_keys.h. */
/* clang-format off */
PHRASE(CONTROLLER_WORDS, "controller.words", PIECE, "", "words in the names of departments and agencies that have an article")
PHRASE(CONTROLLER_NAMED, "controller.named", PIECE, "controller", "one of these, inside a sentence")
PHRASE(DOCUMENT_SKIP, "document.skip", PIECE, "", "the link past the head of a page, for who listens to it")
PHRASE(DOCUMENT_CONTENTS, "document.contents", HEADING, "", "the heading of the contents")
PHRASE(DOCUMENT_LINKS, "document.links", HEADING, "", "the heading above the addresses of a printed text")
PHRASE(DOCUMENT_SOURCES, "document.sources", PIECE, "", "before the clauses that a sentence is made from")
