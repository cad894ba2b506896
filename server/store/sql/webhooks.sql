-- name: insert
INSERT INTO webhooks (id, channel, direction, name, url, bot, created_by, created_at, enabled, cursor, secret_hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?10);

-- name: list
SELECT id, channel, direction, name, url, bot, created_by, created_at, enabled, cursor, failures, failing_since,
       next_at, last_error
FROM webhooks ORDER BY id;

-- name: one
SELECT id, channel, direction, name, url, bot, created_by, created_at, enabled, cursor, failures, failing_since,
       next_at, last_error
FROM webhooks WHERE id = ?1;

-- name: by_secret
SELECT id, channel, direction, name, url, bot, created_by, created_at, enabled, cursor, failures, failing_since,
       next_at, last_error
FROM webhooks WHERE secret_hash = ?1;

-- name: of_channel
SELECT count(*) FROM webhooks WHERE channel = ?1;

-- name: of_person
SELECT count(*) FROM webhooks WHERE created_by = ?1;

-- name: remove
DELETE FROM webhooks WHERE id = ?1;

-- name: save
UPDATE webhooks SET cursor = ?2, enabled = ?3, failures = ?4, failing_since = ?5, next_at = ?6, last_error = ?7
WHERE id = ?1;
