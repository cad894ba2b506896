#include "client/core/session/keychaincredentials.h"

#include "client/core/session/filecredentials.h"

#include <QCoreApplication>
#include <QFile>
#include <QTimer>
#include <qt6keychain/keychain.h>

namespace parlor::client {

namespace {

constexpr int answerMs = 10'000;
const auto service = QStringLiteral("Parlor");

QString fileWarning() {
    return QCoreApplication::translate("parlor::Keychain",
                                       "There is no keychain: your sign-in is kept in a file that only your "
                                       "account can read.");
}

/// Runs a job that may never answer (a prompt that nobody sees) and tells `done` once: true when it finished.
template<class Job, class Done>
void run(Job* job, QObject* context, Done done) {
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    auto* timer = new QTimer(context);
    timer->setSingleShot(true);
    QObject::connect(timer, &QTimer::timeout, context, [timer, job, context, done] {
        job->disconnect(context);
        timer->deleteLater();
        done(nullptr);
    });
    QObject::connect(job, &QKeychain::Job::finished, context, [timer, job, done](QKeychain::Job*) {
        timer->stop();
        timer->deleteLater();
        done(job);
    });
    timer->start(answerMs);
    job->start();
}

} // namespace

KeychainCredentials::KeychainCredentials(WorkerThread& worker, Executor& executor, QString directory,
                                         QObject* parent)
    : QObject(parent),
      m_worker(worker),
      m_executor(executor),
      m_directory(std::move(directory)),
      m_file(std::make_unique<FileCredentials>(worker, m_directory)) {}

KeychainCredentials::~KeychainCredentials() = default;

QString KeychainCredentials::keyOf(const Credentials& credentials) const {
    return credentials.account.person.name + u'@' + credentials.account.server.url.authority();
}

Task<Result<std::optional<Credentials>>> KeychainCredentials::load() {
    const Promise<Result<std::optional<Credentials>>> promise;
    if (m_memory)
        return doneTask<Result<std::optional<Credentials>>>(m_memory);
    const Promise<Result<std::optional<QByteArray>>> file;
    m_worker.executor().post(
        [file, path = m_directory + u"/account.json"_qs] { file.finish(readSmallFile(path)); });
    whenDone(file.task(), &m_executor, this, [this, promise](const Result<std::optional<QByteArray>>& bytes) {
        if (!bytes || !*bytes)
            return loadFromFile(promise);
        auto account = credentialsFrom(**bytes);
        if (!account)
            return loadFromFile(promise);
        auto* job = new QKeychain::ReadPasswordJob(service, this);
        job->setKey(keyOf(*account));
        run(job, this, [this, promise, known = *account](QKeychain::ReadPasswordJob* done) {
            if (!done || done->error() != QKeychain::NoError || done->textData().isEmpty())
                return loadFromFile(promise);
            Credentials read = known;
            read.refreshToken = done->textData();
            promise.finish(std::optional(read));
        });
    });
    return promise.task();
}

void KeychainCredentials::loadFromFile(const Promise<Result<std::optional<Credentials>>>& promise) {
    whenDone(m_file->load(), &m_executor, this,
             [this, promise](const Result<std::optional<Credentials>>& read) {
                 if (read && *read)
                     m_warning = fileWarning();
                 promise.finish(read);
             });
}

Task<Status> KeychainCredentials::save(Credentials credentials) {
    const Promise<Status> promise;
    auto* job = new QKeychain::WritePasswordJob(service, this);
    job->setKey(keyOf(credentials));
    job->setTextData(credentials.refreshToken);
    run(job, this, [this, promise, credentials](QKeychain::WritePasswordJob* done) {
        if (!done || done->error() != QKeychain::NoError)
            return saveToFile(credentials, promise);
        m_warning.clear();
        m_memory.reset();
        m_worker.executor().post([promise, directory = m_directory, bytes = toBytes(credentials, false)] {
            Status saved = makePrivateDirectory(directory);
            if (saved)
                saved = writePrivateFile(directory + u"/account.json"_qs, bytes);
            // A token of the time before there was a keychain must not stay behind.
            QFile::remove(directory + u"/credentials.json"_qs);
            promise.finish(saved);
        });
    });
    return promise.task();
}

void KeychainCredentials::saveToFile(const Credentials& credentials, const Promise<Status>& promise) {
    Credentials kept = credentials;
    kept.accessToken.clear();
    kept.expiresAt = 0;
    whenDone(m_file->save(kept), &m_executor, this, [this, promise, credentials](const Status& saved) {
        m_warning = saved ? fileWarning()
                          : QCoreApplication::translate(
                                "parlor::Keychain", "Your sign-in could not be kept: you will be asked again "
                                                    "after a restart.");
        if (!saved)
            m_memory = credentials;
        promise.finish({});
    });
}

Task<Status> KeychainCredentials::clear() {
    const Promise<Status> promise;
    m_memory.reset();
    whenDone(load(), &m_executor, this, [this, promise](const Result<std::optional<Credentials>>& read) {
        if (read && *read) {
            auto* job = new QKeychain::DeletePasswordJob(service, this);
            job->setKey(keyOf(**read));
            run(job, this, [](QKeychain::DeletePasswordJob*) {});
        }
        m_worker.executor().post([path = m_directory + u"/account.json"_qs] { QFile::remove(path); });
        whenDone(m_file->clear(), &m_executor, this,
                 [promise](const Status& cleared) { promise.finish(cleared); });
    });
    return promise.task();
}

Task<Result<CredentialStore::Lock>> KeychainCredentials::lock() {
    return m_file->lock();
}

} // namespace parlor::client
