-- name: write
INSERT INTO members (channel, person, member, role, joined_at, visible_from, read, muted_until, banned_until,
                     notifications, invited, marked_unread, last_post)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
ON CONFLICT (channel, person) DO UPDATE SET member = excluded.member, role = excluded.role,
    joined_at = excluded.joined_at, visible_from = excluded.visible_from, read = excluded.read,
    muted_until = excluded.muted_until, banned_until = excluded.banned_until,
    notifications = excluded.notifications, invited = excluded.invited, marked_unread = excluded.marked_unread,
    last_post = excluded.last_post;

-- name: one
SELECT member, role, joined_at, visible_from, read, muted_until, banned_until, notifications,
       invited, marked_unread, last_post FROM members
WHERE channel = ?1 AND person = ?2;

-- name: of_person
SELECT member, role, joined_at, visible_from, read, muted_until, banned_until, notifications,
       invited, marked_unread, last_post, channel FROM members
WHERE person = ?1 AND member = 1;

-- name: channels_of
SELECT channel FROM members WHERE person = ?1 AND member = 1;

-- name: page
SELECT m.member, m.role, m.joined_at, m.visible_from, m.read, m.muted_until, m.banned_until, m.notifications,
       m.invited, m.marked_unread, m.last_post, p.id, p.name, p.display_name, p.role, p.metadata
FROM members m JOIN people p ON p.id = m.person
WHERE m.channel = ?1 AND m.person > ?2 AND m.member = 1 ORDER BY m.person LIMIT ?3;

-- name: ids
SELECT person FROM members WHERE channel = ?1 AND member = 1 ORDER BY person LIMIT ?2;

-- name: move_read
UPDATE members SET read = max(read, ?3), marked_unread = 0
WHERE channel = ?1 AND person = ?2 AND member = 1 AND (read < ?3 OR marked_unread = 1);

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

-- name: mark_unread
UPDATE members SET marked_unread = ?3 WHERE channel = ?1 AND person = ?2 AND member = 1 AND marked_unread <> ?3;

-- name: set_last_post
UPDATE members SET last_post = ?3 WHERE channel = ?1 AND person = ?2;

-- name: banned
SELECT m.member, m.role, m.joined_at, m.visible_from, m.read, m.muted_until, m.banned_until, m.notifications,
       m.invited, m.marked_unread, m.last_post, p.id, p.name, p.display_name, p.role, p.metadata
FROM members m JOIN people p ON p.id = m.person
WHERE m.channel = ?1 AND m.banned_until > ?2 ORDER BY m.person LIMIT ?3;

-- name: of_member
SELECT m.channel FROM members m JOIN channels c ON c.id = m.channel
WHERE m.person = ?1 AND m.member = 1 AND c.kind <> 2 ORDER BY m.channel;

-- name: is_member
SELECT 1 FROM members WHERE channel = ?1 AND person = ?2 AND member = 1;
