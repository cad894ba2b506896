#pragma once

#include "shared/core/ids.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>

#include <functional>

namespace parlor::client {

/// How long the videos of a library take. The light index does not say it, so it is asked for as they are
/// seen, two at a time, the last seen first. Interface thread only.
class VideoLengths final : public QObject {
    Q_OBJECT
public:
    using Ask = std::function<void(PhotoId)>;

    /// Each `ask` is followed by answer() or failed().
    explicit VideoLengths(Ask ask, QObject* parent = nullptr);

    /// ms; 0 while it is not known here.
    std::int64_t of(PhotoId video);
    /// 0: nobody knows.
    void answer(PhotoId video, std::int64_t ms);
    /// Asked again when it is seen again.
    void failed(PhotoId video);

Q_SIGNALS:
    void known(parlor::PhotoId video);

private:
    void askNext();

    Ask m_ask;
    QHash<PhotoId, std::int64_t> m_known;
    QList<PhotoId> m_wanted; ///< the last seen stands last
    QSet<PhotoId> m_asked;
};

} // namespace parlor::client
