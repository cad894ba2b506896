#pragma once

#include <QLoggingCategory>

namespace parlor {

enum class LogFormat {
    Logfmt, ///< ts=… level=… cat=… msg="…"
    Json,   ///< one JSON object a line
};

/// Installs the one message handler: a line on standard error for each message. Tokens, passwords and message
/// bodies are never given to it. Call once, before threads start.
void installLogging(LogFormat format);

} // namespace parlor
