#include "client/core/photos/imagedecoder.h"

#include <QBuffer>
#include <QImageReader>

namespace parlor::client {

namespace {

constexpr int allocationMb = 256;

QByteArray formatOf(const QByteArray& bytes) {
    if (bytes.startsWith("\xFF\xD8\xFF"))
        return "jpeg";
    if (bytes.startsWith("\x89PNG\r\n\x1A\n"))
        return "png";
    if (bytes.startsWith("RIFF") && bytes.mid(8, 4) == "WEBP")
        return "webp";
    return {};
}

} // namespace

Result<QImage> decodeImage(const QByteArray& bytes, QSize fit) {
    const QByteArray format = formatOf(bytes);
    if (format.isEmpty())
        return fail(ErrorCode::UnsupportedType);
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader::setAllocationLimit(allocationMb);
    QImageReader reader(&buffer, format);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (!size.isValid())
        return fail(ErrorCode::BadImage);
    if (std::int64_t(size.width()) * size.height() * 4 > std::int64_t(allocationMb) * 1024 * 1024)
        return fail(ErrorCode::ImageTooLarge);
    if (!fit.isEmpty()) {
        // The size is that before turning.
        const bool turned = reader.transformation() & QImageIOHandler::TransformationRotate90;
        const QSize wanted = size.scaled(turned ? fit.transposed() : fit, Qt::KeepAspectRatioByExpanding);
        if (wanted.width() < size.width())
            reader.setScaledSize(wanted);
    }
    QImage image = reader.read();
    if (image.isNull())
        return fail(ErrorCode::BadImage, reader.errorString());
    image.convertTo(image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
    return image;
}

} // namespace parlor::client
