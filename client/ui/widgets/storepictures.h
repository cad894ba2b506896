#pragma once

#include "client/core/imagestore.h"
#include "client/ui/widgets/picturesource.h"

#include <QCache>
#include <QElapsedTimer>
#include <QHash>

namespace parlor::client {

/// Pictures from the image store, kept as pixmaps up to a budget. While the wanted size is on its way, a
/// picture of another size stands in for it. Of one picture one size is asked for at a time: the last.
class StorePictures final : public PictureSource {
    Q_OBJECT
public:
    /// `store` outlives it.
    explicit StorePictures(ImageStore& store, QObject* parent = nullptr);
    ~StorePictures() override;

    QPixmap picture(const PhotoReference& photo, QSize pixels) override;
    QPixmap placeholder(const PhotoReference& photo) override;
    QPixmap localPicture(const QString& file, QSize pixels) override;
    void prepare(const PhotoReference& photo, QSize pixels) override;
    void drop(PhotoId photo) override;

private:
    /// What a picture shows, whatever its size.
    struct Subject {
        PhotoId photo;
        QString source; ///< the thumb's hash, or a file
        RenderingKind kind = RenderingKind::Thumb;

        friend bool operator==(const Subject&, const Subject&) = default;

        friend size_t qHash(const Subject& subject, size_t seed = 0) noexcept {
            return qHashMulti(seed, subject.photo.value(), subject.source, static_cast<int>(subject.kind));
        }
    };

    struct Key {
        Subject subject;
        QSize pixels;

        friend bool operator==(const Key&, const Key&) = default;

        friend size_t qHash(const Key& key, size_t seed = 0) noexcept {
            return qHashMulti(seed, key.subject, key.pixels.width(), key.pixels.height());
        }
    };

    struct Asked {
        ImageStore::Ticket ticket = 0;
        QSize pixels;
        ImageRequest::Priority priority = ImageRequest::Priority::Visible;
    };

    [[nodiscard]] static Key keyOf(const PhotoReference& photo, QSize pixels);
    void ask(const Key& key, const PhotoReference& photo, ImageRequest::Priority priority);
    void answered(const Key& key, const Result<QImage>& image);
    [[nodiscard]] QPixmap standIn(const Subject& subject) const;

    ImageStore& m_store;
    QCache<Key, QPixmap> m_pixmaps;     ///< cost in KiB
    QCache<Subject, QPixmap> m_anySize; ///< the newest of a subject, whatever its size; kind does not count
    QCache<QByteArray, QPixmap> m_placeholders;
    QHash<Subject, Asked> m_asked;
    QHash<Subject, qint64> m_failed; ///< when, by the clock below
    QElapsedTimer m_clock;
};

} // namespace parlor::client
