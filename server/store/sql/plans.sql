-- name: insert
INSERT INTO plans (id, person, at, kind, channel, message, client_id, entry_kind, text, extra, key_name)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);

-- name: count
SELECT count(*) FROM plans WHERE person = ?1;

-- name: of_person
SELECT id, person, at, kind, channel, message, client_id, entry_kind, text, extra, failed, key_name FROM plans
WHERE person = ?1 ORDER BY at, id;

-- name: due
SELECT id, person, at, kind, channel, message, client_id, entry_kind, text, extra, failed, key_name FROM plans
WHERE failed IS NULL AND at <= ?1 ORDER BY at, id LIMIT ?2;

-- name: one
SELECT id, person, at, kind, channel, message, client_id, entry_kind, text, extra, failed, key_name FROM plans WHERE id = ?1;

-- name: next
SELECT min(at) FROM plans WHERE failed IS NULL;

-- name: remove
DELETE FROM plans WHERE id = ?1;

-- name: postpone
UPDATE plans SET at = ?2 WHERE id = ?1 AND failed IS NULL;

-- name: fail
UPDATE plans SET failed = ?2 WHERE id = ?1;
