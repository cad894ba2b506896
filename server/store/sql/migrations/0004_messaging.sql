-- slow_mode, retention: seconds; 0: none, for ever.
ALTER TABLE channels ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE channels ADD COLUMN slow_mode INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN retention INTEGER NOT NULL DEFAULT 0;
CREATE INDEX channels_retention ON channels (id) WHERE retention > 0;

-- invited: 0 no, 1 to what follows, 2 to everything. last_post: ms UTC, kept where there is a slow mode.
ALTER TABLE members ADD COLUMN invited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN marked_unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN last_post INTEGER NOT NULL DEFAULT 0;

-- erased: 0 no, 1 yes, 2 yes, and messages are still to be deleted.
ALTER TABLE people ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
CREATE INDEX people_erasing ON people (id) WHERE erased = 2;

-- thread: the message that a reply's thread began with.
ALTER TABLE messages ADD COLUMN thread INTEGER;
WITH RECURSIVE roots (id, root) AS (
    SELECT id, id FROM messages WHERE reply_to IS NULL
    UNION ALL
    SELECT m.id, r.root FROM messages m JOIN roots r ON m.reply_to = r.id
)
UPDATE messages SET thread = (SELECT root FROM roots WHERE roots.id = messages.id) WHERE reply_to IS NOT NULL;
CREATE INDEX messages_thread ON messages (thread, serial) WHERE thread IS NOT NULL;

-- What an edited message said, by the event that made it say so; the newest is what it says now.
CREATE TABLE message_versions (
    message INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    time INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    text TEXT NOT NULL,
    extra TEXT,
    PRIMARY KEY (message, serial)
) STRICT, WITHOUT ROWID;

CREATE INDEX mentions_place ON mentions (channel, serial);

CREATE TABLE saved (
    person INTEGER NOT NULL REFERENCES people (id),
    message INTEGER NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (person, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_message ON saved (message);

CREATE TABLE keywords (
    person INTEGER NOT NULL REFERENCES people (id),
    word TEXT NOT NULL,
    PRIMARY KEY (person, word)
) STRICT, WITHOUT ROWID;

-- kind 0: a message to be sent under client_id, in reply to message; 1: a reminder of message.
CREATE TABLE plans (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES people (id),
    at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    message INTEGER,
    client_id TEXT NOT NULL,
    entry_kind INTEGER NOT NULL,
    text TEXT NOT NULL,
    extra TEXT,
    failed TEXT
) STRICT;
CREATE INDEX plans_due ON plans (at) WHERE failed IS NULL;
CREATE INDEX plans_person ON plans (person, at);
