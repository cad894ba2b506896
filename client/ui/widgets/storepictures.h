#pragma once

#include "client/core/imagestore.h"
#include "client/ui/widgets/picturesource.h"

#include <QCache>
#include <QElapsedTimer>
#include <QHash>

namespace parlor::client {

/// Pictures from the image store, kept as pixmaps up to a budget. While the wanted size is on its way, a
/// picture of another size stands in for it.
class StorePictures final : public PictureSource {
    Q_OBJECT
public:
    /// `store` outlives it.
    explicit StorePictures(ImageStore& store, QObject* parent = nullptr);
    ~StorePictures() override;

    QPixmap picture(const PhotoReference& photo, QSize pixels) override;
    QPixmap placeholder(const PhotoReference& photo) override;
    QPixmap localPicture(const QString& file, QSize pixels) override;

private:
    QPixmap find(const QString& key, const QString& subject, const ImageRequest& request,
                 const std::function<void()>& announce);

    ImageStore& m_store;
    QCache<QString, QPixmap> m_pixmaps; ///< by subject and size; cost in KiB
    QCache<QString, QPixmap> m_anySize; ///< the newest of a subject, whatever its size
    QCache<QString, QPixmap> m_placeholders;
    QHash<QString, ImageStore::Ticket> m_asked;
    QHash<QString, qint64> m_failed; ///< when, by the clock below
    QElapsedTimer m_clock;
};

} // namespace parlor::client
