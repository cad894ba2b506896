-- Counts and tags.

-- name: count
INSERT INTO photo_counts (owner, kind, key, label, photos, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (owner, kind, key) DO UPDATE
SET photos = photos + ?5, bytes = bytes + ?6, label = CASE WHEN ?5 > 0 THEN ?4 ELSE label END;

-- name: counts
SELECT key, label, photos, bytes FROM photo_counts
WHERE owner = ?1 AND kind = ?2 AND key >= ?3 AND (key > ?3 OR ?3 = '') AND photos > 0 ORDER BY key LIMIT ?4;

-- name: put_tag
INSERT OR REPLACE INTO photo_tags (owner, tag, shelf, taken_local, photo) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: drop_tags
DELETE FROM photo_tags WHERE photo = ?1;

-- name: erased
SELECT id FROM people WHERE erased > 0
AND (EXISTS (SELECT 1 FROM photos WHERE photos.owner = people.id)
     OR EXISTS (SELECT 1 FROM albums WHERE albums.owner = people.id)) LIMIT ?1;
