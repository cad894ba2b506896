-- name: insert
INSERT INTO filter_rules (id, pattern, channel, action, dry_run, minutes, created_by, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: list
SELECT id, pattern, channel, action, dry_run, minutes, created_by, created_at, hits, last_hit_at
FROM filter_rules ORDER BY id;

-- name: one
SELECT id, pattern, channel, action, dry_run, minutes, created_by, created_at, hits, last_hit_at
FROM filter_rules WHERE id = ?1;

-- name: size
SELECT count(*), count(*) FILTER (WHERE channel <> 0), count(*) FILTER (WHERE channel = ?1) FROM filter_rules;

-- name: remove
DELETE FROM filter_rules WHERE id = ?1;

-- name: count
UPDATE filter_rules SET hits = hits + ?2, last_hit_at = ?3 WHERE id = ?1;
