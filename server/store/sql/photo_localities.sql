-- Towns that photos were taken in or near. "locality > 0" tells SQLite that the partial index holds all.

-- name: keep
-- The row that is there tells its own names.
INSERT INTO localities (id, name, region, country, country_code, sort_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (id) DO UPDATE SET id = excluded.id
RETURNING name, region, country, country_code;

-- name: forget
-- What nobody's photos name any more says no more where somebody was.
DELETE FROM localities
WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM photos WHERE photos.locality = ?1 AND photos.locality > 0);

-- name: drop_empty_count
DELETE FROM photo_counts WHERE owner = ?1 AND kind = ?2 AND key = ?3 AND photos <= 0;

-- name: by_count
SELECT l.id, l.name, l.region, l.country, l.country_code, c.photos, c.bytes
FROM photo_counts c CROSS JOIN localities l ON l.id = CAST(c.key AS INTEGER)
WHERE c.owner = ?1 AND c.kind = ?2 AND c.photos > 0 AND (c.photos, l.id) < (?3, ?4)
ORDER BY c.photos DESC, l.id DESC LIMIT ?5;

-- name: by_name
SELECT l.id, l.name, l.region, l.country, l.country_code, c.photos, c.bytes
FROM photo_counts c CROSS JOIN localities l ON l.id = CAST(c.key AS INTEGER)
WHERE c.owner = ?1 AND c.kind = ?2 AND c.photos > 0 AND (l.sort_key, l.id) > (?3, ?4)
ORDER BY l.sort_key, l.id LIMIT ?5;

-- name: page
SELECT id FROM photos
WHERE locality = ?2 AND locality > 0 AND owner = ?1 AND shelf = ?3 AND (taken_local, id) < (?4, ?5)
ORDER BY taken_local DESC, id DESC LIMIT ?6;

-- name: unnamed
SELECT id FROM photos WHERE locality IS NULL ORDER BY id LIMIT ?1;

-- name: set
UPDATE photos SET locality = ?2 WHERE id = ?1;
