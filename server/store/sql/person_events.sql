-- name: insert
INSERT INTO person_events (person, serial, time, type, subject, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: after
SELECT serial, time, type, subject, detail FROM person_events WHERE person = ?1 AND serial > ?2
ORDER BY serial LIMIT ?3;

-- name: older
SELECT person, max(serial), count(*) FROM person_events WHERE time < ?1 GROUP BY person;

-- name: forget
DELETE FROM person_events WHERE person = ?1 AND serial <= ?2;
