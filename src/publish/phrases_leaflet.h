/* phrases_leaflet.h - what the leaflet of what is mandatory and voluntary says; see phrase_keys.h. */
/* clang-format off */
