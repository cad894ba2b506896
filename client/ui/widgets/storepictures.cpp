#include "client/ui/widgets/storepictures.h"

#include "shared/protocol/thumbhash.h"

namespace parlor::client {

namespace {

constexpr int budgetKiB = 96 * 1024;
constexpr int placeholderCount = 4'000;
constexpr qint64 retryMs = 10'000;
constexpr int thumbSide = 400;
constexpr int gridSide = 800;

int costOf(const QPixmap& pixmap) {
    return 1 + pixmap.width() * pixmap.height() * 4 / 1024;
}

RenderingKind kindFor(const PhotoReference& photo, QSize pixels) {
    // A thumb is 400 px wide, whatever its height; up to a fifth more is not seen.
    if (pixels.width() <= thumbSide * 6 / 5 || photo.viewHash.isEmpty())
        return RenderingKind::Thumb;
    return pixels.width() <= gridSide ? RenderingKind::Grid : RenderingKind::View;
}

} // namespace

StorePictures::StorePictures(ImageStore& store, QObject* parent)
    : PictureSource(parent),
      m_store(store),
      m_pixmaps(budgetKiB),
      m_anySize(budgetKiB / 2),
      m_placeholders(placeholderCount) {
    m_clock.start();
}

StorePictures::~StorePictures() {
    for (const ImageStore::Ticket ticket : std::as_const(m_asked))
        m_store.cancel(ticket);
}

QPixmap StorePictures::find(const QString& key, const QString& subject, const ImageRequest& request,
                            const std::function<void()>& announce) {
    if (const QPixmap* made = m_pixmaps.object(key))
        return *made;
    const auto failed = m_failed.constFind(key);
    const bool asks =
        !m_asked.contains(key) && (failed == m_failed.cend() || m_clock.elapsed() - *failed > retryMs);
    if (asks) {
        const auto ticket =
            m_store.request(request, [this, key, subject, announce](const Result<QImage>& image) {
                m_asked.remove(key);
                if (!image) {
                    m_failed.insert(key, m_clock.elapsed());
                    return;
                }
                m_failed.remove(key);
                const QPixmap pixmap = QPixmap::fromImage(*image);
                const bool first = !m_anySize.contains(subject);
                m_pixmaps.insert(key, new QPixmap(pixmap), costOf(pixmap));
                m_anySize.insert(subject, new QPixmap(pixmap), costOf(pixmap));
                if (first)
                    announce();
                else
                    Q_EMIT refined();
            });
        m_asked.insert(key, ticket);
    }
    const QPixmap* other = m_anySize.object(subject);
    return other != nullptr ? *other : QPixmap();
}

QPixmap StorePictures::picture(const PhotoReference& photo, QSize pixels) {
    if (!photo.id.isValid() || pixels.isEmpty())
        return {};
    ImageRequest request;
    request.photo = photo.id;
    request.kind = kindFor(photo, pixels);
    if (request.kind == RenderingKind::Thumb)
        request.hash = photo.thumbHash;
    else if (request.kind == RenderingKind::View)
        request.hash = photo.viewHash;
    request.fit = pixels;
    const QString subject = photo.id.toString() + u'/' + photo.thumbHash;
    const QString key = u"%1/%2/%3x%4"_qs.arg(subject)
                            .arg(static_cast<int>(request.kind))
                            .arg(pixels.width())
                            .arg(pixels.height());
    return find(key, subject, request, [this, id = photo.id] { Q_EMIT arrived(id); });
}

QPixmap StorePictures::localPicture(const QString& file, QSize pixels) {
    ImageRequest request;
    request.file = file;
    request.fit = pixels;
    const QString subject = u"file:"_qs + file;
    return find(u"%1/%2x%3"_qs.arg(subject).arg(pixels.width()).arg(pixels.height()), subject, request,
                [this, file] { Q_EMIT localArrived(file); });
}

QPixmap StorePictures::placeholder(const PhotoReference& photo) {
    if (photo.placeholder.isEmpty())
        return {};
    const QString key = QString::fromLatin1(photo.placeholder.toHex());
    if (const QPixmap* made = m_placeholders.object(key))
        return *made;
    const auto pixels = thumbhash::decode(photo.placeholder);
    if (!pixels)
        return {};
    const QImage image(reinterpret_cast<const uchar*>(pixels->rgba.constData()), pixels->width,
                       pixels->height, pixels->width * 4, QImage::Format_RGBA8888);
    const QPixmap pixmap = QPixmap::fromImage(image);
    m_placeholders.insert(key, new QPixmap(pixmap));
    return pixmap;
}

} // namespace parlor::client
