#pragma once

#include "client/ui/widgets/picturesource.h"

#include <QHash>

namespace parlor::client::demo {

/// Landscapes that are painted, not photographed: the same for the same id, at once.
class DemoPictures final : public PictureSource {
    Q_OBJECT
public:
    using PictureSource::PictureSource;

    QPixmap picture(const PhotoReference& photo, QSize pixels) override;
    QPixmap placeholder(const PhotoReference& photo) override;
    QPixmap localPicture(const QString& file, QSize pixels) override;

private:
    QHash<QString, QPixmap> m_made;
};

/// One landscape in full.
QImage paintLandscape(int seed, QSize size);

} // namespace parlor::client::demo
