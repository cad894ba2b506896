-- Uploads while their bytes come, and a day after, so that tickets stay used and results can be asked for.

-- name: insert
INSERT INTO uploads (id, owner, stage, size, created_at, expires_at, ticket, sha256, name, metadata,
                     concat, part_of, whole)
VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12);

-- name: by_id
SELECT id, owner, stage, size, created_at, expires_at, unverified_from, photo, had, ticket, sha256, name, metadata,
       reason, concat, part_of, whole
FROM uploads WHERE id = ?1;

-- name: by_ticket
SELECT id FROM uploads WHERE ticket = ?1;

-- name: parts_of
SELECT coalesce(sum(size), 0) FROM uploads WHERE part_of = ?1 AND stage = 0;

-- name: open_of
-- What is put together has no bytes but those of its parts, which are here as long as it is.
SELECT count(*), coalesce(sum(CASE WHEN substr(concat, 1, 6) = 'final;' THEN 0 ELSE size END), 0)
FROM uploads WHERE owner = ?1 AND stage = 0;

-- name: receiving
SELECT id FROM uploads WHERE stage = 0 AND id > ?1 ORDER BY id LIMIT ?2;

-- name: set_expiry
UPDATE uploads SET expires_at = ?2 WHERE id = ?1 AND stage = 0;

-- name: set_unverified
UPDATE uploads SET unverified_from = ?2 WHERE id = ?1 AND stage = 0;

-- name: close
-- What is done (1) can only be ended (3).
UPDATE uploads SET stage = ?2, reason = ?3 WHERE id = ?1 AND (stage = 0 OR (stage = 1 AND ?2 = 3));

-- name: end_of
UPDATE uploads SET stage = 3 WHERE owner = ?1 AND stage = 0;

-- name: owner_disabled
SELECT disabled FROM people WHERE id = ?1;

-- name: stage
SELECT stage FROM uploads WHERE id = ?1;

-- name: finish
UPDATE uploads SET stage = 1, photo = ?2, had = ?3 WHERE id = ?1;

-- name: expired
SELECT id FROM uploads WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2;

-- name: forget
DELETE FROM uploads WHERE id = ?1;

-- name: forget_whole
-- By id, so that the index of those that are under way is used.
DELETE FROM uploads WHERE stage = 0 AND id > 0 AND whole = 1 RETURNING id;
