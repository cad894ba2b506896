#include "server/blobs/localblobpart.h"

#include "server/blobs/blobblocks.h"

#include <openssl/evp.h>

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace parlor::server {

namespace {
constexpr std::int64_t pieceBytes = 1024 * 1024;

/// Of a finished one.
std::int64_t fileBytesOf(const BlobHeader& header) {
    const std::int64_t marks = header.sealed ? blocks::countFor(header.size) * blocks::overhead : 0;
    return BlobHeader::bytes + header.size + marks;
}
} // namespace

QByteArray BlobPlace::folderOf(PersonId owner, BlobArea area, const QString& name) {
    const QByteArray hex = name.toLatin1();
    return (area == BlobArea::Originals ? QByteArray("originals/") : QByteArray("renderings/"))
           + QByteArray::number(static_cast<qlonglong>(owner.value())) + '/' + hex.left(2) + '/'
           + hex.mid(2, 2);
}

Status linkIntoPlace(const BlobPlace& place, const QByteArray& from, const QByteArray& folder,
                     const QString& name, std::int64_t plainSize) {
    TRY(files::makeDirectories(place.root, folder));
    const QByteArray directory = place.root + '/' + folder;
    const QByteArray target = directory + '/' + name.toLatin1();
    for (int attempt = 0; ::link(from.constData(), target.constData()) != 0; ++attempt) {
        if (errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK) { // a file system without hard links
            if (::rename(from.constData(), target.constData()) != 0)
                return std::unexpected(files::errorOf("rename", errno));
            break;
        }
        if (errno != EEXIST || attempt > 2)
            return std::unexpected(files::errorOf("link", errno));
        if (const auto there = files::open(target, O_RDONLY)) {
            const Result<BlobHeader> header = BlobHeader::read(**there);
            if (header && header->size == plainSize) {
                ::futimens(**there, nullptr); // stored again: the sweep's day starts anew
                break;
            }
        }
        TRY(files::remove(target));
    }
    return files::syncDirectory(directory);
}

Result<std::shared_ptr<LocalBlobPart>> LocalBlobPart::open(const BlobPlace* place, JobThread* thread,
                                                           HashingHelp* help, QByteArray path) {
    std::shared_ptr<LocalBlobPart> part(new LocalBlobPart(place, thread, help, std::move(path)));
    TRY(part->load());
    return part;
}

Status LocalBlobPart::load() {
    TRY_ASSIGN(m_file, files::open(m_path, O_RDWR | O_CREAT));
    TRY_ASSIGN(const std::int64_t size, files::sizeOf(*m_file));
    {
        const std::scoped_lock lock(*m_place->partHeads);
        if (!BlobHeader::read(*m_file))
            return startAfresh();
        TRY(loadHead(size));
    }
    if (m_header.size != BlobHeader::unfinished) {
        m_offset = m_header.size;
        return {};
    }
    if (m_header.sealed)
        return loadTail(size - BlobHeader::bytes);
    m_offset = size - BlobHeader::bytes;
    return {};
}

Status LocalBlobPart::loadHead(std::int64_t size) {
    TRY_ASSIGN(m_header, BlobHeader::read(*m_file));
    TRY_ASSIGN(m_key, m_place->keys.dataKey(m_header));
    // What is stored later must not need the key that a rotation is about to take away.
    TRY_ASSIGN(const auto wrapped, m_place->keys.rewrapped(m_header));
    if (wrapped) {
        TRY(wrapped->write(*m_file));
        TRY(files::sync(*m_file));
        m_header = *wrapped;
    }
    if (m_header.size == BlobHeader::unfinished || size >= fileBytesOf(m_header))
        return {};
    // The power went while it was being finished: its head reached the disk, not all of its bytes did.
    m_header.size = BlobHeader::unfinished;
    return m_header.write(*m_file);
}

Status LocalBlobPart::startAfresh() {
    TRY(files::truncate(*m_file, 0));
    std::tie(m_header, m_key) = m_place->keys.makeHeader();
    m_offset = 0;
    return m_header.write(*m_file);
}

Status LocalBlobPart::loadTail(std::int64_t body) {
    constexpr std::int64_t stride = blocks::plainBytes + blocks::overhead;
    // The last block may be torn by a kill, or already carry the mark of the end: then the one before counts,
    // or it is sealed again as an ordinary one.
    for (std::int64_t number = (body + stride - 1) / stride - 1; number >= 0; --number) {
        QByteArray sealed(std::min(stride, body - number * stride), Qt::Uninitialized);
        TRY(files::readAt(*m_file, sealed.data(), sealed.size(), blocks::positionOf(number)));
        Result<QByteArray> plain = blocks::unseal(m_key, m_header.fileId, number, false, sealed);
        if (!plain) {
            plain = blocks::unseal(m_key, m_header.fileId, number, true, sealed);
            if (!plain) {
                body = number * stride;
                TRY(files::truncate(*m_file, BlobHeader::bytes + body));
                continue;
            }
            const QByteArray again = blocks::seal(m_key, m_header.fileId, number, false, *plain);
            TRY(files::writeAllAt(*m_file, again.constData(), again.size(), blocks::positionOf(number)));
        }
        m_tail = *plain;
        m_tailNumber = number;
        m_offset = number * blocks::plainBytes + m_tail.size();
        return {};
    }
    m_offset = 0;
    return {};
}

Task<Status> LocalBlobPart::write(QByteArray chunk) {
    return m_thread->run(
        [self = shared_from_this(), chunk = std::move(chunk)] { return self->append(chunk); });
}

Status LocalBlobPart::append(const QByteArray& chunk) {
    if (m_broken || m_header.size != BlobHeader::unfinished)
        return fail(ErrorCode::StoreFailed, u"this part takes no more bytes"_qs);
    TRY(hashUpToOffset());
    Error failure;
    const qsizetype written = m_header.sealed ? appendSealed(chunk, &failure)
                                              : files::writeAt(*m_file, chunk.constData(), chunk.size(),
                                                               BlobHeader::bytes + m_offset, &failure);
    m_offset += written;
    m_hash.add(written == chunk.size() ? chunk : chunk.first(written));
    if (written < chunk.size())
        return std::unexpected(failure);
    return {};
}

/// How many bytes of it were appended; fewer than all only with `failure`.
qsizetype LocalBlobPart::appendSealed(QByteArrayView chunk, Error* failure) {
    qsizetype done = 0;
    while (done < chunk.size()) {
        if (m_tail.size() == blocks::plainBytes) {
            m_tail.clear();
            ++m_tailNumber;
        }
        const qsizetype before = m_tail.size();
        const QByteArrayView piece =
            chunk.sliced(done).first(std::min<qsizetype>(blocks::plainBytes - before, chunk.size() - done));
        m_tail.append(piece);
        const QByteArray sealed = blocks::seal(m_key, m_header.fileId, m_tailNumber, false, m_tail);
        const std::int64_t at = blocks::positionOf(m_tailNumber);
        if (const Status written = files::writeAllAt(*m_file, sealed.constData(), sealed.size(), at);
            !written) {
            m_tail.truncate(before);
            const QByteArray old = blocks::seal(m_key, m_header.fileId, m_tailNumber, false, m_tail);
            m_broken = !files::truncate(*m_file, at)
                       || (before > 0 && !files::writeAllAt(*m_file, old.constData(), old.size(), at));
            *failure = written.error();
            break;
        }
        done += piece.size();
    }
    return done;
}

Result<QByteArray> LocalBlobPart::readPlain(std::int64_t from, std::int64_t length) const {
    return blocks::read(*m_file, m_header, m_key, m_offset, m_header.size != BlobHeader::unfinished, from,
                        length);
}

Task<Result<QByteArray>> LocalBlobPart::read(std::int64_t from, std::int64_t length) {
    return m_thread->run([self = shared_from_this(), from, length]() -> Result<QByteArray> {
        if (from < 0 || from > self->m_offset)
            return fail(ErrorCode::BadRange);
        return self->readPlain(from, std::min(length, self->m_offset - from));
    });
}

Status LocalBlobPart::hashUpToOffset() {
    while (m_hash.size() < m_offset) {
        TRY_ASSIGN(const QByteArray piece, readPlain(m_hash.size(), pieceBytes));
        m_hash.add(piece);
    }
    return {};
}

Task<Status> LocalBlobPart::truncate(std::int64_t offset) {
    return m_thread->run([self = shared_from_this(), offset] { return self->cut(offset); });
}

Status LocalBlobPart::cut(std::int64_t offset) {
    if (offset < 0 || offset > m_offset)
        return fail(ErrorCode::BadRange);
    if (m_broken || m_header.size != BlobHeader::unfinished)
        return fail(ErrorCode::StoreFailed, u"this part can not be cut"_qs);
    if (offset == m_offset)
        return {};
    if (m_header.sealed) {
        const std::int64_t number = offset == 0 ? 0 : (offset - 1) / blocks::plainBytes;
        TRY_ASSIGN(m_tail, readPlain(number * blocks::plainBytes, offset - number * blocks::plainBytes));
        m_tailNumber = number;
        TRY(files::truncate(*m_file, blocks::positionOf(number)));
        if (!m_tail.isEmpty()) {
            const QByteArray sealed = blocks::seal(m_key, m_header.fileId, number, false, m_tail);
            TRY(files::writeAllAt(*m_file, sealed.constData(), sealed.size(), blocks::positionOf(number)));
        }
    } else {
        TRY(files::truncate(*m_file, BlobHeader::bytes + offset));
    }
    m_offset = offset;
    m_hash.goBackTo(offset);
    return hashUpToOffset();
}

Task<Result<QByteArray>> LocalBlobPart::digest(std::int64_t from, QCryptographicHash::Algorithm algorithm) {
    return m_thread->run([self = shared_from_this(), from, algorithm]() -> Result<QByteArray> {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                              &EVP_MD_CTX_free);
        EVP_DigestInit_ex(context.get(), algorithm == QCryptographicHash::Sha1 ? EVP_sha1() : EVP_sha256(),
                          nullptr);
        for (std::int64_t at = from; at < self->m_offset;) {
            TRY_ASSIGN(const QByteArray piece, self->readPlain(at, pieceBytes));
            EVP_DigestUpdate(context.get(), piece.constData(), static_cast<std::size_t>(piece.size()));
            at += piece.size();
        }
        unsigned int size = 0;
        QByteArray out(EVP_MAX_MD_SIZE, Qt::Uninitialized);
        EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size);
        out.truncate(static_cast<qsizetype>(size));
        return out;
    });
}

