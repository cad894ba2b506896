-- name: insert
INSERT INTO invites (code_hash, role, created_by, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: by_hash
SELECT code_hash, role, created_by, created_at, expires_at, used_at FROM invites WHERE code_hash = ?1;

-- name: open
SELECT code_hash, role, created_by, created_at, expires_at FROM invites WHERE used_at IS NULL AND expires_at > ?1
ORDER BY created_at DESC;

-- name: use
UPDATE invites SET used_at = ?2, used_by = ?3 WHERE code_hash = ?1;

-- name: remove
DELETE FROM invites WHERE code_hash = ?1 AND used_at IS NULL;
