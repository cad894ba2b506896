-- name: insert
INSERT INTO api_keys (name, label, revision, capability, person, rate_class, created_at)
VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6);

-- name: by_name
SELECT name, label, revision, capability, person, rate_class, created_at, revoked_at FROM api_keys WHERE name = ?1;

-- name: list
SELECT name, label, revision, capability, person, rate_class, created_at, revoked_at FROM api_keys ORDER BY name;

-- name: renew
UPDATE api_keys SET revision = revision + 1 WHERE name = ?1 AND revoked_at IS NULL;

-- name: revoke
UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?2) WHERE name = ?1;

-- name: forget_nonces
DELETE FROM nonces WHERE expires_at <= ?1;

-- name: use_nonce
INSERT INTO nonces (key_name, nonce, expires_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;
