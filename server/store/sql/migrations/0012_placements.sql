-- Where the original of a photo lies and when it was last opened. place: warm, leaving, cold, returning. A photo without
-- a row lies warm and has not been opened since the day of its upload.
CREATE TABLE placements (
    photo INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
    place INTEGER NOT NULL DEFAULT 0,
    opened_at INTEGER NOT NULL
) STRICT;
CREATE INDEX placements_place ON placements (place, photo) WHERE place <> 0;

-- For searches that ask for videos only: the column motion is 2 for one.
CREATE INDEX photos_videos ON photos (owner, shelf, taken_local DESC, id DESC) WHERE motion = 2;
