-- name: insert
INSERT INTO events (channel, serial, type, message, author, time, client_id, detail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: after
SELECT e.serial, e.type, e.message, e.author, e.time, e.client_id, e.detail,
       m.id, m.kind, m.text, m.extra, m.reply_to, m.as_of, m.edited, m.deleted, m.pinned, m.reacted,
       m.thread
FROM events e LEFT JOIN messages m ON m.id = e.message
WHERE e.channel = ?1 AND e.serial > ?2 ORDER BY e.serial LIMIT ?3;

-- name: before
SELECT e.serial, e.type, e.message, e.author, e.time, e.client_id, e.detail,
       m.id, m.kind, m.text, m.extra, m.reply_to, m.as_of, m.edited, m.deleted, m.pinned, m.reacted,
       m.thread
FROM events e LEFT JOIN messages m ON m.id = e.message
WHERE e.channel = ?1 AND e.serial < ?2 AND e.serial >= ?3 ORDER BY e.serial DESC LIMIT ?4;

-- name: messages_after
SELECT m.serial, 1, m.id, m.author, m.time, e.client_id, NULL,
       m.id, m.kind, m.text, m.extra, m.reply_to, m.as_of, m.edited, m.deleted, m.pinned, m.reacted,
       m.thread
FROM messages m JOIN events e ON e.channel = m.channel AND e.serial = m.serial
WHERE m.channel = ?1 AND m.serial > ?2 ORDER BY m.serial LIMIT ?3;

-- name: messages_before
SELECT m.serial, 1, m.id, m.author, m.time, e.client_id, NULL,
       m.id, m.kind, m.text, m.extra, m.reply_to, m.as_of, m.edited, m.deleted, m.pinned, m.reacted,
       m.thread
FROM messages m JOIN events e ON e.channel = m.channel AND e.serial = m.serial
WHERE m.channel = ?1 AND m.serial < ?2 AND m.serial >= ?3 ORDER BY m.serial DESC LIMIT ?4;

-- name: pinned
SELECT m.serial, 1, m.id, m.author, m.time, e.client_id, NULL,
       m.id, m.kind, m.text, m.extra, m.reply_to, m.as_of, m.edited, m.deleted, m.pinned, m.reacted,
       m.thread
FROM messages m JOIN events e ON e.channel = m.channel AND e.serial = m.serial
WHERE m.channel = ?1 AND m.pinned = 1 AND m.serial < ?2 AND m.serial >= ?3 ORDER BY m.serial DESC LIMIT ?4;

-- name: message
SELECT m.serial, 1, m.id, m.author, m.time, e.client_id, NULL,
       m.id, m.kind, m.text, m.extra, m.reply_to, m.as_of, m.edited, m.deleted, m.pinned, m.reacted,
       m.thread
FROM messages m JOIN events e ON e.channel = m.channel AND e.serial = m.serial WHERE m.id = ?1 AND m.channel = ?2;

-- name: forget_orphans
-- What was said about swept messages.
DELETE FROM events WHERE channel = ?1 AND serial <= ?2 AND message IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = events.message);

-- name: thread
SELECT m.serial, 1, m.id, m.author, m.time, e.client_id, NULL,
       m.id, m.kind, m.text, m.extra, m.reply_to, m.as_of, m.edited, m.deleted, m.pinned, m.reacted,
       m.thread
FROM messages m JOIN events e ON e.channel = m.channel AND e.serial = m.serial
WHERE m.thread = ?1 AND m.channel = ?2 AND m.serial > ?3 ORDER BY m.serial LIMIT ?4;
