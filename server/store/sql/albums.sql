-- Albums, what is in them, and whom they are shown to.

-- name: insert
INSERT INTO albums (id, owner, parent, place, created_at, title, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: by_id
SELECT id, owner, parent, title, note, cover, photos, place, created_at, revision,
       (SELECT photo FROM album_photos JOIN photos ON photos.id = photo AND shelf < 2
        WHERE album = albums.id ORDER BY album_photos.place, photo LIMIT 1),
       EXISTS (SELECT 1 FROM album_shares WHERE album = albums.id),
       (SELECT shelf < 2 FROM photos WHERE photos.id = cover)
FROM albums WHERE id = ?1;

-- name: own
SELECT id FROM albums WHERE owner = ?1 AND id > ?2 ORDER BY id LIMIT ?3;

-- name: shared_with
SELECT album FROM album_shares WHERE person = ?1 AND person > 0 AND album > ?2
UNION
SELECT s.album FROM members m JOIN album_shares s ON s.channel = m.channel AND s.channel > 0
WHERE m.person = ?1 AND m.member = 1 AND s.album > ?2
ORDER BY 1 LIMIT ?3;

-- name: count_own
SELECT count(*) FROM albums WHERE owner = ?1;

-- name: right_of
SELECT max(level) FROM (
    SELECT 3 AS level FROM albums WHERE id = ?1 AND owner = ?2
    UNION ALL SELECT 1 + contribute FROM album_shares WHERE album = ?1 AND person = ?2 AND channel = 0
);

-- name: places_of
-- The channels by which ?2 may be shown it, unless they deny the past to the role.
SELECT s.channel, s.contribute FROM album_shares s JOIN channels c ON c.id = s.channel
WHERE s.album = ?1 AND s.person = 0 AND ((c.visibility = 0 AND c.kind = 0) OR EXISTS (
    SELECT 1 FROM members m WHERE m.channel = c.id AND m.person = ?2 AND m.member = 1));

-- name: last_place
SELECT max(place) FROM albums WHERE owner = ?1 AND parent IS ?2;

-- name: siblings
SELECT id, place FROM albums WHERE owner = ?1 AND parent IS ?2 ORDER BY place, id;

-- name: set_place
UPDATE albums SET parent = ?2, place = ?3 WHERE id = ?1;

-- name: set_words
UPDATE albums SET title = ?2, note = ?3 WHERE id = ?1;

-- name: set_cover
UPDATE albums SET cover = ?2 WHERE id = ?1;

-- name: touch
UPDATE albums SET revision = revision + 1, photos = photos + ?2 WHERE id = ?1;

-- name: move_children
UPDATE albums SET parent = ?3 WHERE owner = ?1 AND parent = ?2;

-- name: children
SELECT id FROM albums WHERE owner = ?1 AND parent = ?2 ORDER BY place, id;

-- name: remove
DELETE FROM albums WHERE id = ?1;

-- name: remove_photos
DELETE FROM album_photos WHERE album = ?1;

-- name: remove_shares
DELETE FROM album_shares WHERE album = ?1;

-- name: photos
SELECT a.photo FROM album_photos a JOIN photos p ON p.id = a.photo
WHERE a.album = ?1 AND (a.place, a.photo) > (?2, ?3) AND p.shelf < 2 ORDER BY a.place, a.photo LIMIT ?4;

-- name: place_of
SELECT place FROM album_photos WHERE album = ?1 AND photo = ?2;

-- name: last_photo
SELECT max(place) FROM album_photos WHERE album = ?1;

-- name: place_before
SELECT place FROM album_photos WHERE album = ?1 AND place < ?2 ORDER BY place DESC LIMIT 1;

-- name: all_photos
SELECT photo FROM album_photos WHERE album = ?1 ORDER BY place, photo;

-- name: put_photo
INSERT OR REPLACE INTO album_photos (album, place, photo) VALUES (?1, ?2, ?3);

-- name: take_photo
DELETE FROM album_photos WHERE album = ?1 AND photo = ?2;

-- name: photos_of_person
SELECT a.photo FROM album_photos a JOIN photos p ON p.id = a.photo WHERE a.album = ?1 AND p.owner = ?2;

-- name: holding
SELECT album FROM album_photos WHERE photo = ?1;

-- name: drop_photo
DELETE FROM album_photos WHERE photo = ?1;

-- name: uncover
UPDATE albums SET cover = NULL WHERE cover = ?2 AND id = ?1;

-- name: shares
SELECT person, channel, contribute FROM album_shares WHERE album = ?1 ORDER BY channel, person;

-- name: put_share
INSERT OR REPLACE INTO album_shares (album, person, channel, contribute) VALUES (?1, ?2, ?3, ?4);

-- name: drop_share
DELETE FROM album_shares WHERE album = ?1 AND person = ?2 AND channel = ?3;

-- name: is_person
SELECT 1 FROM people WHERE id = ?1;

-- name: shares_of_person
SELECT album FROM album_shares WHERE person = ?1 AND person > 0;
