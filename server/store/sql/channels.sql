-- name: insert
INSERT INTO channels (id, kind, visibility, name, name_key, people_key, topic, metadata, created_at, created_by,
                      description)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);

-- name: by_id
SELECT id, kind, visibility, name, topic, archived, metadata, created_at, created_by,
       description, slow_mode, retention, head, rights FROM channels
WHERE id = ?1;

-- name: by_name
SELECT id, kind, visibility, name, topic, archived, metadata, created_at, created_by,
       description, slow_mode, retention, head, rights FROM channels
WHERE name_key = ?1;

-- name: by_people
SELECT id, head FROM channels WHERE people_key = ?1;

-- name: head
SELECT head FROM channels WHERE id = ?1;

-- name: take_serial
UPDATE channels SET head = head + 1 WHERE id = ?1 RETURNING head;

-- name: update
UPDATE channels SET name = ?2, name_key = ?3, topic = ?4, archived = ?5, metadata = ?6,
    description = ?7, slow_mode = ?8, retention = ?9, rights = ?10 WHERE id = ?1;

-- name: count_member
UPDATE channels SET member_count = member_count + ?2 WHERE id = ?1;

-- name: states
-- The one rule of unread and mentions stands here and in state.
SELECT c.id, c.kind, c.visibility, c.name, c.topic, c.archived, c.metadata, c.created_at, c.created_by,
       c.description, c.slow_mode, c.retention, c.head, c.member_count, m.member, m.role, m.read, m.visible_from,
       m.notifications, m.marked_unread, m.invited,
       (SELECT count(*) FROM (SELECT 1 FROM messages x WHERE x.channel = c.id
            AND x.serial > max(m.read, m.visible_from - 1) AND x.author <> m.person AND x.countable = 1 LIMIT ?2)),
       (SELECT count(*) FROM (SELECT DISTINCT n.serial FROM mentions n WHERE n.channel = c.id
            AND n.person IN (0, m.person) AND n.serial > max(m.read, m.visible_from - 1)
            AND n.author <> m.person LIMIT ?2)), m.delivered, c.rights
FROM members m JOIN channels c ON c.id = m.channel WHERE m.person = ?1 AND m.member = 1 ORDER BY c.id;

-- name: state
SELECT c.id, c.kind, c.visibility, c.name, c.topic, c.archived, c.metadata, c.created_at, c.created_by,
       c.description, c.slow_mode, c.retention, c.head, c.member_count, m.member, m.role, m.read, m.visible_from,
       m.notifications, m.marked_unread, m.invited,
       (SELECT count(*) FROM (SELECT 1 FROM messages x WHERE x.channel = c.id
            AND x.serial > max(m.read, m.visible_from - 1) AND x.author <> m.person AND x.countable = 1 LIMIT ?2)),
       (SELECT count(*) FROM (SELECT DISTINCT n.serial FROM mentions n WHERE n.channel = c.id
            AND n.person IN (0, m.person) AND n.serial > max(m.read, m.visible_from - 1)
            AND n.author <> m.person LIMIT ?2)), m.delivered, c.rights
FROM channels c LEFT JOIN members m ON m.channel = c.id AND m.person = ?1 WHERE c.id = ?3;

-- name: discoverable
SELECT c.id, c.kind, c.visibility, c.name, c.topic, c.archived, c.metadata, c.created_at, c.created_by,
       c.description, c.slow_mode, c.retention, c.head, c.member_count, 0, 1, 0, 1, 0, 0,
       EXISTS (SELECT 1 FROM members i WHERE i.channel = c.id AND i.person = ?1 AND i.invited > 0), 0, 0, 0, c.rights
FROM channels c WHERE c.archived = 0 AND ((c.visibility = 0 AND c.kind = 0)
        OR c.id IN (SELECT i.channel FROM members i WHERE i.person = ?1 AND i.member = 0 AND i.invited > 0))
    AND NOT EXISTS (SELECT 1 FROM members m WHERE m.channel = c.id AND m.person = ?1 AND m.member = 1)
ORDER BY c.id;

-- name: retentions
SELECT id, retention FROM channels WHERE retention > 0;

-- name: standing
SELECT p.role, c.kind, c.visibility, c.rights, m.member, m.role, m.joined_at, m.visible_from, m.read, m.muted_until,
       m.banned_until, m.notifications, m.invited, m.marked_unread, m.last_post
FROM people p JOIN channels c ON c.id = ?2 LEFT JOIN members m ON m.channel = c.id AND m.person = p.id
WHERE p.id = ?1;

-- name: differing_of
-- The channels of a person that do not leave roles what they may do everywhere.
SELECT c.id, p.role, m.role, c.rights FROM members m JOIN channels c ON c.id = m.channel JOIN people p ON p.id = m.person
WHERE m.person = ?1 AND m.member = 1 AND c.rights IS NOT NULL;
