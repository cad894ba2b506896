#pragma once

#include "shared/protocol/photo.h"

#include <QObject>

#include <optional>

namespace parlor::client {

/// What a lightbox pages through: a library, a channel's photos, an album. Interface thread only.
class LightboxItems : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual int count() const = 0;
    [[nodiscard]] virtual PhotoReference referenceAt(int index) const = 0;
    [[nodiscard]] virtual int indexOf(PhotoId photo) const = 0;
    /// ms of the wall clock where it was taken, as if UTC.
    [[nodiscard]] virtual std::int64_t takenLocalAt(int index) const = 0;
    /// "in Weekend hikes"; empty for the library.
    [[nodiscard]] virtual QString where() const = 0;
    [[nodiscard]] virtual bool isFavourite(int index) const = 0;
    /// True when the person may mark, bin and see everything of it.
    [[nodiscard]] virtual bool isOwn(int index) const = 0;
    /// True when it is somebody else's: a copy of it can become one's own.
    [[nodiscard]] virtual bool isOthers(int index) const = 0;

    /// All facts, when they are here; otherwise they are fetched and factsArrived() follows.
    [[nodiscard]] virtual std::optional<Photo> facts(int index) = 0;

Q_SIGNALS:
    void changed();
    void factsArrived(parlor::PhotoId photo);
};

} // namespace parlor::client
