-- name: of_blob
-- The plus: as an equation blob = ?2 would be put into substr(), which then fits no index.
SELECT p.id, p.owner, p.blob, p.sha256, p.size, coalesce(l.place, 0)
FROM photos p LEFT JOIN placements l ON l.photo = p.id
WHERE p.owner = ?1 AND substr(p.blob, 1, 8) = substr(?2, 1, 8) AND +p.blob = ?2;

-- name: opened
-- ?3: what was uploaded or opened since then needs no writing.
INSERT INTO placements (photo, opened_at)
SELECT id, ?2 FROM photos WHERE id = ?1 AND uploaded_at < ?3
ON CONFLICT (photo) DO UPDATE SET opened_at = excluded.opened_at WHERE opened_at < ?3;

-- name: look
-- The next photos by id; the last column says whether nobody has opened it since ?2.
SELECT p.id, p.owner, p.blob, p.sha256, p.size, coalesce(l.place, 0),
       p.needs_work = 0 AND coalesce(l.place, 0) = 0 AND max(p.uploaded_at, coalesce(l.opened_at, 0)) < ?2
FROM photos p LEFT JOIN placements l ON l.photo = p.id
WHERE p.id > ?1 ORDER BY p.id LIMIT ?3;

-- name: at
SELECT p.id, p.owner, p.blob, p.sha256, p.size, l.place
FROM placements l JOIN photos p ON p.id = l.photo
WHERE l.place = ?1 AND l.place <> 0 AND l.photo > ?2 ORDER BY l.photo LIMIT ?3;

-- name: set_place
INSERT INTO placements (photo, place, opened_at) SELECT id, ?2, 0 FROM photos WHERE id = ?1
ON CONFLICT (photo) DO UPDATE SET place = excluded.place;

-- name: totals
SELECT l.place, count(*), sum(p.size) FROM placements l JOIN photos p ON p.id = l.photo
WHERE l.place <> 0 GROUP BY l.place;
