#pragma once

#include <QString>
#include <QStringList>

namespace parlor::server {

/// Whom a text calls by `@name`.
struct Mentions {
    QStringList names; ///< as written, each once without case; at most limits::mentionsPerMessage
    bool all = false;  ///< @channel, @all, @everyone or @here

    friend bool operator==(const Mentions&, const Mentions&) = default;
};

/// An `@` that follows a letter, digit or another `@` is none (mail addresses); full stops and dashes at the
/// end belong to the sentence; what stands between backticks is quoted.
Mentions parseMentions(const QString& text);

} // namespace parlor::server
