#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"
#include "shared/import/importfacts.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

namespace parlor {

/// The library that an import fills: through the API, or in the server itself. Tries again by itself what may
/// succeed later. Called and answered on the importer's thread.
class ImportTarget {
public:
    virtual ~ImportTarget() = default;

    struct Known {
        PhotoId id;
        bool trashed = false;
    };

    /// Which of at most 1 000 files are there already.
    virtual Task<Result<QHash<QByteArray, Known>>> check(QList<QByteArray> sha256) = 0;

    struct Offer {
        QString path; ///< a file that stays until it is answered
        QString name;
        std::int64_t size = 0;
        QByteArray sha256;
        std::int64_t changedAt = 0; ///< ms UTC: the date of a picture that says none itself; 0: not known
    };

    struct Taken {
        PhotoId id;
        bool had = false;
    };

    virtual Task<Result<Taken>> upload(Offer offer) = 0;

    /// What a library makes of a photo once it has looked inside.
    struct Verdict {
        bool kept = true;
        QString reason; ///< why not, or what is wrong with it: a wire code or a few words; mostly empty
    };

    /// Answers when that is known, or when nothing has been looked at for minutes. What has been deleted
    /// meanwhile was kept.
    virtual Task<Result<Verdict>> verdict(PhotoId photo) = 0;

    /// Only what is said: nothing is taken back.
    virtual Task<Status> setFacts(PhotoId photo, ImportFacts facts) = 0;

    /// The own album of that title there, made when there is none.
    virtual Task<Result<AlbumId>> album(QString title, QString note, AlbumId parent) = 0;

    /// At its end, in this order; at most 1 000. Those that are in it move.
    virtual Task<Status> put(AlbumId album, QList<PhotoId> photos) = 0;
};

/// A target's failure with which the next file or album would fare the same.
bool endsImport(ErrorCode code);

} // namespace parlor
