-- partner: the other half of a live photo, 0 for none. content_id: what both halves say of themselves. The column
-- motion is 2 for a video.
ALTER TABLE photos ADD COLUMN partner INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photos ADD COLUMN content_id TEXT;
CREATE INDEX photos_content ON photos (owner, content_id) WHERE content_id IS NOT NULL;

-- Files at which workers broke, and how often.
CREATE TABLE crashes (
    sha256 BLOB NOT NULL PRIMARY KEY,
    times INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Of a part of an upload: the nonce of the ticket that it was made with, which only the whole uses up.
ALTER TABLE uploads ADD COLUMN part_of BLOB;
