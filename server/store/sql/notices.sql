-- name: set_settings
INSERT INTO notice_settings (person, enabled, mail) VALUES (?1, ?2, ?3)
ON CONFLICT (person) DO UPDATE SET enabled = excluded.enabled, mail = excluded.mail;

-- name: settings
SELECT person, enabled, mail FROM notice_settings WHERE person = ?1;

-- name: enabled
SELECT person, enabled, mail FROM notice_settings WHERE enabled = 1 ORDER BY person;

-- name: add
-- What waits grows; what does not begins anew, after the quiet time since the last one.
INSERT INTO notices (person, mentions, directs, channel, message, serial, due_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (person) DO UPDATE SET
    mentions = mentions + excluded.mentions, directs = directs + excluded.directs, channel = excluded.channel,
    message = excluded.message, serial = excluded.serial,
    due_at = iif(due_at > 0, due_at, max(excluded.due_at, told_at + ?8));

-- name: due
SELECT person, mentions, directs, channel, message, serial, due_at, attempts FROM notices
WHERE due_at > 0 AND due_at <= ?1 ORDER BY due_at LIMIT ?2;

-- name: done
UPDATE notices SET mentions = 0, directs = 0, due_at = 0, attempts = 0, told_at = iif(?4, ?3, told_at)
WHERE person = ?1 AND message = ?2;

-- name: done_partly
-- Something newer came while this one was told.
UPDATE notices SET mentions = max(mentions - ?3, 0), directs = max(directs - ?4, 0), attempts = 0,
    told_at = iif(?7, ?5, told_at), due_at = iif(?7, ?5 + ?6, due_at)
WHERE person = ?1 AND message <> ?2;

-- name: postpone
UPDATE notices SET due_at = ?2, attempts = attempts + 1 WHERE person = ?1 AND due_at > 0;
