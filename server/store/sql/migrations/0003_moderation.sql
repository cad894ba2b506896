-- The word list. channel 0: everywhere.
CREATE TABLE filter_rules (
    id INTEGER PRIMARY KEY,
    pattern TEXT NOT NULL,
    channel INTEGER NOT NULL,
    action INTEGER NOT NULL,
    dry_run INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    hits INTEGER NOT NULL DEFAULT 0,
    last_hit_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (channel, pattern)
) STRICT;

-- reporter 0: the word filter. text: of the message when it was reported.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL,
    message INTEGER NOT NULL,
    author INTEGER NOT NULL,
    reporter INTEGER NOT NULL,
    reason TEXT NOT NULL,
    text TEXT NOT NULL,
    time INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    resolved_by INTEGER NOT NULL DEFAULT 0,
    resolved_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX reports_open ON reports (id) WHERE state = 0;
CREATE INDEX reports_message ON reports (message, reporter);

-- What moderators and rules did; rows are only added.
CREATE TABLE moderation_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    action TEXT NOT NULL,
    channel INTEGER NOT NULL,
    person INTEGER NOT NULL,
    message INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;

-- direction 0: outgoing, with url and cursor; 1: incoming, with bot and secret_hash.
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    bot INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    enabled INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT '',
    secret_hash BLOB UNIQUE
) STRICT;
CREATE INDEX webhooks_channel ON webhooks (channel);

CREATE TABLE notice_settings (
    person INTEGER PRIMARY KEY,
    enabled INTEGER NOT NULL,
    mail TEXT NOT NULL
) STRICT;

-- due_at 0: nothing waits; the row then keeps when the person was told last.
CREATE TABLE notices (
    person INTEGER PRIMARY KEY,
    mentions INTEGER NOT NULL,
    directs INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    message INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    told_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX notices_due ON notices (due_at) WHERE due_at > 0;
