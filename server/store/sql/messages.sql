-- name: insert
INSERT INTO messages (id, channel, serial, author, time, kind, countable, reply_to, text, extra, thread)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);

-- name: by_id
SELECT id, channel, serial, author, time, kind, text, extra, reply_to, deleted, pinned, reacted, thread FROM messages
WHERE id = ?1;

-- name: set_entry
UPDATE messages SET kind = ?2, countable = ?3, text = ?4, extra = ?5, edited = 1, as_of = ?6 WHERE id = ?1;

-- name: set_extra
UPDATE messages SET extra = ?2, as_of = ?3 WHERE id = ?1;

-- name: set_deleted
UPDATE messages SET countable = 0, text = '', extra = NULL, deleted = 1, pinned = 0, reacted = 0, as_of = ?2
WHERE id = ?1;

-- name: set_pinned
UPDATE messages SET pinned = ?2, as_of = ?3 WHERE id = ?1;

-- name: set_reacted
UPDATE messages SET reacted = EXISTS (SELECT 1 FROM reactions r WHERE r.message = ?1), as_of = ?2 WHERE id = ?1;

-- name: older
SELECT id FROM messages WHERE channel = ?1 AND time < ?2 AND pinned = 0
  AND serial < coalesce((SELECT serial FROM messages WHERE channel = ?1 AND time >= ?2 ORDER BY serial LIMIT 1),
                        9007199254740991)
ORDER BY serial LIMIT ?3;

-- name: remove
DELETE FROM messages WHERE id = ?1;

-- name: insert_mention
INSERT INTO mentions (channel, person, serial, author) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING;

-- name: remove_mentions
DELETE FROM mentions WHERE channel = ?1 AND serial = ?2;

-- name: insert_holder
INSERT INTO holders (photo, message, channel) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- name: remove_holder
DELETE FROM holders WHERE photo = ?1 AND message = ?2;

-- name: holders
SELECT message, channel FROM holders WHERE photo = ?1 ORDER BY message;

-- name: showing
SELECT h.channel, max(m.serial) FROM holders h JOIN messages m ON m.id = h.message
WHERE h.photo = ?1 GROUP BY h.channel ORDER BY h.channel;

-- name: insert_reaction
INSERT INTO reactions (message, emoji, person, serial) VALUES (?1, ?2, ?3, ?4);

-- name: remove_reaction
DELETE FROM reactions WHERE message = ?1 AND emoji = ?2 AND person = ?3;

-- name: has_reaction
SELECT 1 FROM reactions WHERE message = ?1 AND emoji = ?2 AND person = ?3;

-- name: count_reactions
SELECT count(*) FROM reactions WHERE message = ?1;

-- name: reactions
SELECT emoji, person FROM reactions WHERE message = ?1 ORDER BY serial;

-- name: remove_reactions
DELETE FROM reactions WHERE message = ?1;

-- name: insert_version
INSERT INTO message_versions (message, serial, time, kind, text, extra) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT DO NOTHING;

-- name: has_versions
SELECT 1 FROM message_versions WHERE message = ?1 LIMIT 1;

-- name: versions
SELECT serial, time, kind, text, extra FROM message_versions WHERE message = ?1 ORDER BY serial;

-- name: trim_versions
DELETE FROM message_versions WHERE message = ?1 AND serial < (SELECT serial FROM message_versions
    WHERE message = ?1 ORDER BY serial DESC LIMIT 1 OFFSET 99);

-- name: remove_versions
DELETE FROM message_versions WHERE message = ?1;

-- name: by_author
-- The next ones of a person, wherever that person has been.
SELECT m.id FROM members b JOIN messages m ON m.channel = b.channel
WHERE b.person = ?1 AND m.author = ?1 AND m.countable = 1 LIMIT ?2;
