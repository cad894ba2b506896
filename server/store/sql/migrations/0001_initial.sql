-- Times are ms UTC. Enumerations stand as the numbers of their C++ values. STRICT throughout.

-- Facts of this database: name, epoch, created_at, and settings by name. Values are JSON.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO settings (name, value) VALUES ('server', json_object('name', '', 'epoch', lower(hex(randomblob(8))),
    'created_at', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)));

CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    display_key TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role INTEGER NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    metadata TEXT,
    settings TEXT,
    head INTEGER NOT NULL DEFAULT 0,
    floor INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX people_display ON people (display_key);

CREATE TABLE invites (
    code_hash BLOB NOT NULL PRIMARY KEY,
    role INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    used_by INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES people (id),
    device TEXT NOT NULL,
    key_name TEXT,
    capability TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_key ON sessions (key_name) WHERE key_name IS NOT NULL;

CREATE TABLE access_tokens (
    hash BLOB NOT NULL PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    refresh_hash BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX access_tokens_session ON access_tokens (session);

CREATE TABLE refresh_tokens (
    hash BLOB NOT NULL PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    successor BLOB,
    void INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_session ON refresh_tokens (session);

CREATE TABLE sign_in_failures (
    key TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
    name TEXT NOT NULL PRIMARY KEY,
    label TEXT NOT NULL,
    revision INTEGER NOT NULL,
    capability TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES people (id),
    rate_class INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE nonces (
    key_name TEXT NOT NULL,
    nonce BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (key_name, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX nonces_expiry ON nonces (expires_at);

-- head: the newest serial. people_key: of a direct channel, its people's ids in order.
CREATE TABLE channels (
    id INTEGER PRIMARY KEY,
    head INTEGER NOT NULL DEFAULT 0,
    kind INTEGER NOT NULL,
    visibility INTEGER NOT NULL,
    archived INTEGER NOT NULL DEFAULT 0,
    member_count INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT UNIQUE,
    people_key TEXT UNIQUE,
    topic TEXT NOT NULL,
    metadata TEXT
) STRICT;
CREATE INDEX channels_public ON channels (id) WHERE visibility = 0 AND kind = 0;

-- A row stays when its person leaves: the read marker, a mute and a ban outlive membership.
CREATE TABLE members (
    channel INTEGER NOT NULL REFERENCES channels (id),
    person INTEGER NOT NULL REFERENCES people (id),
    member INTEGER NOT NULL,
    role INTEGER NOT NULL,
    joined_at INTEGER NOT NULL,
    visible_from INTEGER NOT NULL,
    read INTEGER NOT NULL DEFAULT 0,
    muted_until INTEGER NOT NULL DEFAULT 0,
    banned_until INTEGER NOT NULL DEFAULT 0,
    notifications INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (channel, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_person ON members (person, member, channel);

-- Content, once, in its latest form; a deleted message keeps its row and loses its content. as_of: the last event
-- about it. countable: 0 for system entries and deleted ones. extra: what few entries have, as JSON.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    author INTEGER NOT NULL,
    time INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    countable INTEGER NOT NULL,
    edited INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    pinned INTEGER NOT NULL DEFAULT 0,
    reacted INTEGER NOT NULL DEFAULT 0,
    as_of INTEGER NOT NULL DEFAULT 0,
    reply_to INTEGER,
    text TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX messages_place ON messages (channel, serial, author, countable);
CREATE INDEX messages_pinned ON messages (channel, serial) WHERE pinned = 1;

-- The stream: one row a serial, without content.
CREATE TABLE events (
    channel INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    type INTEGER NOT NULL,
    message INTEGER,
    author INTEGER NOT NULL,
    time INTEGER NOT NULL,
    client_id TEXT,
    detail TEXT,
    PRIMARY KEY (channel, serial)
) STRICT, WITHOUT ROWID;

-- What makes a retry harmless; kept for ever, without content.
CREATE TABLE operations (
    person INTEGER NOT NULL,
    client_id TEXT NOT NULL,
    channel INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    message INTEGER,
    kind INTEGER NOT NULL,
    time INTEGER NOT NULL,
    request_hash BLOB NOT NULL,
    PRIMARY KEY (person, client_id)
) STRICT, WITHOUT ROWID;

-- person 0: the whole channel.
CREATE TABLE mentions (
    channel INTEGER NOT NULL,
    person INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    author INTEGER NOT NULL,
    PRIMARY KEY (channel, person, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE reactions (
    message INTEGER NOT NULL,
    emoji TEXT NOT NULL,
    person INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    PRIMARY KEY (message, emoji, person)
) STRICT, WITHOUT ROWID;

-- Places that show a photo.
CREATE TABLE holders (
    photo INTEGER NOT NULL,
    message INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    PRIMARY KEY (photo, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    person INTEGER NOT NULL REFERENCES people (id),
    channel INTEGER NOT NULL REFERENCES channels (id),
    text TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (person, channel)
) STRICT, WITHOUT ROWID;

-- The private streams. subject: the channel or photo; the rest is read in its latest form.
CREATE TABLE person_events (
    person INTEGER NOT NULL REFERENCES people (id),
    serial INTEGER NOT NULL,
    time INTEGER NOT NULL,
    type INTEGER NOT NULL,
    subject INTEGER,
    detail TEXT,
    PRIMARY KEY (person, serial)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_events_time ON person_events (time);

-- Contentless: the writer gives and takes back what it indexes. marks: c<channel> a<author> and what it shows.
CREATE VIRTUAL TABLE message_index USING fts5 (
    text, bigrams, marks, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
