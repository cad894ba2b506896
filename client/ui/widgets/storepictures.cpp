#include "client/ui/widgets/storepictures.h"

#include "shared/protocol/thumbhash.h"

#include <algorithm>

namespace parlor::client {

namespace {

constexpr int budgetKiB = 128 * 1024; // one full size of 24 megapixels fits
constexpr int placeholderCount = 4'000;
constexpr qint64 retryMs = 10'000;
constexpr qsizetype failuresKept = 1'000;
constexpr int thumbSide = 400;
constexpr int thumbMostHeight = 1'600;
constexpr int gridSide = 800;
constexpr int viewSide = 2'048;
constexpr double tolerated = 1.2; // enlarged by a fifth is not seen

int costOf(const QPixmap& pixmap) {
    return 1 + pixmap.width() * pixmap.height() * 4 / 1024;
}

RenderingKind kindFor(const PhotoReference& photo, QSize pixels) {
    // While it is pending there is nothing else. Thumb and grid have a width, whatever their height.
    if (pixels.width() <= thumbSide * tolerated || photo.thumbHash.isEmpty())
        return RenderingKind::Thumb;
    if (pixels.width() <= gridSide * tolerated)
        return RenderingKind::Grid;
    return std::max(pixels.width(), pixels.height()) <= viewSide * tolerated ? RenderingKind::View
                                                                             : RenderingKind::Full;
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
    for (const Asked& asked : std::as_const(m_asked))
        m_store.cancel(asked.ticket);
}

StorePictures::Key StorePictures::keyOf(const PhotoReference& photo, QSize pixels) {
    return {{photo.id, photo.thumbHash, kindFor(photo, pixels)}, pixels};
}

QPixmap StorePictures::standIn(const Subject& subject) const {
    const QPixmap* other = m_anySize.object({subject.photo, subject.source, RenderingKind::Thumb});
    return other != nullptr ? *other : QPixmap();
}

void StorePictures::ask(const Key& key, const PhotoReference& photo, ImageRequest::Priority priority) {
    const auto before = m_asked.constFind(key.subject);
    if (before != m_asked.cend()) {
        if (before->pixels == key.pixels && before->priority <= priority)
            return;
        m_store.cancel(before->ticket);
        m_asked.erase(before);
    }
    const auto failed = m_failed.constFind(key.subject);
    if (failed != m_failed.cend() && m_clock.elapsed() - *failed <= retryMs)
        return;
    ImageRequest request;
    request.photo = photo.id;
    request.kind = key.subject.kind;
    request.fit = key.pixels;
    request.priority = priority;
    if (!photo.id.isValid())
        request.file = key.subject.source;
    else if (request.kind == RenderingKind::Thumb)
        request.hash = photo.thumbHash;
    else if (request.kind == RenderingKind::View)
        request.hash = photo.viewHash;
    // All renderings are made anew together: the thumb's hash tells the others of the same edit apart.
    if (request.kind != RenderingKind::Full)
        request.keptAs = photo.thumbHash;
    const auto ticket =
        m_store.request(request, [this, key](const Result<QImage>& image) { answered(key, image); });
    m_asked.insert(key.subject, {ticket, key.pixels, priority});
}

void StorePictures::answered(const Key& key, const Result<QImage>& image) {
    m_asked.remove(key.subject);
    if (!image) {
        if (m_failed.size() >= failuresKept)
            m_failed.clear();
        m_failed.insert(key.subject, m_clock.elapsed());
        return;
    }
    m_failed.remove(key.subject);
    const QPixmap pixmap = QPixmap::fromImage(*image);
    const Subject any{key.subject.photo, key.subject.source, RenderingKind::Thumb};
    const bool first = !m_anySize.contains(any);
    m_pixmaps.insert(key, new QPixmap(pixmap), costOf(pixmap));
    m_anySize.insert(any, new QPixmap(pixmap), costOf(pixmap));
    if (!first)
        Q_EMIT refined();
    else if (key.subject.photo.isValid())
        Q_EMIT arrived(key.subject.photo);
    else
        Q_EMIT localArrived(key.subject.source);
}

QPixmap StorePictures::picture(const PhotoReference& photo, QSize pixels) {
    if (!photo.id.isValid() || pixels.isEmpty())
        return {};
    const Key key = keyOf(photo, pixels);
    if (const QPixmap* made = m_pixmaps.object(key))
        return *made;
    ask(key, photo, ImageRequest::Priority::Visible);
    const QPixmap other = standIn(key.subject);
    if (other.isNull() && key.subject.kind != RenderingKind::Thumb) {
        // The thumb is on the disk or quickly here; it stands in, and stays when the larger one can't be had.
        const QSize small = pixels.scaled(thumbSide, thumbMostHeight, Qt::KeepAspectRatio);
        ask({{photo.id, photo.thumbHash, RenderingKind::Thumb}, small}, photo,
            ImageRequest::Priority::Visible);
    }
    return other;
}

void StorePictures::prepare(const PhotoReference& photo, QSize pixels) {
    if (!photo.id.isValid() || pixels.isEmpty())
        return;
    const Key key = keyOf(photo, pixels);
    if (!m_pixmaps.contains(key))
        ask(key, photo, ImageRequest::Priority::Near);
}

void StorePictures::drop(PhotoId photo) {
    for (auto asked = m_asked.begin(); asked != m_asked.end();) {
        if (asked.key().photo != photo) {
            ++asked;
            continue;
        }
        m_store.cancel(asked->ticket);
        asked = m_asked.erase(asked);
    }
}

QPixmap StorePictures::localPicture(const QString& file, QSize pixels) {
    const Key key{{{}, file, RenderingKind::Thumb}, pixels};
    if (const QPixmap* made = m_pixmaps.object(key))
        return *made;
    ask(key, {}, ImageRequest::Priority::Visible);
    return standIn(key.subject);
}

QPixmap StorePictures::placeholder(const PhotoReference& photo) {
    if (photo.placeholder.isEmpty())
        return {};
    if (const QPixmap* made = m_placeholders.object(photo.placeholder))
        return *made;
    const auto pixels = thumbhash::decode(photo.placeholder);
    if (!pixels)
        return {};
    const QImage image(reinterpret_cast<const uchar*>(pixels->rgba.constData()), pixels->width,
                       pixels->height, pixels->width * 4, QImage::Format_RGBA8888);
    const QPixmap pixmap = QPixmap::fromImage(image);
    m_placeholders.insert(photo.placeholder, new QPixmap(pixmap));
    return pixmap;
}

} // namespace parlor::client
