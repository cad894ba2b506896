-- name: read
SELECT value FROM settings WHERE name = ?1;

-- name: write
INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
