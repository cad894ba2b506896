-- Photos, their renderings, and the counters of each library.

-- name: insert
INSERT INTO photos (id, owner, shelf, taken_local, revision, needs_work, state, taken_at, offset_min, uploaded_at,
                    size, crc32, sha256, placeholder, blob, name, partner, settled, locality)
VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8, ?9, ?10, ?11, ?12, x'', ?13, ?14, ?15, 1, 0);

-- name: update
UPDATE photos
SET shelf = ?2, taken_local = ?3, revision = ?4, needs_work = ?5, state = ?6, taken_at = ?7, offset_min = ?8,
    taken_edited = ?9, ends_at = ?10, width = ?11, height = ?12, rotation = ?13, edit_revision = ?14,
    favourite = ?15, archived = ?16, placeholder = ?17, reason = ?18, caption = ?19, facts = ?20, metadata = ?21,
    motion = ?22, place_edited = ?23, tags = ?24, phash = ?25, camera = ?26, thumb = ?27,
    partner = ?28, content_id = ?29, version = ?30, rating = ?31, rating_edited = ?32, crop_x = ?33, crop_y = ?34,
    crop_width = ?35, crop_height = ?36, settled = 1,
    locality = CASE WHEN locality IS NULL AND ?37 = 0 THEN NULL ELSE ?37 END
WHERE id = ?1;

-- name: by_id
SELECT p.id, owner, shelf, taken_local, revision, needs_work, state, taken_at, offset_min, taken_edited, uploaded_at,
       ends_at, size, crc32, width, height, rotation, edit_revision, favourite, archived, sha256, placeholder, blob,
       p.name, reason, caption, facts, metadata, place_edited, tags, partner, version, rating, rating_edited,
       crop_x, crop_y, crop_width, crop_height,
       l.id, l.name, l.region, l.country, l.country_code
FROM photos p LEFT JOIN localities l ON l.id = p.locality WHERE p.id = ?1;

-- name: id_by_hash
SELECT id, shelf FROM photos WHERE owner = ?1 AND sha256 = ?2;

-- name: page
SELECT id FROM photos WHERE owner = ?1 AND shelf = ?2 ORDER BY taken_local DESC, id DESC LIMIT ?3;

-- name: page_before
SELECT id FROM photos
WHERE owner = ?1 AND shelf = ?2 AND (taken_local, id) < (?3, ?4)
ORDER BY taken_local DESC, id DESC LIMIT ?5;

-- name: changed_since
SELECT revision, id, shelf, taken_local, width, height, state, favourite, archived, motion, placeholder, thumb
FROM photos WHERE owner = ?1 AND revision > ?2 ORDER BY revision LIMIT ?3;

-- name: removed_since
SELECT photo, revision FROM photo_removals WHERE owner = ?1 AND revision > ?2 ORDER BY revision LIMIT ?3;

-- name: remember_removal
INSERT INTO photo_removals (owner, revision, photo) VALUES (?1, ?2, ?3);

-- name: remove
DELETE FROM photos WHERE id = ?1;

-- name: needing_work
SELECT id FROM photos WHERE needs_work = 1 ORDER BY id LIMIT ?1;

-- name: ended
SELECT id FROM photos WHERE ends_at IS NOT NULL AND ends_at < ?1 ORDER BY ends_at LIMIT ?2;

-- name: after
SELECT id FROM photos WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: original_named
-- The plus: as an equation blob = ?2 would be put into substr(), which then fits no index.
SELECT 1 FROM photos WHERE owner = ?1 AND substr(blob, 1, 8) = substr(?2, 1, 8) AND +blob = ?2;

-- name: rendering_named
SELECT 1 FROM renderings JOIN photos ON photos.id = renderings.photo
WHERE substr(renderings.blob, 1, 8) = substr(?2, 1, 8) AND +renderings.blob = ?2 AND photos.owner = ?1;

-- name: renderings_of
SELECT kind, recipe, revision, hash, blob, mime, size, width, height FROM renderings WHERE photo = ?1 ORDER BY kind;

-- name: put_rendering
INSERT OR REPLACE INTO renderings (photo, kind, recipe, revision, hash, blob, mime, size, width, height)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);

-- name: drop_renderings
DELETE FROM renderings WHERE photo = ?1;

-- name: library
SELECT bytes, photos, revision FROM libraries WHERE owner = ?1;

-- name: change_library
INSERT INTO libraries (owner, revision, photos, bytes) VALUES (?1, 1, ?2, ?3)
ON CONFLICT (owner) DO UPDATE SET revision = revision + 1, photos = photos + ?2, bytes = bytes + ?3
RETURNING revision;

-- name: count_month
INSERT INTO photo_months (owner, month, photos) VALUES (?1, ?2, ?3)
ON CONFLICT (owner, month) DO UPDATE SET photos = photos + ?3;

-- name: months
SELECT month, photos FROM photo_months WHERE owner = ?1 AND photos > 0 ORDER BY month DESC;

