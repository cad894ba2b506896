-- Photos that look alike, and series.

-- name: look_alikes
SELECT id, phash FROM photos WHERE owner = ?1 AND phash IS NOT NULL AND phash & 65535 = ?2 & 65535
UNION
SELECT id, phash FROM photos
WHERE owner = ?1 AND phash IS NOT NULL AND (phash >> 16) & 65535 = (?2 >> 16) & 65535
UNION
SELECT id, phash FROM photos
WHERE owner = ?1 AND phash IS NOT NULL AND (phash >> 32) & 65535 = (?2 >> 32) & 65535
UNION
SELECT id, phash FROM photos
WHERE owner = ?1 AND phash IS NOT NULL AND (phash >> 48) & 65535 = (?2 >> 48) & 65535
LIMIT ?3;

-- name: around
SELECT id, taken_local, camera FROM photos
WHERE owner = ?1 AND shelf = 0 AND taken_local BETWEEN ?2 AND ?3 ORDER BY taken_local DESC, id DESC LIMIT ?4;

-- name: shelf_of
SELECT shelf FROM photos WHERE id = ?1;

-- name: group_of
SELECT grp FROM photo_groups WHERE photo = ?1 AND kind = ?2;

-- name: size_of
SELECT count(*) FROM photo_groups WHERE owner = ?1 AND kind = ?2 AND grp = ?3;

-- name: members
SELECT photo FROM photo_groups WHERE owner = ?1 AND kind = ?2 AND grp = ?3 ORDER BY photo LIMIT ?4;

-- name: put
INSERT OR REPLACE INTO photo_groups (owner, kind, grp, photo) VALUES (?1, ?2, ?3, ?4);

-- name: drop
DELETE FROM photo_groups WHERE photo = ?1 AND kind = ?2;

-- name: dissolve
DELETE FROM photo_groups WHERE owner = ?1 AND kind = ?2 AND grp = ?3;

-- name: merge
UPDATE photo_groups SET grp = ?4 WHERE owner = ?1 AND kind = ?2 AND grp = ?3;

-- name: page
SELECT DISTINCT grp FROM photo_groups WHERE owner = ?1 AND kind = ?2 AND grp < ?3 ORDER BY grp DESC LIMIT ?4;
