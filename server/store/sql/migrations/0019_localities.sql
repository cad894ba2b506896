-- Towns that photos were taken in or near. photos.locality: 0 for none, NULL while nobody has looked it up: those of
-- older builds are named a few at a time.
CREATE TABLE localities (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    country TEXT NOT NULL,
    country_code TEXT NOT NULL,
    sort_key TEXT NOT NULL
) STRICT;
ALTER TABLE photos ADD COLUMN locality INTEGER;
CREATE INDEX photos_locality ON photos (locality, owner, shelf, taken_local DESC, id DESC) WHERE locality > 0;
CREATE INDEX photos_unnamed ON photos (id) WHERE locality IS NULL;
