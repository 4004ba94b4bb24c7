/*
 * sqlite_statements.h - every statement that works on rows: name, file, SQL.
 */
#ifndef HORNBOOK_REGISTER_SQLITE_STATEMENTS_H
#define HORNBOOK_REGISTER_SQLITE_STATEMENTS_H

#define SECTION_COLUMNS \
	"id, origin, recorded, period, sealed, grant_id, after_release"
#define GRANT_COLUMNS                                                   \
	"id, manifest, sender, sender_number, sender_name, reference, " \
	"purpose, level, terms, received, delete_by, state, ended, "    \
	"ended_pupils, ended_sections"
#define MESSAGE_COLUMNS \
	"id, kind, state, release, pupil, parcel, created, settled, sealed"
#define RELEASE_COLUMNS                                                    \
	"release.id, state, reference, recipient, holder, purpose, flow, " \
	"level, directory, date, considered, released, ledger_index"
#define RELEASE_COLUMN_COUNT 13

/* clang-format off */
#define STATEMENTS(_)                                                          \
	_(SQL_KEYS_BEGIN, KEYS_FILE, "BEGIN IMMEDIATE")                            \
	_(SQL_KEYS_COMMIT, KEYS_FILE, "COMMIT")                                    \
	_(SQL_KEYS_UNDO, KEYS_FILE, "ROLLBACK")                                    \
	_(SQL_BEGIN, REGISTER_FILE, "BEGIN IMMEDIATE")                             \
	_(SQL_COMMIT, REGISTER_FILE, "COMMIT")                                     \
	_(SQL_UNDO, REGISTER_FILE, "ROLLBACK")                                     \
	_(SQL_KEYS_NODE, KEYS_FILE, "SELECT name FROM node")                       \
	_(SQL_KEYS_NODE_ADD, KEYS_FILE, "INSERT INTO node VALUES (1, ?1)")         \
	_(SQL_NODE, REGISTER_FILE, "SELECT name, proof FROM node")                 \
	_(SQL_NODE_ADD, REGISTER_FILE, "INSERT INTO node VALUES (1, ?1, ?2)")      \
	_(SQL_FIELDS, REGISTER_FILE,                                               \
	  "SELECT number, name FROM field_number ORDER BY number")             \
	_(SQL_FIELD_MOST, REGISTER_FILE,                                           \
	  "SELECT coalesce(max(number), 0) FROM field_number")                 \
	_(SQL_FIELD_ADD, REGISTER_FILE, "INSERT INTO field_number VALUES (?1, ?2)") \
	_(SQL_CATEGORIES, REGISTER_FILE,                                           \
	  "SELECT number, name FROM category_number ORDER BY number")          \
	_(SQL_CATEGORY_MOST, REGISTER_FILE,                                        \
	  "SELECT coalesce(max(number), 0) FROM category_number")              \
	_(SQL_CATEGORY_ADD, REGISTER_FILE,                                         \
	  "INSERT INTO category_number VALUES (?1, ?2)")                       \
	_(SQL_KEY_MOST, KEYS_FILE,                                                 \
	  "SELECT max(coalesce((SELECT max(pupil) FROM key), 0),"              \
	  " coalesce((SELECT max(pupil) FROM destruction), 0))")               \
	_(SQL_KEY_ADD, KEYS_FILE, "INSERT INTO key VALUES (?1, ?2)")               \
	_(SQL_KEY, KEYS_FILE, "SELECT wrapped FROM key WHERE pupil = ?1")          \
	_(SQL_PUPIL_MOST, REGISTER_FILE, "SELECT coalesce(max(id), 0) FROM pupil") \
	_(SQL_PUPIL_COUNT, REGISTER_FILE,                                          \
	  "SELECT (SELECT count(*) FROM pupil)"                                \
	  " - (SELECT count(*) FROM pupil WHERE destroyed IS NOT NULL)")       \
	_(SQL_PUPILS, REGISTER_FILE,                                               \
	  "SELECT id FROM pupil WHERE destroyed IS NULL ORDER BY id")          \
	_(SQL_PUPIL_ADD, REGISTER_FILE,                                            \
	  "INSERT INTO pupil(id, origin, own) VALUES (?1, ?2, ?3)")            \
	_(SQL_PUPIL_OWN, REGISTER_FILE,                                            \
	  "UPDATE pupil SET own = 1 WHERE id = ?1 AND own = 0")                \
	_(SQL_TOKEN, REGISTER_FILE, "SELECT pupil FROM token WHERE token = ?1")    \
	_(SQL_TOKEN_ADD, REGISTER_FILE,                                            \
	  "INSERT OR IGNORE INTO token VALUES (?1, ?2)")                       \
	_(SQL_LATEST, REGISTER_FILE,                                               \
	  "SELECT " SECTION_COLUMNS " FROM section"                            \
	  " WHERE id BETWEEN ?1 AND ?2 ORDER BY id")                           \
	_(SQL_SECTION_ADD, REGISTER_FILE,                                          \
	  "INSERT INTO section(" SECTION_COLUMNS ")"                           \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                              \
	_(SQL_GRANT_KEY_MOST, KEYS_FILE,                                           \
	  "SELECT max(coalesce((SELECT max(grant_id) FROM grant_key), 0),"     \
	  " coalesce((SELECT max(grant_id) FROM destruction"                   \
	  " WHERE pupil = 0), 0))")                                            \
	_(SQL_GRANT_MOST, REGISTER_FILE,                                           \
	  "SELECT coalesce(max(id), 0) FROM received_grant")                   \
	_(SQL_GRANT_KEY_ADD, KEYS_FILE, "INSERT INTO grant_key VALUES (?1, ?2)")   \
	_(SQL_GRANT_KEY_SET, KEYS_FILE,                                            \
	  "UPDATE grant_key SET wrapped = ?2 WHERE grant_id = ?1")             \
	_(SQL_GRANT_KEY_DROP, KEYS_FILE,                                           \
	  "DELETE FROM grant_key WHERE grant_id = ?1")                         \
	_(SQL_GRANT_KEY, KEYS_FILE,                                                \
	  "SELECT wrapped FROM grant_key WHERE grant_id = ?1")                 \
	_(SQL_GRANT_ADD, REGISTER_FILE,                                            \
	  "INSERT INTO received_grant(" GRANT_COLUMNS ")"                      \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"   \
	  " 0, 0)")                                                            \
	_(SQL_GRANT_FIND, REGISTER_FILE,                                           \
	  "SELECT id FROM received_grant WHERE manifest = ?1")                 \
	_(SQL_GRANT, REGISTER_FILE,                                                \
	  "SELECT " GRANT_COLUMNS " FROM received_grant WHERE id = ?1")        \
	_(SQL_GRANTS, REGISTER_FILE,                                               \
	  "SELECT " GRANT_COLUMNS " FROM received_grant ORDER BY id")          \
	_(SQL_GRANT_END, REGISTER_FILE,                                            \
	  "UPDATE received_grant SET state = ?2, ended = ?3,"                  \
	  " ended_pupils = ?4, ended_sections = ?5 WHERE id = ?1")             \
	_(SQL_HOLDING_ADD, REGISTER_FILE,                                          \
	  "INSERT OR IGNORE INTO holding VALUES (?1, ?2)")                     \
	_(SQL_HOLDING_DROP, REGISTER_FILE,                                         \
	  "DELETE FROM holding WHERE grant_id = ?1 AND pupil = ?2")            \
	_(SQL_GRANT_HOLDINGS_DROP, REGISTER_FILE,                                  \
	  "DELETE FROM holding WHERE grant_id = ?1")                           \
	_(SQL_PUPIL_HOLDINGS_DROP, REGISTER_FILE,                                  \
	  "DELETE FROM holding WHERE pupil = ?1")                              \
	_(SQL_GRANT_PUPILS, REGISTER_FILE,                                         \
	  "SELECT pupil FROM holding WHERE grant_id = ?1 ORDER BY pupil")      \
	_(SQL_PUPIL_GRANTS, REGISTER_FILE,                                         \
	  "SELECT grant_id FROM holding WHERE pupil = ?1 ORDER BY grant_id")   \
	_(SQL_GRANT_SOLE, REGISTER_FILE,                                           \
	  "SELECT h.pupil FROM holding h JOIN pupil ON pupil.id = h.pupil"     \
	  " WHERE h.grant_id = ?1 AND own = 0 AND destroyed IS NULL"           \
	  " AND NOT EXISTS (SELECT 1 FROM holding o WHERE o.pupil = h.pupil"   \
	  " AND o.grant_id <> ?1) ORDER BY h.pupil")                           \
	_(SQL_IS_SOLE, REGISTER_FILE,                                              \
	  "SELECT own = 0 AND NOT EXISTS (SELECT 1 FROM holding"               \
	  " WHERE pupil = ?2 AND grant_id <> ?1) FROM pupil WHERE id = ?2")    \
	_(SQL_KEYS_DESTROYED_MOST, KEYS_FILE,                                      \
	  "SELECT coalesce(max(id), 0) FROM destruction")                      \
	_(SQL_ROWS_DESTROYED_MOST, REGISTER_FILE,                                  \
	  "SELECT coalesce(max(id), 0) FROM destruction")                      \
	_(SQL_KEYS_DESTROYED, KEYS_FILE,                                           \
	  "SELECT id, pupil, grant_id, state, date FROM destruction"           \
	  " WHERE id > ?1 ORDER BY id")                                        \
	_(SQL_ROWS_DESTROYED, REGISTER_FILE,                                       \
	  "SELECT id, pupil, grant_id, state, date FROM destruction"           \
	  " WHERE id > ?1 ORDER BY id")                                        \
	_(SQL_IS_DESTROYED, KEYS_FILE,                                             \
	  "SELECT 1 FROM destruction WHERE pupil = ?1 AND grant_id = ?2")      \
	_(SQL_KEYS_DESTROYED_ADD, KEYS_FILE,                                       \
	  "INSERT INTO destruction VALUES (?1, ?2, ?3, ?4, ?5)")               \
	_(SQL_ROWS_DESTROYED_ADD, REGISTER_FILE,                                   \
	  "INSERT INTO destruction VALUES (?1, ?2, ?3, ?4, ?5)")               \
	_(SQL_KEY_DROP, KEYS_FILE, "DELETE FROM key WHERE pupil = ?1")             \
	_(SQL_PUPIL_END, REGISTER_FILE,                                            \
	  "UPDATE pupil SET destroyed = ?2 WHERE id = ?1")                     \
	_(SQL_SECTIONS_DROP, REGISTER_FILE,                                        \
	  "DELETE FROM section WHERE id BETWEEN ?1 AND ?2")                    \
	_(SQL_HELD_SECTIONS_DROP, REGISTER_FILE,                                   \
	  "DELETE FROM section WHERE id BETWEEN ?1 AND ?2 AND grant_id = ?3")  \
	_(SQL_GRANT_SECTIONS_DROP, REGISTER_FILE,                                  \
	  "DELETE FROM section WHERE grant_id = ?1 AND grant_id > 0")          \
	_(SQL_TOKENS_DROP, REGISTER_FILE,                                          \
	  "DELETE FROM token WHERE pupil IN"                                   \
	  " (SELECT pupil FROM destruction WHERE id > ?1 AND grant_id = 0)")   \
	_(SQL_CHANGE_ADD, REGISTER_FILE,                                           \
	  "INSERT INTO change(pupil, release, recorded, fields)"               \
	  " VALUES (?1, ?2, ?3, ?4)")                                          \
	_(SQL_CHANGES, REGISTER_FILE,                                              \
	  "SELECT id, pupil, release, recorded, fields FROM change"            \
	  " ORDER BY id LIMIT ?1")                                             \
	_(SQL_CHANGES_DROP, REGISTER_FILE, "DELETE FROM change WHERE id <= ?1")    \
	_(SQL_RELEASE_MOST, REGISTER_FILE,                                         \
	  "SELECT coalesce(max(id), 0) FROM release")                          \
	_(SQL_MESSAGE_MOST, REGISTER_FILE,                                         \
	  "SELECT coalesce(max(id), 0) FROM message")                          \
	_(SQL_MESSAGE_ADD, REGISTER_FILE,                                          \
	  "INSERT INTO message(" MESSAGE_COLUMNS ")"                           \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")                      \
	_(SQL_MESSAGES, REGISTER_FILE,                                             \
	  "SELECT " MESSAGE_COLUMNS " FROM message ORDER BY id")               \
	_(SQL_PUPIL_MESSAGES, REGISTER_FILE,                                       \
	  "SELECT " MESSAGE_COLUMNS " FROM message WHERE pupil = ?1"           \
	  " ORDER BY id")                                                      \
	_(SQL_MESSAGES_OPEN, REGISTER_FILE,                                        \
	  "SELECT " MESSAGE_COLUMNS " FROM message WHERE state < 2"            \
	  " ORDER BY id")                                                      \
	_(SQL_MESSAGE_SET, REGISTER_FILE,                                          \
	  "UPDATE message SET state = ?2, parcel = ?3, settled = ?4,"          \
	  " sealed = ?5 WHERE id = ?1")                                        \
	_(SQL_PARCEL_MOST, REGISTER_FILE,                                          \
	  "SELECT coalesce(max(id), 0) FROM parcel")                           \
	_(SQL_PARCEL_ADD, REGISTER_FILE,                                           \
	  "INSERT INTO parcel(id, state, kind, reference, recipient, number,"  \
	  " subject, date, path, manifest, package, ledger_index)"             \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")       \
	_(SQL_PARCELS, REGISTER_FILE,                                              \
	  "SELECT id, state, kind, reference, recipient, number, subject,"     \
	  " date, path, '', '', ledger_index FROM parcel ORDER BY id")         \
	_(SQL_PARCEL, REGISTER_FILE,                                               \
	  "SELECT id, state, kind, reference, recipient, number, subject,"     \
	  " date, path, manifest, package, ledger_index FROM parcel"           \
	  " WHERE id = ?1")                                                    \
	_(SQL_PARCEL_SET, REGISTER_FILE,                                           \
	  "UPDATE parcel SET state = ?2, ledger_index = ?3, package = x''"     \
	  " WHERE id = ?1")                                                    \
	_(SQL_INCOMING_FIND, REGISTER_FILE,                                        \
	  "SELECT 1 FROM incoming WHERE manifest = ?1")                        \
	_(SQL_INCOMING_ADD, REGISTER_FILE,                                         \
	  "INSERT INTO incoming(manifest, kind, reference, sender, number,"    \
	  " date, release, text, signature)"                                   \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")                      \
	_(SQL_INCOMINGS, REGISTER_FILE,                                            \
	  "SELECT manifest, kind, reference, sender, number, date, release,"   \
	  " text, signature FROM incoming ORDER BY id")                        \
	_(SQL_ORIGIN_FIND, REGISTER_FILE,                                          \
	  "SELECT id, recorded FROM origin WHERE hash = ?1")                   \
	_(SQL_ORIGIN_ADD, REGISTER_FILE,                                           \
	  "INSERT INTO origin(kind, hash, recorded, sealed)"                   \
	  " VALUES (?1, ?2, ?3, ?4)")                                          \
	_(SQL_ORIGINS, REGISTER_FILE,                                              \
	  "SELECT id, kind, hash, recorded, sealed FROM origin"                \
	  " WHERE id > ?1 ORDER BY id")                                        \
	_(SQL_PERMISSION_ADD, REGISTER_FILE,                                       \
	  "INSERT INTO permission(kind, given_by, recipient, purpose,"         \
	  " reference, valid_from, valid_until, recorded, given, terms, met,"  \
	  " project)"                                                          \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")       \
	_(SQL_PERMISSIONS, REGISTER_FILE,                                          \
	  "SELECT kind, given_by, recipient, purpose, reference, valid_from,"  \
	  " valid_until, recorded, given, terms, met, project"                 \
	  " FROM permission ORDER BY id")                                      \
	_(SQL_RELEASE_FIND, REGISTER_FILE,                                         \
	  "SELECT 1 FROM release WHERE reference = ?1")                        \
	_(SQL_RELEASE_ADD, REGISTER_FILE,                                          \
	  "INSERT INTO release(state, reference, recipient, holder, purpose,"  \
	  " flow, level, directory, date, considered, released,"               \
	  " ledger_index)"                                                     \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")       \
	_(SQL_MANIFEST_ADD, REGISTER_FILE,                                         \
	  "INSERT INTO release_manifest VALUES (?1, ?2)")                      \
	_(SQL_RELEASE_STATE, REGISTER_FILE,                                        \
	  "SELECT state, ledger_index FROM release WHERE id = ?1")             \
	_(SQL_RELEASE_SET, REGISTER_FILE,                                          \
	  "UPDATE release SET state = ?2, ledger_index = ?3 WHERE id = ?1")    \
	_(SQL_RELEASES, REGISTER_FILE,                                             \
	  "SELECT " RELEASE_COLUMNS ", manifest FROM release"                  \
	  " LEFT JOIN release_manifest ON release_manifest.release = id"       \
	  " ORDER BY id")                                                      \
	_(SQL_LAST_RELEASE, REGISTER_FILE,                                         \
	  "SELECT max(date) FROM release"                                      \
	  " WHERE recipient = ?1 AND purpose = ?2 AND state = ?3")             \
	_(SQL_SET_FIND, REGISTER_FILE,                                             \
	  "SELECT id FROM field_set WHERE fields = ?1")                        \
	_(SQL_SET_ADD, REGISTER_FILE,                                              \
	  "INSERT INTO field_set(fields) VALUES (?1)")                         \
	_(SQL_SET, REGISTER_FILE, "SELECT fields FROM field_set WHERE id = ?1")    \
	_(SQL_CHUNK_ADD, REGISTER_FILE,                                            \
	  "INSERT INTO roll_chunk VALUES (?1, ?2)")                            \
	_(SQL_CHUNK, REGISTER_FILE,                                                \
	  "SELECT rows FROM roll_chunk WHERE id = ?1")                         \
	_(SQL_CHUNKS, REGISTER_FILE, /* CROSS: chunks first, as they lie */        \
	  "SELECT " RELEASE_COLUMNS ", rows FROM roll_chunk"                   \
	  " CROSS JOIN release ON release.id = (roll_chunk.id & 0xfffffff)"    \
	  " WHERE roll_chunk.id BETWEEN ?1 AND ?2 AND state = ?3"              \
	  " ORDER BY roll_chunk.id")                                           \
	_(SQL_OUTLINE_ADD, REGISTER_FILE,                                          \
	  "INSERT INTO roll_outline VALUES (?1, ?2)")                          \
	_(SQL_OUTLINE, REGISTER_FILE,                                              \
	  "SELECT outline FROM roll_outline WHERE release = ?1")               \
	_(SQL_KEPT_ADD, REGISTER_FILE,                                             \
	  "INSERT INTO release_tables VALUES (?1, ?2)")                        \
	_(SQL_KEPT, REGISTER_FILE,                                                 \
	  "SELECT sealed FROM release_tables WHERE release = ?1")              \
	_(SQL_TAGS, REGISTER_FILE, "SELECT tags FROM pupil_tag WHERE id = ?1")     \
	_(SQL_TAGS_SET, REGISTER_FILE,                                             \
	  "INSERT OR REPLACE INTO pupil_tag VALUES (?1, ?2)")                  \
	_(SQL_ANCHOR, REGISTER_FILE, "SELECT id FROM node")                        \
	_(SQL_CURSOR, REGISTER_FILE,                                               \
	  "SELECT " SECTION_COLUMNS " FROM section"                            \
	  " WHERE id >= ?1 AND id < ?2 ORDER BY id")
/* clang-format on */

#endif
