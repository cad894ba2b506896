-- name: add
INSERT INTO photo_index (rowid, text, bigrams, marks) VALUES (?1, ?2, ?3, ?4);

-- name: remove
INSERT INTO photo_index (photo_index, rowid, text, bigrams, marks) VALUES ('delete', ?1, ?2, ?3, ?4);

-- name: beyond_ascii
-- Those whose words may have accents; facts and tags are JSON, which escapes none.
SELECT id FROM photos WHERE id > ?1 AND shelf < 2
  AND name || caption || coalesce(tags, '') || coalesce(facts, '') GLOB '*[^ -~]*' ORDER BY id LIMIT ?2;

-- name: count_up_to
SELECT count(*) FROM (SELECT 1 FROM photo_index WHERE photo_index MATCH ?1 LIMIT ?2);

-- name: gather
SELECT p.id FROM photo_index i CROSS JOIN photos p ON p.id = i.rowid
WHERE photo_index MATCH ?1 AND p.taken_local >= ?2 AND p.taken_local < ?3 AND (p.taken_local, p.id) < (?4, ?5)
  AND (?7 = 0 OR (p.motion = 2) = (?7 = 2))
ORDER BY p.taken_local DESC, p.id DESC LIMIT ?6;

-- name: walk
SELECT id FROM (
    SELECT id, taken_local FROM photos
    WHERE owner = ?1 AND shelf = ?2 AND taken_local >= ?3 AND (taken_local, id) < (?4, ?5)
      AND (?9 = 0 OR motion <> 2)
    ORDER BY taken_local DESC, id DESC LIMIT ?6
) AS walked
WHERE EXISTS (SELECT 1 FROM photo_index WHERE photo_index MATCH ?7 AND rowid = walked.id) LIMIT ?8;

-- name: walk_videos
SELECT id FROM (
    SELECT id, taken_local FROM photos INDEXED BY photos_videos
    WHERE owner = ?1 AND shelf = ?2 AND taken_local >= ?3 AND (taken_local, id) < (?4, ?5) AND motion = 2
    ORDER BY taken_local DESC, id DESC LIMIT ?6
) AS walked
WHERE EXISTS (SELECT 1 FROM photo_index WHERE photo_index MATCH ?7 AND rowid = walked.id) LIMIT ?8;

-- name: videos_up_to
SELECT count(*) FROM (
    SELECT 1 FROM photos INDEXED BY photos_videos
    WHERE owner = ?1 AND shelf = ?2 AND taken_local >= ?3 AND (taken_local, id) < (?4, ?5) AND motion = 2 LIMIT ?6
) AS walked;
