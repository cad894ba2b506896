#include "server/app/diskencryption.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace parlor::server {

namespace {

constexpr int deepest = 16; ///< layers of devices; sysfs has no loops, but a broken one must not hold us

QString numberOf(dev_t device) {
    return u"%1:%2"_qs.arg(major(device)).arg(minor(device));
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

DiskEncryption encryptionAt(const QString& directory, int depth) {
    if (depth > deepest || !QFileInfo::exists(directory))
        return DiskEncryption::Unknown;
    if (contentOf(directory + u"/dm/uuid"_qs).startsWith("CRYPT-"))
        return DiskEncryption::Yes;
    const QFileInfoList below =
        QDir(directory + u"/slaves"_qs).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
    DiskEncryption all = below.isEmpty() ? DiskEncryption::No : DiskEncryption::Yes;
    for (const QFileInfo& device : below)
        if (const DiskEncryption one = encryptionAt(device.filePath(), depth + 1); one != DiskEncryption::Yes)
            all = one;
    return all;
}

/// Btrfs and others have a device number of their own; their mount names the device that they lie on.
QString sourceOf(const QString& number, const QString& mounts) {
    QFile file(mounts);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    for (const QByteArray& line : file.readAll().split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        const qsizetype dash = words.indexOf("-");
        if (dash > 2 && dash + 2 < words.size() && words.at(2) == number.toLatin1())
            return QString::fromUtf8(words.at(dash + 2));
    }
    return {};
}

} // namespace

DiskEncryption encryptionOf(const QString& device, const SystemPlaces& places) {
    return device.isEmpty() ? DiskEncryption::Unknown
                            : encryptionAt(places.sys + u"/dev/block/"_qs + device, 0);
}

QString deviceOf(const QString& path, const SystemPlaces& places) {
    struct stat file{};
    if (::stat(QFile::encodeName(path).constData(), &file) != 0)
        return {};
    QString number = numberOf(file.st_dev);
    if (major(file.st_dev) != 0)
        return number;
    struct stat source{};
    const QString device = sourceOf(number, places.mounts);
    if (!device.startsWith(u'/') || ::stat(QFile::encodeName(device).constData(), &source) != 0
        || !S_ISBLK(source.st_mode))
        return {};
    return numberOf(source.st_rdev);
}

} // namespace parlor::server
