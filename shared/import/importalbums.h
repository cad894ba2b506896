#pragma once

#include "shared/import/importplan.h"
#include "shared/import/importtarget.h"

#include <QHash>
#include <QObject>
#include <QStringList>

#include <functional>

namespace parlor {

/// The last part of an import: puts its photos into the albums of its plan, one album after the other, and
/// makes those that are not there. On the thread of the executor; once.
class ImportAlbums final : public QObject {
    Q_OBJECT
public:
    /// Hears of an album that the library does not want; the others are filled.
    using Refused = std::function<void(const QString& path, const Error& why)>;

    /// `photos`: what became of each file of the plan; no id for what is not in the library. The target and
    /// the executor live longer.
    ImportAlbums(ImportTarget& target, Executor& executor, QList<PlannedAlbum> albums, QList<PhotoId> photos,
                 Refused refused, QObject* parent = nullptr);

    /// What makes going on senseless ends it: see endsImport().
    Task<Status> run();

private:
    void next();
    void make(const PlannedAlbum& album, qsizetype level, AlbumId parent);
    void fill(AlbumId album, const QList<PhotoId>& photos, qsizetype atOnce);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    ImportTarget& m_target;
    Executor& m_executor;
    const QList<PlannedAlbum> m_albums;
    const QList<PhotoId> m_photos;
    const Refused m_refused;
    qsizetype m_next = 0;
    QHash<QStringList, AlbumId> m_known; ///< by path
    Promise<Status> m_answer;
};

} // namespace parlor
