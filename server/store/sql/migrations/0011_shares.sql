-- Public links. token_hash: SHA-256 of the token, which nobody keeps. album: NULL for a selection. files, bytes: what
-- guests may still put in.
CREATE TABLE shares (
    id INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    album INTEGER REFERENCES albums (id) ON DELETE CASCADE,
    mode INTEGER NOT NULL,
    location INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    views INTEGER NOT NULL DEFAULT 0,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    title TEXT NOT NULL,
    password_hash TEXT NOT NULL
) STRICT;
CREATE INDEX shares_owner ON shares (owner, id);
CREATE INDEX shares_album ON shares (album) WHERE album IS NOT NULL;

CREATE TABLE share_photos (
    share INTEGER NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    photo INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    PRIMARY KEY (share, photo)
) STRICT, WITHOUT ROWID;
CREATE INDEX share_photos_place ON share_photos (share, place, photo);
CREATE INDEX share_photos_photo ON share_photos (photo);
