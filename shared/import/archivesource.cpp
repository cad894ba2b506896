#include "shared/import/archivesource.h"

#include "shared/import/filenames.h"
#include "shared/protocol/limits.h"

#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>

#include <algorithm>

#include <archive.h>
#include <archive_entry.h>

namespace parlor {

namespace {

constexpr std::size_t blockBytes = 256 * 1024;
constexpr std::int64_t diskFloor = 256LL * 1024 * 1024; // bytes that unpacking leaves free
// Photos hardly get smaller. What is to unpack to so much more than the archive has names one place many
// times.
constexpr std::int64_t mostGrowth = 200;
constexpr std::int64_t alwaysFine = 1024LL * 1024 * 1024;

/// As large as the server may take at most.
std::int64_t largestOf(const QString& path) {
    for (const char16_t* video : {u".mp4", u".mov", u".m4v", u".mkv", u".webm", u".3gp"})
        if (path.endsWith(QStringView(video), Qt::CaseInsensitive))
            return limits::videoFile;
    return limits::imageFile;
}

QString pathOf(archive_entry* entry) {
    const char* utf8 = archive_entry_pathname_utf8(entry);
    if (utf8 != nullptr)
        return QString::fromUtf8(utf8);
    const char* raw = archive_entry_pathname(entry);
    return raw != nullptr ? QString::fromLocal8Bit(raw) : QString();
}

} // namespace

struct ArchiveSource::Reader {
    Reader() : handle(archive_read_new()) {
        archive_read_support_format_zip_seekable(handle);
        archive_read_support_format_tar(handle);
        archive_read_support_filter_gzip(handle);
    }

    ~Reader() { archive_read_free(handle); }

    Q_DISABLE_COPY_MOVE(Reader)

    [[nodiscard]] QString error() const {
        const char* text = archive_error_string(handle);
        return text != nullptr ? QString::fromUtf8(text) : u"the archive can not be read"_qs;
    }

    archive* handle;
};

ArchiveSource::ArchiveSource(QString path) : m_path(std::move(path)) {}

ArchiveSource::~ArchiveSource() = default;

Status ArchiveSource::rewind() {
    m_reader = std::make_unique<Reader>();
    m_at = 0;
    if (archive_read_open_filename(m_reader->handle, QFile::encodeName(m_path).constData(), blockBytes)
        != ARCHIVE_OK)
        return fail(ErrorCode::FileFailed, m_reader->error());
    return {};
}

Result<archive_entry*> ArchiveSource::next() {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(m_reader->handle, &entry);
    if (code == ARCHIVE_EOF)
        return nullptr;
    if (code < ARCHIVE_WARN)
        return fail(ErrorCode::FileFailed, m_reader->error());
    ++m_at;
    return entry;
}

Result<SourceListing> ArchiveSource::list() {
    TRY(rewind());
    SourceListing listing;
    m_places.clear();
    while (true) {
        TRY_ASSIGN(archive_entry* const entry, next());
        if (entry == nullptr)
            break;
        if (m_at > mostFiles)
            return fail(ErrorCode::TooLarge, u"too many files"_qs);
        TRY(take(entry, &listing));
    }
    std::int64_t unpacked = 0;
    for (const SourceFile& file : std::as_const(listing.files))
        unpacked += file.size;
    if (unpacked > std::max<std::int64_t>(alwaysFine, mostGrowth * QFileInfo(m_path).size()))
        return fail(ErrorCode::TooLarge, u"it unpacks to more than can be in it"_qs);
    m_reader.reset();
    return listing;
}

Status ArchiveSource::take(archive_entry* entry, SourceListing* listing) {
    QString path = pathOf(entry);
    while (path.startsWith(u"./"))
        path.remove(0, 2);
    const auto skip = [&](const QString& reason) {
        listing->skipped.append({path.left(4'096), reason});
        return Status();
    };
    if (archive_entry_filetype(entry) == AE_IFDIR)
        return {};
    if (!isSafePath(path))
        return skip(u"unsafe path"_qs);
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr)
        return skip(u"no plain file"_qs);
    const FileUse use = useOf(path);
    if (use == FileUse::Hidden)
        return skip(u"hidden"_qs);
    if (use == FileUse::Other)
        return skip(u"no photo"_qs);
    if (m_places.contains(path) || listing->sidecars.contains(path))
        return skip(u"twice in the archive"_qs);
    if (use == FileUse::Sidecar) {
        const auto bytes = readWhole(path == u"albums.json" ? Sidecar::largestAlbums : Sidecar::largest);
        const Sidecar sidecar = bytes ? readSidecar(*bytes) : Sidecar();
        if (sidecar.kind == Sidecar::Kind::None)
            return skip(u"no photo"_qs);
        listing->sidecars.insert(path, sidecar);
        return {};
    }
    if (archive_entry_size_is_set(entry) == 0)
        return skip(u"no size"_qs);
    if (archive_entry_size(entry) > largestOf(path))
        return skip(u"too large"_qs);
    m_places.insert(path, m_at);
    listing->files.append(
        {path, archive_entry_size(entry), std::int64_t(archive_entry_mtime(entry)) * 1'000});
    return {};
}

Result<QByteArray> ArchiveSource::readWhole(std::int64_t largest) {
    QByteArray bytes;
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    while (true) {
        const int code = archive_read_data_block(m_reader->handle, &block, &size, &offset);
        if (code == ARCHIVE_EOF)
            return bytes;
        if (code != ARCHIVE_OK || bytes.size() + std::int64_t(size) > largest)
            return fail(ErrorCode::BadRequest);
        bytes.append(static_cast<const char*>(block), static_cast<qsizetype>(size));
    }
}

Result<QString> ArchiveSource::fetch(const SourceFile& file, const QString& folder) {
    const qsizetype place = m_places.value(file.path);
    if (place == 0)
        return fail(ErrorCode::FileFailed, u"not in the archive"_qs);
    if (!m_reader || m_at >= place)
        TRY(rewind());
    archive_entry* entry = nullptr;
    while (m_at < place) {
        TRY_ASSIGN(entry, next());
        if (entry == nullptr)
            return fail(ErrorCode::FileFailed, u"the archive has changed"_qs);
    }
    if (archive_entry_is_encrypted(entry) != 0)
        return fail(ErrorCode::BadRequest, u"sealed with a password"_qs);
    const QStorageInfo disk(folder);
    if (disk.isValid() && disk.bytesAvailable() < file.size + diskFloor)
        return fail(ErrorCode::DiskFull, u"no room to unpack a file"_qs);
    QFile out(folder + u'/' + file.path.mid(file.path.lastIndexOf(u'/') + 1));
    if (!out.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return fail(ErrorCode::FileFailed, out.errorString());
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    while (true) {
        const int code = archive_read_data_block(m_reader->handle, &block, &size, &offset);
        if (code == ARCHIVE_EOF)
            break;
        if (code != ARCHIVE_OK)
            return fail(ErrorCode::BadRequest, m_reader->error());
        if (offset != out.pos() || out.pos() + std::int64_t(size) > file.size)
            return fail(ErrorCode::BadRequest, u"larger than it said"_qs);
        if (out.write(static_cast<const char*>(block), static_cast<qint64>(size)) != qint64(size))
            return fail(ErrorCode::DiskFull, out.errorString());
    }
    if (out.pos() != file.size || !out.flush())
        return fail(ErrorCode::BadRequest, u"shorter than it said"_qs);
    return out.fileName();
}

} // namespace parlor
