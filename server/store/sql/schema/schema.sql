CREATE TABLE access_tokens (
    hash BLOB NOT NULL PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    refresh_hash BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE album_photos (
    album INTEGER NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    photo INTEGER NOT NULL,
    PRIMARY KEY (album, photo)
) STRICT, WITHOUT ROWID;

CREATE TABLE album_shares (
    album INTEGER NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
    person INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    contribute INTEGER NOT NULL,
    PRIMARY KEY (album, person, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE albums (
    id INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    parent INTEGER,
    place INTEGER NOT NULL,
    photos INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    cover INTEGER,
    title TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;

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

CREATE TABLE archives (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    photos BLOB NOT NULL,
    etag BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE blob_pins (
    owner INTEGER NOT NULL,
    blob TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (owner, blob)
) STRICT, WITHOUT ROWID;

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
, description TEXT NOT NULL DEFAULT '', slow_mode INTEGER NOT NULL DEFAULT 0, retention INTEGER NOT NULL DEFAULT 0, rights TEXT) STRICT;

CREATE TABLE crashes (
    sha256 BLOB NOT NULL PRIMARY KEY,
    times INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    person INTEGER NOT NULL REFERENCES people (id),
    channel INTEGER NOT NULL REFERENCES channels (id),
    text TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (person, channel)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE holders (
    photo INTEGER NOT NULL,
    message INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    PRIMARY KEY (photo, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE invites (
    code_hash BLOB NOT NULL PRIMARY KEY,
    role INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    used_by INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE keywords (
    person INTEGER NOT NULL REFERENCES people (id),
    word TEXT NOT NULL,
    PRIMARY KEY (person, word)
) STRICT, WITHOUT ROWID;

CREATE TABLE libraries (
    owner INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL DEFAULT 0,
    photos INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE localities (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    country TEXT NOT NULL,
    country_code TEXT NOT NULL,
    sort_key TEXT NOT NULL
) STRICT;

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
    notifications INTEGER NOT NULL DEFAULT 0, invited INTEGER NOT NULL DEFAULT 0, marked_unread INTEGER NOT NULL DEFAULT 0, last_post INTEGER NOT NULL DEFAULT 0, delivered INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (channel, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (
    channel INTEGER NOT NULL,
    person INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    author INTEGER NOT NULL,
    PRIMARY KEY (channel, person, serial)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE message_index USING fts5 (
    text, bigrams, marks, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE message_versions (
    message INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    time INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    text TEXT NOT NULL,
    extra TEXT,
    PRIMARY KEY (message, serial)
) STRICT, WITHOUT ROWID;

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
, thread INTEGER) STRICT;

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

CREATE TABLE nonces (
    key_name TEXT NOT NULL,
    nonce BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (key_name, nonce)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice_settings (
    person INTEGER PRIMARY KEY,
    enabled INTEGER NOT NULL,
    mail TEXT NOT NULL
) STRICT;

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

CREATE TABLE parted_versions (
    edited INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    original INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    PRIMARY KEY (edited, original)
) STRICT, WITHOUT ROWID;

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
, erased INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE person_events (
    person INTEGER NOT NULL REFERENCES people (id),
    serial INTEGER NOT NULL,
    time INTEGER NOT NULL,
    type INTEGER NOT NULL,
    subject INTEGER,
    detail TEXT,
    PRIMARY KEY (person, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE photo_counts (
    owner INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    photos INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (owner, kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE photo_groups (
    owner INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    grp INTEGER NOT NULL,
    photo INTEGER NOT NULL,
    PRIMARY KEY (owner, kind, grp, photo)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE photo_index USING fts5 (
    text, bigrams, marks, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE 'photo_index_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'photo_index_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'photo_index_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE photo_months (
    owner INTEGER NOT NULL,
    month INTEGER NOT NULL,
    photos INTEGER NOT NULL,
    PRIMARY KEY (owner, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE photo_removals (
    owner INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    photo INTEGER NOT NULL,
    PRIMARY KEY (owner, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE photo_tags (
    owner INTEGER NOT NULL,
    tag TEXT NOT NULL,
    shelf INTEGER NOT NULL,
    taken_local INTEGER NOT NULL,
    photo INTEGER NOT NULL,
    PRIMARY KEY (owner, tag, shelf, taken_local DESC, photo DESC)
) STRICT, WITHOUT ROWID;

CREATE TABLE photos (
    id INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    shelf INTEGER NOT NULL,
    taken_local INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    needs_work INTEGER NOT NULL,
    state INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    offset_min INTEGER NOT NULL,
    taken_edited INTEGER NOT NULL DEFAULT 0,
    uploaded_at INTEGER NOT NULL,
    ends_at INTEGER,
    size INTEGER NOT NULL,
    crc32 INTEGER NOT NULL,
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    rotation INTEGER NOT NULL DEFAULT 0,
    edit_revision INTEGER NOT NULL DEFAULT 0,
    favourite INTEGER NOT NULL DEFAULT 0,
    archived INTEGER NOT NULL DEFAULT 0,
    motion INTEGER NOT NULL DEFAULT 0,
    sha256 BLOB NOT NULL,
    placeholder BLOB NOT NULL,
    blob TEXT NOT NULL,
    name TEXT NOT NULL,
    reason TEXT,
    caption TEXT NOT NULL DEFAULT '',
    facts TEXT,
    metadata TEXT
, settled INTEGER NOT NULL DEFAULT 0, place_edited INTEGER NOT NULL DEFAULT 0, phash INTEGER, camera TEXT NOT NULL DEFAULT '', tags TEXT, thumb BLOB, partner INTEGER NOT NULL DEFAULT 0, content_id TEXT, version INTEGER NOT NULL DEFAULT 0, rating INTEGER NOT NULL DEFAULT 0, rating_edited INTEGER NOT NULL DEFAULT 0, crop_x INTEGER NOT NULL DEFAULT 0, crop_y INTEGER NOT NULL DEFAULT 0, crop_width INTEGER NOT NULL DEFAULT 10000, crop_height INTEGER NOT NULL DEFAULT 10000, locality INTEGER) STRICT;

CREATE TABLE placements (
    photo INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
    place INTEGER NOT NULL DEFAULT 0,
    opened_at INTEGER NOT NULL
) STRICT;

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
, key_name TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE reactions (
    message INTEGER NOT NULL,
    emoji TEXT NOT NULL,
    person INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    PRIMARY KEY (message, emoji, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE refresh_tokens (
    hash BLOB NOT NULL PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    successor BLOB,
    void INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE renderings (
    photo INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    kind INTEGER NOT NULL,
    recipe INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    size INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    hash BLOB NOT NULL,
    blob TEXT NOT NULL,
    mime TEXT NOT NULL,
    PRIMARY KEY (photo, kind)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE saved (
    person INTEGER NOT NULL REFERENCES people (id),
    message INTEGER NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (person, message)
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
, client_id TEXT, parent INTEGER) STRICT;

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE share_devices (
    share INTEGER NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    device BLOB NOT NULL,
    PRIMARY KEY (share, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE share_photos (
    share INTEGER NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    photo INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    PRIMARY KEY (share, photo)
) STRICT, WITHOUT ROWID;

CREATE TABLE shares (
    id INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    album INTEGER REFERENCES albums (id) ON DELETE CASCADE,
    mode INTEGER NOT NULL,
    location INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    views INTEGER NOT NULL DEFAULT 0,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    title TEXT NOT NULL,
    password_hash TEXT NOT NULL
, device_limit INTEGER) STRICT;

CREATE TABLE sign_in_failures (
    key TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE uploads (
    id INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    size INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    unverified_from INTEGER,
    photo INTEGER,
    had INTEGER NOT NULL DEFAULT 0,
    ticket BLOB UNIQUE,
    sha256 BLOB,
    name TEXT NOT NULL,
    metadata BLOB NOT NULL,
    reason TEXT
, concat TEXT NOT NULL DEFAULT '', part_of BLOB, whole INTEGER NOT NULL DEFAULT 0) STRICT;

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

CREATE INDEX access_tokens_session ON access_tokens (session);

CREATE INDEX album_photos_photo ON album_photos (photo);

CREATE INDEX album_photos_place ON album_photos (album, place, photo);

CREATE INDEX album_shares_channel ON album_shares (channel, album) WHERE channel > 0;

CREATE INDEX album_shares_person ON album_shares (person, album) WHERE person > 0;

CREATE INDEX albums_owner ON albums (owner, id);

CREATE INDEX albums_parent ON albums (owner, parent, place, id);

CREATE INDEX archives_expiry ON archives (expires_at);

CREATE INDEX archives_person ON archives (person, id);

CREATE INDEX blob_pins_end ON blob_pins (until);

CREATE INDEX channels_public ON channels (id) WHERE visibility = 0 AND kind = 0;

CREATE INDEX channels_retention ON channels (id) WHERE retention > 0;

CREATE INDEX members_person ON members (person, member, channel);

CREATE INDEX mentions_place ON mentions (channel, serial);

CREATE INDEX messages_pinned ON messages (channel, serial) WHERE pinned = 1;

CREATE INDEX messages_place ON messages (channel, serial, author, countable);

CREATE INDEX messages_thread ON messages (thread, serial) WHERE thread IS NOT NULL;

CREATE INDEX nonces_expiry ON nonces (expires_at);

CREATE INDEX notices_due ON notices (due_at) WHERE due_at > 0;

CREATE INDEX parted_versions_original ON parted_versions (original);

CREATE INDEX people_display ON people (display_key);

CREATE INDEX people_erasing ON people (id) WHERE erased = 2;

CREATE INDEX person_events_time ON person_events (time);

CREATE UNIQUE INDEX photo_groups_photo ON photo_groups (photo, kind);

CREATE INDEX photo_tags_photo ON photo_tags (photo);

CREATE INDEX photos_blob ON photos (owner, substr(blob, 1, 8));

CREATE INDEX photos_change ON photos (owner, revision);

CREATE INDEX photos_content ON photos (owner, content_id) WHERE content_id IS NOT NULL;

CREATE INDEX photos_end ON photos (ends_at) WHERE ends_at IS NOT NULL;

CREATE INDEX photos_favourite ON photos (owner, taken_local DESC, id DESC) WHERE favourite = 1 AND shelf = 0;

CREATE UNIQUE INDEX photos_hash ON photos (owner, sha256);

CREATE INDEX photos_held ON photos (id) WHERE shelf = 4;

CREATE INDEX photos_light ON photos (
    owner, shelf, taken_local DESC, id DESC, revision, width, height, state, favourite, archived, motion, placeholder,
    thumb
);

CREATE INDEX photos_locality ON photos (locality, owner, shelf, taken_local DESC, id DESC) WHERE locality > 0;

CREATE INDEX photos_look0 ON photos (owner, phash & 65535) WHERE phash IS NOT NULL;

CREATE INDEX photos_look1 ON photos (owner, (phash >> 16) & 65535) WHERE phash IS NOT NULL;

CREATE INDEX photos_look2 ON photos (owner, (phash >> 32) & 65535) WHERE phash IS NOT NULL;

CREATE INDEX photos_look3 ON photos (owner, (phash >> 48) & 65535) WHERE phash IS NOT NULL;

CREATE INDEX photos_moment ON photos (owner, taken_at);

CREATE INDEX photos_rated ON photos (owner, rating, taken_local DESC, id DESC) WHERE rating <> 0 AND shelf = 0;

CREATE INDEX photos_unnamed ON photos (id) WHERE locality IS NULL;

CREATE INDEX photos_unsettled ON photos (id) WHERE settled = 0;

CREATE INDEX photos_videos ON photos (owner, shelf, taken_local DESC, id DESC) WHERE motion = 2;

CREATE INDEX photos_work ON photos (id) WHERE needs_work = 1;

CREATE INDEX placements_place ON placements (place, photo) WHERE place <> 0;

CREATE INDEX plans_due ON plans (at) WHERE failed IS NULL;

CREATE INDEX plans_person ON plans (person, at);

CREATE INDEX refresh_tokens_session ON refresh_tokens (session);

CREATE INDEX refresh_tokens_unused ON refresh_tokens (session) WHERE used_at IS NULL;

CREATE INDEX renderings_blob ON renderings (substr(blob, 1, 8));

CREATE INDEX reports_message ON reports (message, reporter);

CREATE INDEX reports_open ON reports (id) WHERE state = 0;

CREATE INDEX saved_message ON saved (message);

CREATE INDEX sessions_client ON sessions (key_name, client_id) WHERE key_name IS NOT NULL AND revoked_at IS NULL;

CREATE INDEX sessions_key ON sessions (key_name) WHERE key_name IS NOT NULL;

CREATE INDEX sessions_parent ON sessions (parent) WHERE parent IS NOT NULL;

CREATE INDEX sessions_person ON sessions (person);

CREATE INDEX share_photos_photo ON share_photos (photo);

CREATE INDEX share_photos_place ON share_photos (share, place, photo);

CREATE INDEX shares_album ON shares (album) WHERE album IS NOT NULL;

CREATE INDEX shares_owner ON shares (owner, id);

CREATE INDEX uploads_expiry ON uploads (expires_at);

CREATE INDEX uploads_owner ON uploads (owner, stage, size);

CREATE INDEX uploads_parts ON uploads (part_of, stage, size) WHERE part_of IS NOT NULL;

CREATE INDEX uploads_receiving ON uploads (id) WHERE stage = 0;

CREATE INDEX webhooks_channel ON webhooks (channel);
