#include "client/core/photos/smallercopy.h"

#include "client/core/photos/capturetime.h"
#include "client/core/photos/imagedecoder.h"
#include "client/core/session/filecredentials.h"
#include "shared/core/ids.h"

#include <QBuffer>
#include <QColorSpace>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>

namespace parlor::client {

namespace {

constexpr std::int64_t fileMost = 300LL * 1024 * 1024;
constexpr int quality = 85;
constexpr double bytesAPixel = 0.22; ///< of a photograph at that quality

/// The pixels alone: Qt would write comments and descriptions that it has read.
QImage withoutWords(const QImage& image) {
    return QImage(image.constBits(), image.width(), image.height(), image.bytesPerLine(), image.format())
        .copy();
}

QByteArray encoded(QImage image, const QByteArray& original) {
    if (std::max(image.width(), image.height()) > smallerSide)
        image = image.scaled(smallerSide, smallerSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    if (image.colorSpace().isValid())
        image.convertToColorSpace(QColorSpace(QColorSpace::SRgb));
    image = withoutWords(image);
    const bool seeThrough = image.hasAlphaChannel();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, seeThrough ? "WEBP" : "JPEG", quality))
        return {};
    const auto time = captureTimeOf(original);
    return time && !seeThrough ? withCaptureTime(bytes, *time) : bytes;
}

} // namespace

std::int64_t smallerBytes(double widthByHeight) {
    const double shape = widthByHeight > 1 ? 1 / widthByHeight : widthByHeight;
    return static_cast<std::int64_t>(double(smallerSide) * smallerSide * std::clamp(shape, 0.05, 1.0)
                                     * bytesAPixel);
}

QString makeSmallerCopy(const QString& path, const QString& directory) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > fileMost)
        return path;
    const QByteArray original = file.readAll();
    const auto image = decodeImage(original, QSize(smallerSide, smallerSide));
    if (!image)
        return path;
    const QByteArray bytes = encoded(*image, original);
    if (bytes.isEmpty() || bytes.size() >= original.size())
        return path;
    // A folder for each, so that the name is what people know.
    const QString folder = directory + u'/' + makeClientId();
    const QString name =
        QFileInfo(path).completeBaseName() + (bytes.startsWith("RIFF") ? u".webp"_qs : u".jpg"_qs);
    if (!makePrivateDirectory(directory) || !makePrivateDirectory(folder))
        return path;
    QSaveFile copy(folder + u'/' + name);
    if (!copy.open(QIODevice::WriteOnly) || copy.write(bytes) != bytes.size() || !copy.commit())
        return path;
    return folder + u'/' + name;
}

} // namespace parlor::client
