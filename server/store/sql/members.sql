-- name: write
INSERT INTO members (channel, person, member, role, joined_at, visible_from, read, muted_until, banned_until,
                     notifications)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (channel, person) DO UPDATE SET member = excluded.member, role = excluded.role,
    joined_at = excluded.joined_at, visible_from = excluded.visible_from, read = excluded.read,
    muted_until = excluded.muted_until, banned_until = excluded.banned_until,
    notifications = excluded.notifications;

-- name: one
SELECT member, role, joined_at, visible_from, read, muted_until, banned_until, notifications FROM members
WHERE channel = ?1 AND person = ?2;

-- name: of_person
SELECT member, role, joined_at, visible_from, read, muted_until, banned_until, notifications, channel FROM members
WHERE person = ?1 AND member = 1;

-- name: page
SELECT m.member, m.role, m.joined_at, m.visible_from, m.read, m.muted_until, m.banned_until, m.notifications,
       p.id, p.name, p.display_name, p.role, p.metadata
FROM members m JOIN people p ON p.id = m.person
WHERE m.channel = ?1 AND m.person > ?2 AND m.member = 1 ORDER BY m.person LIMIT ?3;

-- name: ids
SELECT person FROM members WHERE channel = ?1 AND member = 1 ORDER BY person LIMIT ?2;

-- name: move_read
UPDATE members SET read = ?3 WHERE channel = ?1 AND person = ?2 AND member = 1 AND read < ?3;

-- name: set_notifications
UPDATE members SET notifications = ?3 WHERE channel = ?1 AND person = ?2 AND member = 1;

-- name: draft
SELECT text FROM drafts WHERE person = ?1 AND channel = ?2;

-- name: save_draft
INSERT INTO drafts (person, channel, text, time) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (person, channel) DO UPDATE SET text = excluded.text, time = excluded.time;

-- name: clear_draft
DELETE FROM drafts WHERE person = ?1 AND channel = ?2;

-- name: drafts
SELECT channel, text FROM drafts WHERE person = ?1 ORDER BY channel;
