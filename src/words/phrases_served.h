/* phrases_served.h - what the record of which notice was given to whom says; see phrase_keys.h. */
/* clang-format off */
