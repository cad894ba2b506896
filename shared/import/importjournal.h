#pragma once

#include "shared/core/result.h"
#include "shared/import/filesource.h"

#include <QByteArray>
#include <QFile>
#include <QHash>
#include <QSet>
#include <QString>

#include <functional>

namespace parlor {

/// Makes an open file outlive a power cut: its bytes, and the name `path` under which it lies unless that is
/// empty. Blocks. The programs bring one, because nothing in Qt does it.
using SyncFile = std::function<Status(int descriptor, const QString& path)>;

/// What earlier runs of an import have come to, as a file of lines that outlives any death of the program:
/// "begun HASH" before bytes go up, "done KEY HASH" once they are there with all that this file's sidecar
/// says of them, "ended" when a run has come to its end.
///
/// After a cut of the power it holds what the last sync() found, and of the lines since then any first part,
/// with or without rubbish behind it. So "begun" is synced before bytes go up and "ended" before an import
/// says that it is over: otherwise what a sidecar says would be written never, or over what somebody has
/// changed since. A "done" that is lost costs reading its file and saying the same of it once more.
///
/// Used on one thread at a time, but for sync().
class ImportJournal {
public:
    /// Without a path nothing is kept, without `sync` all of it may be lost when the power goes.
    Status open(const QString& path, SyncFile sync = {});

    /// What has been written outlives a power cut. Blocks; on any thread once open() has answered.
    [[nodiscard]] Status sync() const;

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
    SyncFile m_sync;
    int m_descriptor = -1;                ///< of the file, while it is open
    QHash<QByteArray, QByteArray> m_done; ///< key → hash
    QSet<QByteArray> m_begun;
};

} // namespace parlor
