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

    /// True when nobody here may know when it was taken: takenLocalAt() is the clock here as it was sent.
    [[nodiscard]] virtual bool datesAreOfSending() const { return false; }

    /// "in Weekend hikes"; empty for the library.
    [[nodiscard]] virtual QString where() const = 0;
    [[nodiscard]] virtual bool isFavourite(int index) const = 0;
    /// True when the person may mark, bin and see everything of it.
    [[nodiscard]] virtual bool isOwn(int index) const = 0;
    /// True when it is somebody else's: a copy of it can become one's own.
    [[nodiscard]] virtual bool isOthers(int index) const = 0;

    /// All facts, when they are here; otherwise they are fetched and factsArrived() follows.
    [[nodiscard]] virtual std::optional<Photo> facts(int index) = 0;

    /// True for the edited one of a pair, once its facts are here: its original version can be looked at.
    [[nodiscard]] virtual bool hasOriginal(int /*index*/) const { return false; }

    /// All facts of that original version, likewise.
    [[nodiscard]] virtual std::optional<Photo> originalFacts(int /*index*/) { return std::nullopt; }

Q_SIGNALS:
    void changed();
    /// Of a photo that is paged through, or of its original version.
    void factsArrived(parlor::PhotoId photo);
    /// The original version that was asked for last can't be had now.
    void originalLost();
};

} // namespace parlor::client
