-- name: insert
INSERT INTO saved (person, message, time) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- name: remove
DELETE FROM saved WHERE person = ?1 AND message = ?2
AND EXISTS (SELECT 1 FROM messages m WHERE m.id = ?2 AND m.channel = ?3);

-- name: forget
DELETE FROM saved WHERE message = ?1;

-- name: count
SELECT count(*) FROM saved WHERE person = ?1;

-- name: page
SELECT m.serial, 1, m.id, m.author, m.time, NULL, NULL,
       m.id, m.kind, m.text, m.extra, m.reply_to, m.as_of, m.edited, m.deleted, m.pinned, m.reacted,
       m.thread, m.channel
FROM saved s JOIN messages m ON m.id = s.message
JOIN members u ON u.channel = m.channel AND u.person = ?1 AND u.member = 1 AND m.serial >= u.visible_from
WHERE s.person = ?1 AND s.message < ?4 AND m.time < ?2 AND m.deleted = 0 ORDER BY s.message DESC LIMIT ?3;
