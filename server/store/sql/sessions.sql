-- name: insert
INSERT INTO sessions (id, person, device, key_name, capability, address, created_at, last_seen_at, client_id,
                      parent)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);

-- name: holds
SELECT 1 FROM sessions WHERE id = ?1 AND person = ?2 AND revoked_at IS NULL;

-- name: revoke_children
UPDATE sessions SET revoked_at = ?2 WHERE parent = ?1 AND revoked_at IS NULL RETURNING id;

-- name: revoke_oldest
-- All but the newest of a key's client that are still good for something.
UPDATE sessions SET revoked_at = ?4 WHERE id IN (
    SELECT s.id FROM sessions s WHERE s.key_name = ?1 AND s.client_id IS ?2 AND s.revoked_at IS NULL
        AND EXISTS (SELECT 1 FROM access_tokens a WHERE a.session = s.id AND a.expires_at > ?4)
    ORDER BY s.created_at DESC, s.id DESC LIMIT -1 OFFSET ?3)
RETURNING id;

-- name: key_holds
SELECT 1 FROM api_keys WHERE name = ?1 AND revision = ?2 AND revoked_at IS NULL;

-- name: by_id
SELECT id, person, device, key_name, capability, address, created_at, last_seen_at, revoked_at, client_id FROM sessions
WHERE id = ?1;

-- name: of_person
SELECT id, person, device, key_name, capability, address, created_at, last_seen_at, revoked_at, client_id FROM sessions
WHERE person = ?1 AND revoked_at IS NULL ORDER BY last_seen_at DESC, id DESC;

-- name: touch
UPDATE sessions SET last_seen_at = max(last_seen_at, ?2), address = ?3 WHERE id = ?1 AND revoked_at IS NULL;

-- name: revoke
UPDATE sessions SET revoked_at = ?3 WHERE person = ?1 AND id = ?2 AND revoked_at IS NULL RETURNING id;

-- name: revoke_others
UPDATE sessions SET revoked_at = ?3 WHERE person = ?1 AND id <> ?2 AND revoked_at IS NULL RETURNING id;

-- name: revoke_before
UPDATE sessions SET revoked_at = ?3 WHERE person = ?1 AND (created_at < ?2 OR key_name = ?4) AND revoked_at IS NULL RETURNING id;

-- name: revoke_key
UPDATE sessions SET revoked_at = ?2 WHERE key_name = ?1 AND revoked_at IS NULL RETURNING id;

-- name: revoke_matching
-- What is NULL matches all.
UPDATE sessions SET revoked_at = ?6 WHERE revoked_at IS NULL AND (?1 IS NULL OR id = ?1) AND (?2 IS NULL OR person = ?2)
AND (?3 IS NULL OR key_name = ?3) AND (?4 IS NULL OR client_id = ?4) AND (?5 IS NULL OR created_at < ?5)
RETURNING id, person;

-- name: matching
SELECT id, person, device, key_name, capability, address, created_at, last_seen_at, revoked_at, client_id FROM sessions
WHERE revoked_at IS NULL AND (?1 IS NULL OR id = ?1) AND (?2 IS NULL OR person = ?2)
AND (?3 IS NULL OR key_name = ?3) AND (?4 IS NULL OR client_id = ?4) AND (?5 IS NULL OR created_at < ?5)
ORDER BY last_seen_at DESC, id DESC LIMIT ?6;

-- name: insert_access
INSERT INTO access_tokens (hash, session, expires_at, refresh_hash) VALUES (?1, ?2, ?3, ?4);

-- name: insert_refresh
INSERT INTO refresh_tokens (hash, session, expires_at) VALUES (?1, ?2, ?3);

-- name: by_access
SELECT a.expires_at, s.id, s.person, s.device, s.key_name, s.capability, s.address, s.created_at, s.last_seen_at,
       s.revoked_at, s.client_id, p.id, p.name, p.display_name, p.role, p.metadata, p.disabled
FROM access_tokens a JOIN sessions s ON s.id = a.session JOIN people p ON p.id = s.person WHERE a.hash = ?1;

-- name: refresh
SELECT r.session, r.expires_at, r.used_at, r.void, n.used_at, n.void FROM refresh_tokens r
LEFT JOIN refresh_tokens n ON n.hash = r.successor WHERE r.hash = ?1;

-- name: use_refresh
UPDATE refresh_tokens SET used_at = coalesce(used_at, ?2), successor = ?3 WHERE hash = ?1;

-- name: void_others
-- Of several answers to the same token the first one that is used counts.
UPDATE refresh_tokens SET void = 1 WHERE session = ?1 AND used_at IS NULL AND void = 0 AND hash <> ?2;

-- name: drop_void_access
DELETE FROM access_tokens WHERE session = ?1
    AND refresh_hash IN (SELECT hash FROM refresh_tokens WHERE session = ?1 AND used_at IS NULL AND void = 1);

-- name: sweep_access
DELETE FROM access_tokens WHERE expires_at < ?1;

-- name: sweep_refresh
DELETE FROM refresh_tokens WHERE expires_at < ?1;

-- name: sweep_sessions
DELETE FROM sessions WHERE revoked_at < ?1 OR (last_seen_at < ?1 AND revoked_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM refresh_tokens r WHERE r.session = sessions.id)
    AND NOT EXISTS (SELECT 1 FROM access_tokens a WHERE a.session = sessions.id));

-- name: failures
SELECT count, last_at FROM sign_in_failures WHERE key = ?1;

-- name: count_failure
-- ?3: failures before it are forgotten.
INSERT INTO sign_in_failures (key, count, last_at) VALUES (?1, 1, ?2)
ON CONFLICT (key) DO UPDATE SET count = CASE WHEN last_at < ?3 THEN 1 ELSE count + 1 END, last_at = excluded.last_at
RETURNING count, last_at;

-- name: clear_failures
DELETE FROM sign_in_failures WHERE key = ?1;

-- name: sweep_failures
DELETE FROM sign_in_failures WHERE last_at < ?1;
