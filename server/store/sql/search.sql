-- name: add
INSERT INTO message_index (rowid, text, bigrams, marks) VALUES (?1, ?2, ?3, ?4);

-- name: remove
INSERT INTO message_index (message_index, rowid, text, bigrams, marks) VALUES ('delete', ?1, ?2, ?3, ?4);

-- name: texts
SELECT id, text FROM messages WHERE id > ?1 AND deleted = 0 ORDER BY id LIMIT ?2;

-- name: find
SELECT m.serial, 1, m.id, m.author, m.time, NULL, NULL,
       m.id, m.kind, m.text, m.extra, m.reply_to, m.as_of, m.edited, m.deleted, m.pinned, m.reacted,
       m.thread, m.channel
FROM message_index i JOIN messages m ON m.id = i.rowid
JOIN members u ON u.channel = m.channel AND u.person = ?2 AND u.member = 1 AND m.serial >= u.visible_from
WHERE message_index MATCH ?1 AND i.rowid < ?6 AND m.time >= ?3 AND m.time < ?4 ORDER BY i.rowid DESC LIMIT ?5;
