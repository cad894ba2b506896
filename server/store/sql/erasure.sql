-- name: person
UPDATE people SET name = ?2, name_key = ?3, display_name = ?4, display_key = ?4, password_hash = '', role = 0,
    disabled = 1, metadata = NULL, settings = NULL, erased = ?5, floor = head WHERE id = ?1;

-- name: drafts
DELETE FROM drafts WHERE person = ?1;

-- name: saved
DELETE FROM saved WHERE person = ?1;

-- name: keywords
DELETE FROM keywords WHERE person = ?1;

-- name: plans
DELETE FROM plans WHERE person = ?1;

-- name: shares
DELETE FROM shares WHERE owner = ?1;

-- name: archives
DELETE FROM archives WHERE person = ?1;

-- name: stream
DELETE FROM person_events WHERE person = ?1;

-- name: sessions
UPDATE sessions SET device = '', address = '' WHERE person = ?1;

-- name: erasing
SELECT id FROM people WHERE erased = 2;

-- name: done
UPDATE people SET erased = 1 WHERE id = ?1;
