-- name: insert
INSERT INTO people (id, name, name_key, display_name, display_key, password_hash, role, created_at, metadata)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- name: by_id
SELECT id, name, display_name, role, metadata, password_hash, disabled, created_at FROM people WHERE id = ?1;

-- name: by_name
SELECT id, name, display_name, role, metadata, password_hash, disabled, created_at FROM people WHERE name_key = ?1;

-- name: list
-- ?1 .. ?2: the half-open range of keys that begin with the prefix.
SELECT id, name, display_name, role, metadata, password_hash, disabled, created_at FROM people
WHERE ((name_key >= ?1 AND name_key < ?2) OR (display_key >= ?1 AND display_key < ?2)) AND disabled <= ?3
ORDER BY name_key LIMIT ?4;

-- name: count
SELECT count(*) FROM people;

-- name: set_password
UPDATE people SET password_hash = ?2 WHERE id = ?1;

-- name: set_profile
UPDATE people SET display_name = ?2, display_key = ?3, metadata = ?4 WHERE id = ?1;

-- name: set_role
UPDATE people SET role = ?2 WHERE id = ?1;

-- name: set_disabled
UPDATE people SET disabled = ?2 WHERE id = ?1;

-- name: other_owners
SELECT count(*) FROM people WHERE role = 4 AND disabled = 0 AND id <> ?1;

-- name: settings
SELECT settings FROM people WHERE id = ?1;

-- name: set_settings
UPDATE people SET settings = ?2 WHERE id = ?1;

-- name: take_serial
UPDATE people SET head = head + 1 WHERE id = ?1 RETURNING head;

-- name: stream
SELECT head, floor FROM people WHERE id = ?1;

-- name: raise_floor
UPDATE people SET floor = max(floor, ?2) WHERE id = ?1;
