-- name: guard
-- All that decides whether an operation may go on, in one row: the person, the session, an earlier outcome, the
-- channel, the membership.
SELECT p.role, p.disabled, s.id, s.revoked_at,
       o.channel, o.serial, o.message, o.time, o.request_hash,
       c.id, c.kind, c.visibility, c.archived, c.head,
       m.member, m.role, m.joined_at, m.visible_from, m.read, m.muted_until, m.banned_until, m.notifications,
       m.invited, m.marked_unread, m.last_post, c.slow_mode, c.rights
FROM people p
LEFT JOIN sessions s ON s.id = ?2
LEFT JOIN operations o ON o.person = p.id AND o.client_id = ?3
LEFT JOIN channels c ON c.id = ?4
LEFT JOIN members m ON m.channel = c.id AND m.person = p.id
WHERE p.id = ?1;

-- name: insert
INSERT INTO operations (person, client_id, channel, serial, message, kind, time, request_hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: one
SELECT channel, serial, message, time, request_hash FROM operations WHERE person = ?1 AND client_id = ?2;
