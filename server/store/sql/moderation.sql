-- name: record
INSERT INTO moderation_log (time, actor, action, channel, person, message, detail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: entries
SELECT id, time, actor, action, channel, person, message, detail FROM moderation_log
WHERE ?1 = 0 OR id < ?1 ORDER BY id DESC LIMIT ?2;
