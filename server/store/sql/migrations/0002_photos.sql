-- One row a person who has photos. revision: counts every change, the cursor of the light index.
CREATE TABLE libraries (
    owner INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL DEFAULT 0,
    photos INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
) STRICT;

-- shelf: library, archive, trash, refused. It stands in the key because partial indexes do not cover.
CREATE TABLE photos (
    id INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    shelf INTEGER NOT NULL,
    taken_local INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    needs_work INTEGER NOT NULL,
    state INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    offset_min INTEGER NOT NULL,
    taken_edited INTEGER NOT NULL DEFAULT 0,
    uploaded_at INTEGER NOT NULL,
    ends_at INTEGER,
    size INTEGER NOT NULL,
    crc32 INTEGER NOT NULL,
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    rotation INTEGER NOT NULL DEFAULT 0,
    edit_revision INTEGER NOT NULL DEFAULT 0,
    favourite INTEGER NOT NULL DEFAULT 0,
    archived INTEGER NOT NULL DEFAULT 0,
    motion INTEGER NOT NULL DEFAULT 0,
    sha256 BLOB NOT NULL,
    placeholder BLOB NOT NULL,
    blob TEXT NOT NULL,
    name TEXT NOT NULL,
    reason TEXT,
    caption TEXT NOT NULL DEFAULT '',
    facts TEXT,
    metadata TEXT
) STRICT;
CREATE UNIQUE INDEX photos_hash ON photos (owner, sha256);
CREATE INDEX photos_place ON photos (owner, shelf, taken_local DESC, id DESC);
CREATE INDEX photos_change ON photos (owner, revision);
CREATE INDEX photos_work ON photos (id) WHERE needs_work = 1;
CREATE INDEX photos_blob ON photos (owner, substr(blob, 1, 8));
CREATE INDEX photos_end ON photos (ends_at) WHERE ends_at IS NOT NULL;

-- recipe: version of how it was made; revision: the edit that it shows; hash: SHA-256 of its own bytes.
CREATE TABLE renderings (
    photo INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    kind INTEGER NOT NULL,
    recipe INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    size INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    hash BLOB NOT NULL,
    blob TEXT NOT NULL,
    mime TEXT NOT NULL,
    PRIMARY KEY (photo, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX renderings_blob ON renderings (substr(blob, 1, 8));

CREATE TABLE photo_removals (
    owner INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    photo INTEGER NOT NULL,
    PRIMARY KEY (owner, revision)
) STRICT, WITHOUT ROWID;

-- month: year * 12 + month - 1, by local time, of the library shelf.
CREATE TABLE photo_months (
    owner INTEGER NOT NULL,
    month INTEGER NOT NULL,
    photos INTEGER NOT NULL,
    PRIMARY KEY (owner, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE uploads (
    id INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    size INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    unverified_from INTEGER,
    photo INTEGER,
    had INTEGER NOT NULL DEFAULT 0,
    ticket BLOB UNIQUE,
    sha256 BLOB,
    name TEXT NOT NULL,
    metadata BLOB NOT NULL,
    reason TEXT
) STRICT;
CREATE INDEX uploads_owner ON uploads (owner, stage, size);
CREATE INDEX uploads_expiry ON uploads (expires_at);
CREATE INDEX uploads_receiving ON uploads (id) WHERE stage = 0;
