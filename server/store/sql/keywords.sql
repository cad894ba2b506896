-- name: insert
INSERT INTO keywords (person, word) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- name: clear
DELETE FROM keywords WHERE person = ?1;

-- name: of_person
SELECT word FROM keywords WHERE person = ?1 ORDER BY word;

-- name: all
SELECT k.person, k.word FROM keywords k JOIN people p ON p.id = k.person WHERE p.disabled = 0;
