-- Photos that look like an edited pair by their names and times, and are none: their owner has said so.
CREATE TABLE parted_versions (
    edited INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    original INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    PRIMARY KEY (edited, original)
) STRICT, WITHOUT ROWID;
CREATE INDEX parted_versions_original ON parted_versions (original);
