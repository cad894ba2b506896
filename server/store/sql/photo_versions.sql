-- Edited photos and their original versions that their owner has parted.

-- name: part
INSERT OR IGNORE INTO parted_versions (edited, original) VALUES (?1, ?2);

-- name: are_parted
SELECT 1 FROM parted_versions WHERE edited = ?1 AND original = ?2;
