#include "server/blobs/coldplace.h"

#include "server/blobs/fileops.h"
#include "server/blobs/localblobpart.h"

#include <QDir>
#include <QFile>
#include <QLoggingCategory>
#include <QRandomGenerator>

#include <array>

#include <fcntl.h>
#include <sys/stat.h>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(lcCold, "parlor.cold")

constexpr qsizetype markBytes = 32;
constexpr std::int64_t askAgainMs = 60'000;

QByteArray markFile(const QByteArray& directory) {
    return directory + "/cold.id";
}

/// Empty when there is none.
QByteArray readMark(const QByteArray& directory) {
    QFile file(QFile::decodeName(markFile(directory)));
    return file.open(QIODevice::ReadOnly) ? file.read(markBytes) : QByteArray();
}

Status writeMark(const QByteArray& directory, const QByteArray& mark) {
    TRY_ASSIGN(const files::Descriptor file, files::open(markFile(directory), O_WRONLY | O_CREAT | O_TRUNC));
    TRY(files::writeAllAt(*file, mark.constData(), mark.size(), 0));
    TRY(files::sync(*file));
    return files::syncDirectory(directory);
}

QByteArray newMark() {
    std::array<quint32, markBytes / 8> random{};
    QRandomGenerator::system()->generate(random.begin(), random.end());
    return QByteArray(reinterpret_cast<const char*>(random.data()), markBytes / 2).toHex();
}

bool areTheSame(const QByteArray& a, const QByteArray& b) {
    struct stat first = {};
    struct stat second = {};
    return ::stat(a.constData(), &first) == 0 && ::stat(b.constData(), &second) == 0
           && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

} // namespace

Status ColdPlace::prepare() {
    m_mark = readMark(m_data);
    if (m_root.isEmpty()) {
        if (isUsed())
            qCWarning(lcCold) << "storage.cold_dir is not set, but originals have been moved to one";
        return {};
    }
    if (isUsed()) {
        if (!present())
            qCWarning(lcCold) << "the cold directory is away:" << QFile::decodeName(m_root);
        return {};
    }
    if (!QDir().mkpath(QFile::decodeName(m_root + "/temporary")))
        return fail(ErrorCode::StoreFailed, u"storage.cold_dir can not be made"_qs);
    if (areTheSame(m_root, m_data))
        return fail(ErrorCode::BadRequest, u"storage.cold_dir is the data directory itself"_qs);
    if (!readMark(m_root).isEmpty())
        return fail(ErrorCode::BadRequest, u"storage.cold_dir belongs to another server"_qs);
    m_mark = newMark();
    // First in the data directory: a crash in between leaves one that is away, never one that is not known.
    TRY(writeMark(m_data, m_mark));
    return writeMark(m_root, m_mark);
}

Status ColdPlace::present() const {
    if (!m_root.isEmpty() && isUsed() && readMark(m_root) == m_mark)
        return {};
    return fail(ErrorCode::OriginalAway, u"the cold directory is not there"_qs, askAgainMs);
}

QByteArray ColdPlace::pathOf(PersonId owner, const QString& name) const {
    return m_root + '/' + BlobPlace::folderOf(owner, BlobArea::Originals, name) + '/' + name.toLatin1();
}

Error ColdPlace::awayFor(Error error) {
    if (error.code != ErrorCode::StoreFailed)
        return error;
    return {ErrorCode::OriginalAway, std::move(error.detail), askAgainMs};
}

} // namespace parlor::server
