/* phrases_letter.h - what the letter on changes says; see phrase_keys.h. */
/* clang-format off */
