#include "client/core/cache/schema.h"

#include <array>

namespace parlor::client {

namespace {

constexpr int fetchedVersion = 1;

constexpr std::array fetched = {
    "CREATE TABLE people (id INTEGER PRIMARY KEY, json BLOB NOT NULL)",
    "CREATE TABLE channels (id INTEGER PRIMARY KEY, json BLOB NOT NULL)",
    "CREATE TABLE cursors (channel INTEGER PRIMARY KEY, serial INTEGER NOT NULL)",
    "CREATE TABLE events (id INTEGER PRIMARY KEY, channel INTEGER NOT NULL, serial INTEGER NOT NULL, "
    "message INTEGER NOT NULL, time INTEGER NOT NULL, posted INTEGER NOT NULL, json BLOB NOT NULL, "
    "UNIQUE (channel, serial))",
    "CREATE INDEX events_by_message ON events (channel, message)",
    "CREATE INDEX events_posted ON events (channel, serial) WHERE posted = 1",
    "CREATE TABLE ranges (channel INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, "
    "verified INTEGER NOT NULL, PRIMARY KEY (channel, first)) WITHOUT ROWID",
    "CREATE TABLE library (id INTEGER PRIMARY KEY, taken INTEGER NOT NULL, ratio REAL NOT NULL, "
    "flags INTEGER NOT NULL, thumb INTEGER NOT NULL, placeholder BLOB NOT NULL)",
    "CREATE TABLE positions (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
};

constexpr std::array fetchedTables = {"people", "channels", "cursors",  "events",
                                      "ranges", "library",  "positions"};

constexpr std::array kept = {
    "CREATE TABLE IF NOT EXISTS outbox (position INTEGER PRIMARY KEY, client_id TEXT NOT NULL UNIQUE, "
    "json BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sent_changes (position INTEGER PRIMARY KEY, client_id TEXT NOT NULL UNIQUE, "
    "sent_at INTEGER NOT NULL, json BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS drafts (channel INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS unsent_drafts (channel INTEGER PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS transfers (id INTEGER PRIMARY KEY, json BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS hashes (path TEXT PRIMARY KEY, size INTEGER NOT NULL, changed INTEGER NOT "
    "NULL, "
    "sha256 BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS uploads (sha256 BLOB PRIMARY KEY, url TEXT NOT NULL, begun INTEGER NOT NULL) "
    "WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
};

constexpr std::array keptTables = {"outbox",    "sent_changes", "drafts",  "unsent_drafts",
                                   "transfers", "hashes",       "uploads", "settings"};

Status makeFetched(Sql& sql) {
    for (const char* table : fetchedTables)
        TRY(sql.run(u"DROP TABLE IF EXISTS "_qs + QLatin1StringView(table)));
    for (const char* statement : fetched)
        TRY(sql.run(QString::fromLatin1(statement)));
    return sql.run(u"PRAGMA user_version = %1"_qs.arg(fetchedVersion));
}

} // namespace

Status makeSchema(Sql& sql) {
    return sql.together([&]() -> Status {
        if (sql.value(u"PRAGMA user_version"_qs).toInt() != fetchedVersion)
            TRY(makeFetched(sql));
        for (const char* statement : kept)
            TRY(sql.run(QString::fromLatin1(statement)));
        return {};
    });
}

Status clearAll(Sql& sql) {
    return sql.together([&]() -> Status {
        for (const char* table : fetchedTables)
            TRY(sql.run(u"DELETE FROM "_qs + QLatin1StringView(table)));
        for (const char* table : keptTables)
            TRY(sql.run(u"DELETE FROM "_qs + QLatin1StringView(table)));
        return {};
    });
}

} // namespace parlor::client
