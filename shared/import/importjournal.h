#pragma once

#include "shared/core/result.h"
#include "shared/import/filesource.h"

#include <QByteArray>
#include <QFile>
#include <QHash>
#include <QSet>
#include <QString>

namespace parlor {

/// What earlier runs of an import have come to, as a file of lines that outlives any death of the program:
/// "begun HASH" before bytes go up, "done KEY HASH" once they are there with all that this file's sidecar
/// says of them, "ended" when a run has come to its end. Losing it costs time, never photos. Used on one
/// thread at a time.
class ImportJournal {
public:
    /// Without a path nothing is kept.
    Status open(const QString& path);

    /// The SHA-256 of a file that is done and has not changed since; empty otherwise.
    [[nodiscard]] QByteArray doneHash(const QString& source, const SourceFile& file) const;

    /// This import brought it, or one before that was ended: what is said of it may be written there.
    [[nodiscard]] bool isBegun(const QByteArray& sha256) const { return m_begun.contains(sha256); }

    Status begin(const QByteArray& sha256);
    Status finish(const QString& source, const SourceFile& file, const QByteArray& sha256);

    /// The import came to its end: from now on what it brought is the library's own.
    Status end();

private:
    /// What an import of another source has begun stays begun.
    void forgetDone();
    Status write(const QByteArray& line);
    static QByteArray keyOf(const QString& source, const SourceFile& file);

    QFile m_file;
    QHash<QByteArray, QByteArray> m_done; ///< key → hash
    QSet<QByteArray> m_begun;
};

} // namespace parlor
