#pragma once

#include "client/ui/widgets/picturesource.h"

namespace parlor::client::golden {

/// Every photo is a flat colour with a frame: shows how it is cut, and makes small files.
class FlatPictures final : public PictureSource {
    Q_OBJECT
public:
    using PictureSource::PictureSource;

    QPixmap picture(const PhotoReference& photo, QSize pixels) override;
    QPixmap placeholder(const PhotoReference& photo) override;
    QPixmap localPicture(const QString& file, QSize pixels) override;
};

} // namespace parlor::client::golden