-- name: page_of_tag
SELECT photo FROM photo_tags
WHERE owner = ?1 AND tag = ?2 AND shelf = ?3 AND (taken_local, photo) < (?4, ?5)
ORDER BY taken_local DESC, photo DESC LIMIT ?6;

-- name: page_of_favourites
SELECT id FROM photos WHERE owner = ?1 AND favourite = 1 AND shelf = 0 AND (taken_local, id) < (?2, ?3)
ORDER BY taken_local DESC, id DESC LIMIT ?4;

-- name: page_of_rated
-- Five ranges of one index, merged: however few have many stars, none of the others is looked at.
SELECT id, taken_local FROM photos INDEXED BY photos_rated
WHERE owner = ?1 AND rating = 5 AND ?2 <= 5 AND rating <> 0 AND shelf = 0 AND (taken_local, id) < (?3, ?4)
UNION ALL
SELECT id, taken_local FROM photos INDEXED BY photos_rated
WHERE owner = ?1 AND rating = 4 AND ?2 <= 4 AND rating <> 0 AND shelf = 0 AND (taken_local, id) < (?3, ?4)
UNION ALL
SELECT id, taken_local FROM photos INDEXED BY photos_rated
WHERE owner = ?1 AND rating = 3 AND ?2 <= 3 AND rating <> 0 AND shelf = 0 AND (taken_local, id) < (?3, ?4)
UNION ALL
SELECT id, taken_local FROM photos INDEXED BY photos_rated
WHERE owner = ?1 AND rating = 2 AND ?2 <= 2 AND rating <> 0 AND shelf = 0 AND (taken_local, id) < (?3, ?4)
UNION ALL
SELECT id, taken_local FROM photos INDEXED BY photos_rated
WHERE owner = ?1 AND rating = 1 AND ?2 <= 1 AND rating <> 0 AND shelf = 0 AND (taken_local, id) < (?3, ?4)
ORDER BY taken_local DESC, id DESC LIMIT ?5;

-- name: index
SELECT revision, id, shelf, taken_local, width, height, state, favourite, archived, motion, placeholder, thumb
FROM photos WHERE owner = ?1 AND shelf = 0 AND taken_local >= ?2 AND (taken_local, id) < (?3, ?4)
ORDER BY taken_local DESC, id DESC LIMIT ?5;

-- name: span
SELECT id FROM photos WHERE owner = ?1 AND shelf = 0 AND taken_local >= ?2 AND taken_local < ?3
ORDER BY taken_local DESC, id DESC LIMIT ?4;

-- name: unheld
SELECT id FROM photos WHERE shelf = 4 AND NOT EXISTS (SELECT 1 FROM holders WHERE holders.photo = photos.id)
ORDER BY id LIMIT ?1;

-- name: refused_for
SELECT id FROM photos WHERE ends_at >= 0 AND shelf = 3 AND reason = ?1 LIMIT ?2;

-- name: any_of
SELECT id FROM photos WHERE owner = ?1 LIMIT ?2;

-- name: unsettled
SELECT id FROM photos WHERE settled = 0 ORDER BY id LIMIT ?1;

-- name: is_settled
SELECT settled FROM photos WHERE id = ?1;

-- name: settle
UPDATE photos SET settled = 1, phash = ?2, camera = ?3 WHERE id = ?1;

-- name: set_thumb
UPDATE photos SET thumb = ?2 WHERE id = ?1;

-- name: pin
INSERT INTO blob_pins (owner, blob, until) VALUES (?1, ?2, ?3)
ON CONFLICT (owner, blob) DO UPDATE SET until = max(until, ?3);

-- name: pin_hash
INSERT INTO blob_pins (owner, blob, until)
SELECT owner, blob, ?3 FROM photos WHERE owner = ?1 AND sha256 = ?2 AND (shelf < 2 OR shelf = 5)
ON CONFLICT (owner, blob) DO UPDATE SET until = max(until, ?3);

-- name: pinned
SELECT 1 FROM blob_pins WHERE owner = ?1 AND blob = ?2;

-- name: unpin
DELETE FROM blob_pins WHERE until < ?1;

-- name: of_content
SELECT id FROM photos WHERE owner = ?1 AND content_id = ?2 LIMIT ?3;

-- name: near
SELECT id FROM photos WHERE owner = ?1 AND shelf = ?2 AND taken_local >= ?3 AND taken_local <= ?4
ORDER BY taken_local DESC, id DESC LIMIT ?5;

-- name: at_moment
SELECT id FROM photos WHERE owner = ?1 AND taken_at >= ?2 AND taken_at <= ?3 AND (motion = 2) <> ?4
ORDER BY taken_at DESC LIMIT ?5;

-- name: around
SELECT id, name FROM photos WHERE owner = ?1 AND shelf = ?2 AND taken_local >= ?3 AND taken_local <= ?4
ORDER BY taken_local DESC, id DESC LIMIT ?5;

-- name: note_crash
INSERT INTO crashes (sha256, times, last_at) VALUES (?1, 1, ?2)
ON CONFLICT (sha256) DO UPDATE SET times = times + 1, last_at = ?2
RETURNING times;

-- name: crashes
SELECT sha256, times FROM crashes;