Task<Result<BlobInfo>> LocalBlobPart::finish(PersonId owner, BlobArea area, QByteArray expectedSha256) {
    return m_thread->run([self = shared_from_this(), owner, area, expected = std::move(expectedSha256)] {
        return self->store(owner, area, expected);
    });
}

Status LocalBlobPart::close() {
    if (m_header.size == BlobHeader::unfinished) {
        if (m_header.sealed) {
            const QByteArray last = blocks::seal(m_key, m_header.fileId, m_tailNumber, true, m_tail);
            TRY(files::writeAllAt(*m_file, last.constData(), last.size(), blocks::positionOf(m_tailNumber)));
        }
        BlobHeader finished = m_header;
        finished.size = m_offset;
        TRY(finished.write(*m_file));
        m_header = finished;
    }
    const Status synced = files::sync(*m_file);
    m_broken = !synced; // the kernel forgets a failed page: a second fsync would lie
    return synced;
}

Status LocalBlobPart::compareWithDisk(const QByteArray& sha256) const {
    ::posix_fadvise(*m_file, 0, 0, POSIX_FADV_DONTNEED);
    ContentHash again;
    while (again.size() < m_offset) {
        TRY_ASSIGN(const QByteArray piece, readPlain(again.size(), pieceBytes));
        again.add(piece);
    }
    return again.sha256() == sha256 ? Status()
                                    : fail(ErrorCode::StoreFailed, u"the disk gave back other bytes"_qs);
}

Result<BlobInfo> LocalBlobPart::store(PersonId owner, BlobArea area, const QByteArray& expectedSha256) {
    if (m_broken)
        return fail(ErrorCode::StoreFailed, u"this part is broken"_qs);
    TRY(hashUpToOffset());
    const ContentHash hash = m_hash.all();
    const QByteArray sha256 = hash.sha256();
    if (!expectedSha256.isEmpty() && sha256 != expectedSha256)
        return fail(ErrorCode::ChecksumMismatch);
    TRY(close());
    if (m_place->rereadBeforeAnswer)
        if (const Status same = compareWithDisk(sha256); !same) {
            m_broken = true;
            TRY(startAfresh()); // opened again it wants all of them anew
            return std::unexpected(same.error());
        }
    const QString name = m_place->keys.nameFor(sha256);
    TRY(linkIntoPlace(*m_place, m_path, BlobPlace::folderOf(owner, area, name), name, m_offset));
    if (area == BlobArea::Originals)
        m_place->opened->note(owner, name, false); // it may have lain in the cold directory
    return BlobInfo{name, sha256, m_offset, hash.crc32()};
}

} // namespace parlor::server
