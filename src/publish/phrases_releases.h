/* phrases_releases.h - what the register of releases and the list of approved organisations says; see phrase_keys.h. */
/* clang-format off */
