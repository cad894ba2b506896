#pragma once

#include "shared/core/result.h"

#include <QString>
#include <QStringView>

namespace parlor {

/// Names that people give: what may be stored, and in which form. All of them come out in NFC, without
/// characters that show nothing, reorder what stands beside them or end a line (Unicode TR 36 and 39); the
/// first group refuses such text with BadName, because the person should know; the last group repairs it.
/// Thread-safe.

/// What people sign in with and are mentioned by: 1 … 64 letters, digits, `-`, `_`, `.`, beginning with a
/// letter or digit, all letters of one script, so that "admin" can't be spelt with a Cyrillic "а".
Result<QString> checkSignInName(QStringView name);

/// 1 … 64 characters; white space is trimmed and runs of it become one space. No path separators, no leading
/// dot.
Result<QString> checkChannelName(QStringView name);

/// 1 … 64 characters; white space is trimmed and runs of it become one space.
Result<QString> checkDisplayName(QStringView name);

/// At most 250 characters; may be empty.
Result<QString> checkTopic(QStringView topic);

/// The key by which names are unique: NFKC, case folded the same everywhere (no locale).
QString foldedName(QStringView name);

/// A file name for people and for saving: the last part of any path, at most 200 bytes of UTF-8 with its
/// suffix kept, safe on every system of ours (no separators, no reserved device, no leading dot or dash);
/// "file" when nothing stays.
QString cleanFileName(QStringView name);

/// At most 64 characters of what a device calls itself; may come out empty.
QString cleanDeviceName(QStringView name);

/// One line that says what `text` says: for logs, titles and lists. Control, reordering and invisible
/// characters are gone, white space is one space each, and it ends with "…" when it had more than `most`
/// characters.
QString oneLine(QStringView text, qsizetype most);

} // namespace parlor
