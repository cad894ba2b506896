-- How many devices may open a public link, NULL for any number, and those that have. device: SHA-256 of what its cookie
-- says.
ALTER TABLE shares ADD COLUMN device_limit INTEGER;
CREATE TABLE share_devices (
    share INTEGER NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    device BLOB NOT NULL,
    PRIMARY KEY (share, device)
) STRICT, WITHOUT ROWID;
