#pragma once

#include "shared/core/ids.h"
#include "shared/protocol/photo.h"

#include <QObject>
#include <QPixmap>
#include <QSize>

namespace parlor::client {

/// Where views take pictures from. Asking never waits: what is not there yet is fetched and announced.
/// Interface thread only.
class PictureSource : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// The photo scaled to about `pixels` device px; null while it is on its way.
    virtual QPixmap picture(const PhotoReference& photo, QSize pixels) = 0;
    /// The thumbhash drawn small; null when the photo has none.
    virtual QPixmap placeholder(const PhotoReference& photo) = 0;
    /// A file of this machine that is being uploaded, scaled; null while it is read.
    virtual QPixmap localPicture(const QString& file, QSize pixels) = 0;

    /// It will be asked for soon: fetched after what is on screen.
    virtual void prepare(const PhotoReference& photo, QSize pixels) { (void)picture(photo, pixels); }

    /// It has left the screen before it came: not fetched any more.
    virtual void drop(PhotoId /*photo*/) {}

Q_SIGNALS:
    void arrived(parlor::PhotoId photo);
    void localArrived(const QString& file);
    /// A better size of something that was shown already: repaint, without a fade.
    void refined();
};

} // namespace parlor::client
