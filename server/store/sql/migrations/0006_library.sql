-- What lists of a library are read from. settled: 1 once the photo stands in all of them; phash: as a signed
-- number, NULL for none; tags: a JSON list; thumb: the first 8 bytes of the thumbnail's hash.
ALTER TABLE photos ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photos ADD COLUMN place_edited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photos ADD COLUMN phash INTEGER;
ALTER TABLE photos ADD COLUMN camera TEXT NOT NULL DEFAULT '';
ALTER TABLE photos ADD COLUMN tags TEXT;
ALTER TABLE photos ADD COLUMN thumb BLOB;
UPDATE photos SET thumb = (SELECT substr(hash, 1, 8) FROM renderings WHERE photo = photos.id AND kind = 0);

-- All that the light index tells stands in this one, so that a month is read without touching its rows.
DROP INDEX photos_place;
CREATE INDEX photos_light ON photos (
    owner, shelf, taken_local DESC, id DESC, revision, width, height, state, favourite, archived, motion, placeholder,
    thumb
);
CREATE INDEX photos_unsettled ON photos (id) WHERE settled = 0;
CREATE INDEX photos_favourite ON photos (owner, taken_local DESC, id DESC) WHERE favourite = 1 AND shelf = 0;
CREATE INDEX photos_held ON photos (id) WHERE shelf = 4;

-- Of hashes that differ in three bits or fewer one quarter at least is the same.
CREATE INDEX photos_look0 ON photos (owner, phash & 65535) WHERE phash IS NOT NULL;
CREATE INDEX photos_look1 ON photos (owner, (phash >> 16) & 65535) WHERE phash IS NOT NULL;
CREATE INDEX photos_look2 ON photos (owner, (phash >> 32) & 65535) WHERE phash IS NOT NULL;
CREATE INDEX photos_look3 ON photos (owner, (phash >> 48) & 65535) WHERE phash IS NOT NULL;

CREATE TABLE photo_tags (
    owner INTEGER NOT NULL,
    tag TEXT NOT NULL,
    shelf INTEGER NOT NULL,
    taken_local INTEGER NOT NULL,
    photo INTEGER NOT NULL,
    PRIMARY KEY (owner, tag, shelf, taken_local DESC, photo DESC)
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_tags_photo ON photo_tags (photo);

-- kind: shelf, favourite, camera, type, tag.
CREATE TABLE photo_counts (
    owner INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    photos INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (owner, kind, key)
) STRICT, WITHOUT ROWID;

-- kind: similar, burst. Only groups; a photo in none has no row.
CREATE TABLE photo_groups (
    owner INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    grp INTEGER NOT NULL,
    photo INTEGER NOT NULL,
    PRIMARY KEY (owner, kind, grp, photo)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX photo_groups_photo ON photo_groups (photo, kind);

-- Contentless: the writer gives and takes back what it indexes. marks: a<owner> s<shelf> and what is known of it.
CREATE VIRTUAL TABLE photo_index USING fts5 (
    text, bigrams, marks, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

-- Files that stay although no row names them: just let go of, or told to be there.
CREATE TABLE blob_pins (
    owner INTEGER NOT NULL,
    blob TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (owner, blob)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_pins_end ON blob_pins (until);

-- place: among siblings, with room between. photos: those that can be seen in it. cover: the chosen one.
CREATE TABLE albums (
    id INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    parent INTEGER,
    place INTEGER NOT NULL,
    photos INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    cover INTEGER,
    title TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX albums_owner ON albums (owner, id);
CREATE INDEX albums_parent ON albums (owner, parent, place, id);

CREATE TABLE album_photos (
    album INTEGER NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    photo INTEGER NOT NULL,
    PRIMARY KEY (album, photo)
) STRICT, WITHOUT ROWID;
CREATE INDEX album_photos_place ON album_photos (album, place, photo);
CREATE INDEX album_photos_photo ON album_photos (photo);

-- Either person or channel is 0.
CREATE TABLE album_shares (
    album INTEGER NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
    person INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    contribute INTEGER NOT NULL,
    PRIMARY KEY (album, person, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX album_shares_person ON album_shares (person, album) WHERE person > 0;
CREATE INDEX album_shares_channel ON album_shares (channel, album) WHERE channel > 0;

-- What tus calls Upload-Concat: "partial" or "final;…"; empty for whole uploads.
ALTER TABLE uploads ADD COLUMN concat TEXT NOT NULL DEFAULT '';
