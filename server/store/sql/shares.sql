-- Public links. What one shows: its owner's photos of library and archive that have been looked at.

-- name: insert
INSERT INTO shares (id, owner, album, mode, location, created_at, expires_at, files, bytes, token_hash, title,
    password_hash, device_limit) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);

-- name: insert_photo
INSERT INTO share_photos (share, place, photo) VALUES (?1, ?2, ?3);

-- name: owns_album
SELECT 1 FROM albums WHERE id = ?1 AND owner = ?2;

-- name: owns_photo
SELECT 1 FROM photos WHERE id = ?1 AND owner = ?2 AND shelf < 2;

-- name: count
SELECT count(*) FROM shares WHERE owner = ?1;

-- name: drop_oldest_over
DELETE FROM shares WHERE id = (
    SELECT id FROM shares WHERE owner = ?1 AND (revoked_at IS NOT NULL OR expires_at <= ?2) ORDER BY id LIMIT 1);

-- name: by_id
SELECT s.id, s.owner, s.album, s.mode, s.location, s.title, s.password_hash, s.created_at, s.expires_at, s.revoked_at,
       s.views, s.files, s.bytes, a.title, p.display_name, s.device_limit,
       (SELECT count(*) FROM share_devices WHERE share = s.id)
FROM shares s JOIN people p ON p.id = s.owner LEFT JOIN albums a ON a.id = s.album
WHERE s.id = ?1;

-- name: by_token
SELECT s.id FROM shares s JOIN people p ON p.id = s.owner AND p.disabled = 0
WHERE s.token_hash = ?1 AND (s.album IS NOT NULL OR EXISTS (SELECT 1 FROM share_photos WHERE share = s.id));

-- name: of_owner
SELECT id FROM shares WHERE owner = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3;

-- name: edit
UPDATE shares SET title = ?2, password_hash = ?3, mode = ?4, location = ?5, expires_at = ?6, files = ?7, bytes = ?8,
    device_limit = ?9
WHERE id = ?1;

-- name: revoke
UPDATE shares SET revoked_at = coalesce(revoked_at, ?3) WHERE id = ?1 AND owner = ?2;

-- name: knows_device
SELECT 1 FROM share_devices WHERE share = ?1 AND device = ?2;

-- name: add_device
INSERT INTO share_devices (share, device) VALUES (?1, ?2);

-- name: forget_devices
DELETE FROM share_devices WHERE share = ?1;

-- name: forget_devices_of_ended
DELETE FROM share_devices WHERE share IN (SELECT id FROM shares WHERE owner = ?1 AND expires_at <= ?2);

-- name: count_view
UPDATE shares SET views = views + 1 WHERE id = ?1;

-- name: take_room
UPDATE shares SET files = files - 1, bytes = bytes - ?2 WHERE id = ?1 AND files > 0 AND bytes >= ?2;

-- name: album_summary
SELECT count(*), min(p.taken_local), max(p.taken_local) FROM album_photos a JOIN photos p ON p.id = a.photo
WHERE a.album = ?1 AND p.owner = ?2 AND p.shelf < 2 AND p.state IN (1, 2);

-- name: selection_summary
SELECT count(*), min(p.taken_local), max(p.taken_local) FROM share_photos a JOIN photos p ON p.id = a.photo
WHERE a.share = ?1 AND p.owner = ?2 AND p.shelf < 2 AND p.state IN (1, 2);

-- name: album_place
SELECT a.place FROM album_photos a JOIN photos p ON p.id = a.photo
WHERE a.album = ?1 AND p.owner = ?2 AND p.shelf < 2 AND p.state IN (1, 2) AND a.photo = ?3;

-- name: selection_place
SELECT a.place FROM share_photos a JOIN photos p ON p.id = a.photo
WHERE a.share = ?1 AND p.owner = ?2 AND p.shelf < 2 AND p.state IN (1, 2) AND a.photo = ?3;

-- name: album_after
SELECT a.photo FROM album_photos a JOIN photos p ON p.id = a.photo
WHERE a.album = ?1 AND p.owner = ?2 AND p.shelf < 2 AND p.state IN (1, 2) AND (a.place, a.photo) > (?3, ?4)
ORDER BY a.place, a.photo LIMIT ?5;

-- name: selection_after
SELECT a.photo FROM share_photos a JOIN photos p ON p.id = a.photo
WHERE a.share = ?1 AND p.owner = ?2 AND p.shelf < 2 AND p.state IN (1, 2) AND (a.place, a.photo) > (?3, ?4)
ORDER BY a.place, a.photo LIMIT ?5;

-- name: album_before
SELECT a.photo FROM album_photos a JOIN photos p ON p.id = a.photo
WHERE a.album = ?1 AND p.owner = ?2 AND p.shelf < 2 AND p.state IN (1, 2) AND (a.place, a.photo) < (?3, ?4)
ORDER BY a.place DESC, a.photo DESC LIMIT 1;

-- name: selection_before
SELECT a.photo FROM share_photos a JOIN photos p ON p.id = a.photo
WHERE a.share = ?1 AND p.owner = ?2 AND p.shelf < 2 AND p.state IN (1, 2) AND (a.place, a.photo) < (?3, ?4)
ORDER BY a.place DESC, a.photo DESC LIMIT 1;
