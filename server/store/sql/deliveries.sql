-- name: places
-- Kind 0 is a channel that people find; its members do not tell one another.
SELECT m.person, max(m.delivered, m.read), m.read, ifnull(json_extract(p.settings, '$.read_receipts') = 0, 0)
FROM members m JOIN channels c ON c.id = m.channel JOIN people p ON p.id = m.person
WHERE m.channel = ?1 AND m.member = 1 AND c.kind <> 0 AND c.member_count <= ?2 ORDER BY m.person;

-- name: raise
UPDATE members SET delivered = ?3 WHERE channel = ?1 AND person = ?2 AND member = 1 AND delivered < ?3;
