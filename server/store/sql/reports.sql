-- name: insert
INSERT INTO reports (id, channel, message, author, reporter, reason, text, time)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: one
SELECT id, channel, message, author, reporter, reason, text, time, state, resolved_by, resolved_at
FROM reports WHERE id = ?1;

-- name: open_of
SELECT id, channel, message, author, reporter, reason, text, time, state, resolved_by, resolved_at
FROM reports WHERE message = ?1 AND reporter = ?2 AND state = 0;

-- name: open
SELECT id, channel, message, author, reporter, reason, text, time, state, resolved_by, resolved_at
FROM reports WHERE state = 0 AND id < ?1 AND (?2 = 0 OR channel = ?2) AND (?4 = 0 OR author <> ?4) ORDER BY id DESC LIMIT ?3;

-- name: all
SELECT id, channel, message, author, reporter, reason, text, time, state, resolved_by, resolved_at
FROM reports WHERE id < ?1 AND (?2 = 0 OR channel = ?2) AND (?4 = 0 OR author <> ?4) ORDER BY id DESC LIMIT ?3;

-- name: open_count
SELECT count(*) FROM reports WHERE state = 0;

-- name: resolve
UPDATE reports SET state = ?2, resolved_by = ?3, resolved_at = ?4 WHERE message = ?1 AND state = 0;
