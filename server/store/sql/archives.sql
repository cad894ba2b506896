-- name: add
INSERT INTO archives (id, person, name, photos, etag, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: trim
-- Ids rise with time.
DELETE FROM archives WHERE person = ?1
    AND id <= (SELECT id FROM archives WHERE person = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
RETURNING id;

-- name: by_id
SELECT person, name, photos, etag, expires_at FROM archives WHERE id = ?1;

-- name: sweep
DELETE FROM archives WHERE expires_at <= ?1;
