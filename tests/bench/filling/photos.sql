-- A library of ?1 photos over 22 years and a half: about 3 700 a month for a million.
CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :photos) SELECT i FROM n;
INSERT INTO photos (id, owner, shelf, taken_local, revision, needs_work, state, taken_at, offset_min, uploaded_at, size,
                    crc32, width, height, favourite, rating, sha256, placeholder, blob, name, caption, facts, settled, phash,
                    camera, tags, thumb, locality)
SELECT 1000000 + i, :owner, CASE WHEN i % 50 = 0 THEN 2 ELSE 0 END, 1000000000000 + i * (710000000000 / :photos), i, 0, 1,
       1000000000000 + i * (710000000000 / :photos), 0, 1700000000000, 4000000, 7, 4000, 3000, i % 40 = 0,
       CASE WHEN i % 4 <> 0 THEN 0 WHEN i % 1000 = 4 THEN 5 WHEN i % 100 = 4 THEN 4 ELSE 1 + i / 4 % 3 END,
       randomblob(32), randomblob(23), hex(randomblob(32)), printf('IMG_%06d.jpg', i),
       CASE WHEN i % 10 = 0 THEN printf('holiday %d', i % 997) ELSE '' END,
       json_object('mime', 'image/jpeg', 'make', 'Canon', 'model', 'Canon EOS R5', 'iso', 200, 'lat', 48.1, 'lon', 11.5),
       1, random(), 'Canon EOS R5', CASE WHEN i % 10 = 0 THEN '["trip"]' END, randomblob(8),
       1 + i * 7919 % 1500
FROM n;
INSERT INTO renderings (photo, kind, recipe, revision, size, width, height, hash, blob, mime)
SELECT 1000000 + i, kind, 1, 0, 20000, 400, 300, randomblob(32), hex(randomblob(32)), 'image/jpeg'
FROM n, (SELECT 0 AS kind UNION ALL SELECT 2);
INSERT INTO photo_months (owner, month, photos)
SELECT owner, CAST(strftime('%Y', taken_local / 1000, 'unixepoch') AS INTEGER) * 12
              + CAST(strftime('%m', taken_local / 1000, 'unixepoch') AS INTEGER) - 1, count(*)
FROM photos WHERE shelf = 0 GROUP BY 1, 2;
INSERT INTO libraries (owner, revision, photos, bytes) VALUES (:owner, :photos, :photos, 4000000 * :photos);
INSERT INTO photo_counts (owner, kind, key, label, photos, bytes)
SELECT owner, 0, shelf, '', count(*), sum(size) FROM photos GROUP BY owner, shelf;
INSERT INTO localities (id, name, region, country, country_code, sort_key)
SELECT i, printf('Town %d', i), 'Region', 'Country', 'DE', printf('town %d', i) FROM n WHERE i <= 1500;
INSERT INTO photo_counts (owner, kind, key, label, photos, bytes)
SELECT owner, 6, locality, printf('Town %d', locality), count(*), sum(size) FROM photos WHERE shelf = 0 GROUP BY owner, locality;
INSERT INTO photo_tags (owner, tag, shelf, taken_local, photo)
SELECT owner, 'trip', shelf, taken_local, id FROM photos WHERE tags IS NOT NULL;
INSERT INTO photo_index (rowid, text, bigrams, marks)
SELECT id, name || char(10) || caption || char(10) || camera, '', 'a' || owner || ' s' || shelf || ' place' FROM photos;
INSERT INTO photo_groups (owner, kind, grp, photo)
SELECT owner, 0, id - id % 4, id FROM photos WHERE id % 100 < 4;
INSERT INTO albums (id, owner, place, photos, created_at, title, note) VALUES (77, :owner, 1, :photos / 10, 1, 'Big', '');
INSERT INTO album_photos (album, place, photo) SELECT 77, i * 1048576, 1000000 + i FROM n WHERE i % 10 = 3;
DROP TABLE n;
