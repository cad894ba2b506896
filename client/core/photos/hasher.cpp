#include "client/core/photos/hasher.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>

namespace parlor::client {

namespace {

constexpr qint64 pieceBytes = 1024 * 1024;

Result<HashedFile> hashNow(const QString& path, const Hasher::Cancelled& cancelled) {
    TRY_ASSIGN(const FileFacts facts, factsOf(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FileFailed, file.errorString());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray piece(pieceBytes, Qt::Uninitialized);
    std::int64_t read = 0;
    while (true) {
        if (cancelled->load())
            return fail(ErrorCode::Cancelled);
        const qint64 got = file.read(piece.data(), piece.size());
        if (got < 0)
            return fail(ErrorCode::FileFailed, file.errorString());
        if (got == 0)
            break;
        hash.addData(QByteArrayView(piece).first(got));
        read += got;
    }
    if (read != facts.size)
        return fail(ErrorCode::FileFailed, u"the file changes while it is read"_qs);
    return HashedFile{facts, hash.result()};
}

} // namespace

Result<FileFacts> factsOf(const QString& path) {
    const QFileInfo info(path);
    if (!info.exists() || !info.isFile())
        return fail(ErrorCode::FileFailed, u"there is no such file"_qs);
    if (!info.isReadable())
        return fail(ErrorCode::FileFailed, u"the file can not be read"_qs);
    return FileFacts{info.size(), info.lastModified().toMSecsSinceEpoch()};
}

Hasher::Hasher() : m_worker(u"hashing"_qs) {}

Task<Result<FileFacts>> Hasher::look(const QString& path) {
    const Promise<Result<FileFacts>> promise;
    m_worker.executor().post([promise, path] { promise.finish(factsOf(path)); });
    return promise.task();
}

Task<Result<HashedFile>> Hasher::hash(const QString& path, Cancelled cancelled) {
    const Promise<Result<HashedFile>> promise;
    m_worker.executor().post([promise, path, cancelled] { promise.finish(hashNow(path, cancelled)); });
    return promise.task();
}

} // namespace parlor::client
