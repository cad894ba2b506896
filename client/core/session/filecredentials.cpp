#include "client/core/session/filecredentials.h"

#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QSaveFile>

namespace parlor::client {

namespace {

constexpr auto ownerOnlyFile = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
constexpr auto ownerOnlyDirectory = ownerOnlyFile | QFileDevice::ExeOwner;
constexpr qint64 mostBytes = 1024 * 1024;
constexpr int lockWaitMs = 15'000;
constexpr int staleLockMs = 60'000;

QString fileIn(const QString& directory) {
    return directory + u"/credentials.json"_qs;
}

} // namespace

Status makePrivateDirectory(const QString& path) {
    if (!QDir().mkpath(path))
        return fail(ErrorCode::FileFailed, u"can not make "_qs + path);
    QFile::setPermissions(path, ownerOnlyDirectory);
    return {};
}

Status writePrivateFile(const QString& path, const QByteArray& bytes) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ErrorCode::FileFailed, file.errorString());
    // Before a byte of it is written: nobody else may read it even for a moment.
    file.setPermissions(ownerOnlyFile);
    if (file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorCode::FileFailed, file.errorString());
    return {};
}

Result<std::optional<QByteArray>> readSmallFile(const QString& path) {
    QFile file(path);
    if (!file.exists())
        return std::nullopt;
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FileFailed, file.errorString());
    if (file.size() > mostBytes)
        return fail(ErrorCode::TooLarge, path);
    return file.readAll();
}

FileCredentials::FileCredentials(WorkerThread& worker, QString directory)
    : m_worker(worker), m_directory(std::move(directory)) {}

Task<Result<std::optional<Credentials>>> FileCredentials::load() {
    const Promise<Result<std::optional<Credentials>>> promise;
    m_worker.executor().post([promise, path = fileIn(m_directory)] {
        const auto bytes = readSmallFile(path);
        if (!bytes)
            return promise.finish(std::unexpected(bytes.error()));
        if (!*bytes)
            return promise.finish(std::optional<Credentials>());
        auto read = credentialsFrom(**bytes);
        if (!read)
            return promise.finish(fail(ErrorCode::FileFailed, u"the stored credentials can not be read"_qs));
        promise.finish(std::optional(*std::move(read)));
    });
    return promise.task();
}

Task<Status> FileCredentials::save(Credentials credentials) {
    const Promise<Status> promise;
    m_worker.executor().post([promise, directory = m_directory, bytes = toBytes(credentials, true)] {
        if (const Status made = makePrivateDirectory(directory); !made)
            return promise.finish(made);
        promise.finish(writePrivateFile(fileIn(directory), bytes));
    });
    return promise.task();
}

Task<Status> FileCredentials::clear() {
    const Promise<Status> promise;
    m_worker.executor().post([promise, path = fileIn(m_directory)] {
        const bool gone = !QFile::exists(path) || QFile::remove(path);
        promise.finish(gone ? Status()
                            : fail(ErrorCode::FileFailed, u"the credentials can not be removed"_qs));
    });
    return promise.task();
}

Task<Result<CredentialStore::Lock>> FileCredentials::lock() {
    const Promise<Result<Lock>> promise;
    m_worker.executor().post([promise, directory = m_directory] {
        if (const Status made = makePrivateDirectory(directory); !made)
            return promise.finish(std::unexpected(made.error()));
        const auto file = std::make_shared<QLockFile>(directory + u"/credentials.lock"_qs);
        file->setStaleLockTime(staleLockMs);
        if (!file->tryLock(lockWaitMs))
            return promise.finish(fail(ErrorCode::Busy, u"another process holds the credentials"_qs));
        promise.finish(Lock(file));
    });
    return promise.task();
}

} // namespace parlor::client
