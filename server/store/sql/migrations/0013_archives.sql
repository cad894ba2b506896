-- Zips that somebody may fetch, so that their addresses outlive the process. photos: ids of eight bytes each, big
-- endian, in the order of the zip.
CREATE TABLE archives (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    photos BLOB NOT NULL,
    etag BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX archives_expiry ON archives (expires_at);
CREATE INDEX archives_person ON archives (person, id);
