#pragma once

#include "client/ui/widgets/picturesource.h"

#include <QHash>
#include <QSet>

namespace parlor::client {

/// Writes down what is asked for and answers when the test says so.
class RecordingPictures final : public PictureSource {
public:
    using PictureSource::PictureSource;

    QPixmap picture(const PhotoReference& photo, QSize pixels) override {
        asked.insert(photo.id);
        sizes[photo.id] = pixels;
        return ready.value(photo.id);
    }

    QPixmap placeholder(const PhotoReference& /*photo*/) override {
        QPixmap small(6, 4);
        small.fill(placeholderColour);
        return small;
    }

    QPixmap localPicture(const QString& /*file*/, QSize /*pixels*/) override { return {}; }

    void prepare(const PhotoReference& photo, QSize /*pixels*/) override { prepared.insert(photo.id); }

    void drop(PhotoId photo) override { dropped.insert(photo); }

    void answer(PhotoId photo, QSize size, const QColor& colour) {
        const bool first = !ready.contains(photo);
        QPixmap pixmap(size);
        pixmap.fill(colour);
        ready.insert(photo, pixmap);
        if (first)
            Q_EMIT arrived(photo);
        else
            Q_EMIT refined();
    }

    QColor placeholderColour = QColor(200, 40, 160);
    QSet<PhotoId> asked, prepared, dropped;
    QHash<PhotoId, QSize> sizes;
    QHash<PhotoId, QPixmap> ready;
};

} // namespace parlor::client
