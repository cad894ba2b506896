#include "client/core/net/httpclient.h"

#include "client/core/net/certificates.h"
#include "client/core/net/filewindow.h"
#include "client/core/net/workerthread.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSaveFile>
#include <QSslError>

namespace parlor::client {

namespace {

struct Running {
    HttpCall call;
    Promise<Result<HttpAnswer>> promise;
    QNetworkAccessManager* manager = nullptr; ///< of this call only, if it is to be alone
    QNetworkReply* reply = nullptr;
    std::unique_ptr<FileWindow> body;
    std::unique_ptr<QSaveFile> file;
    std::unique_ptr<QFile> part; ///< of continueIn, open once the answer's first bytes are there
    QByteArray received;
    std::int64_t taken = 0; ///< bytes of the answer's body
    std::optional<Error> failure;
};

/// Not every early end of a connection is an error to Qt: then the bytes that are missing tell.
bool endedEarly(const Running& running, int status) {
    const QByteArray said = running.reply->rawHeader("Content-Length");
    const bool plain = running.reply->rawHeader("Content-Encoding").isEmpty(); // Qt unpacks by itself
    const bool hasBody = running.call.method != "HEAD" && status != 204 && status != 304;
    return hasBody && plain && !said.isEmpty() && running.taken < said.toLongLong();
}

} // namespace

class HttpClient::Worker final : public QObject {
public:
    explicit Worker(Executor& executor) : m_executor(executor) {}

    void start(CallId id, HttpCall call, const Promise<Result<HttpAnswer>>& promise);
    void cancel(CallId id);

private:
    QNetworkAccessManager* newManager();
    void read(Running& running) const;
    static bool addToPart(Running& running, int status, const QByteArray& bytes);
    void finish(CallId id);
    void checkCertificate(Running& running) const;

    Executor& m_executor;
    QNetworkAccessManager* m_manager = nullptr;
    std::map<CallId, Running> m_running;
};

QNetworkAccessManager* HttpClient::Worker::newManager() {
    auto* manager = new QNetworkAccessManager(this);
    manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    manager->setAutoDeleteReplies(false);
    return manager;
}

void HttpClient::Worker::start(CallId id, HttpCall call, const Promise<Result<HttpAnswer>>& promise) {
    if (!m_manager)
        m_manager = newManager();
    Running& running = m_running[id];
    running.call = std::move(call);
    running.promise = promise;
    QNetworkRequest request(running.call.url);
    // HTTP/2 uploads of Qt's client have a long history of stalls, and our server speaks 1.1.
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setTransferTimeout(running.call.silenceMs);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"parlor/" PARLOR_VERSION ""_qs);
    for (const auto& [name, value] : std::as_const(running.call.headers))
        request.setRawHeader(name, value);
    if (!running.call.saveTo.isEmpty()) {
        running.file = std::make_unique<QSaveFile>(running.call.saveTo);
        if (!running.file->open(QIODevice::WriteOnly))
            running.failure = Error{ErrorCode::FileFailed, running.file->errorString(), 0};
    }
    if (!running.call.bodyFile.isEmpty()) {
        running.body = std::make_unique<FileWindow>(running.call.bodyFile, running.call.bodyOffset,
                                                    running.call.bodyLength);
        if (!running.body->open(QIODevice::ReadOnly))
            running.failure = Error{ErrorCode::FileFailed, running.body->errorString(), 0};
        request.setHeader(QNetworkRequest::ContentLengthHeader, qint64(running.call.bodyLength));
    }
    if (running.failure)
        return finish(id);
    if (running.call.alone)
        running.manager = newManager();
    QNetworkAccessManager* manager = running.manager ? running.manager : m_manager;
    if (running.body)
        running.reply = manager->sendCustomRequest(request, running.call.method, running.body.get());
    else
        running.reply = manager->sendCustomRequest(request, running.call.method, running.call.body);
    QNetworkReply* reply = running.reply;
    connect(reply, &QNetworkReply::sslErrors, this, [this, id, reply](const QList<QSslError>& errors) {
        Running& mine = m_running.at(id);
        const QSslCertificate certificate = reply->sslConfiguration().peerCertificate();
        if (isPinned(certificate, errors, mine.call.pin))
            reply->ignoreSslErrors(errors);
        else
            mine.failure =
                Error{ErrorCode::TlsFailed, QString::fromLatin1(fingerprintOf(certificate).toHex()), 0};
    });
    connect(reply, &QNetworkReply::encrypted, this, [this, id] { checkCertificate(m_running.at(id)); });
    connect(reply, &QNetworkReply::readyRead, this, [this, id] { read(m_running.at(id)); });
    connect(reply, &QNetworkReply::finished, this, [this, id] { finish(id); });
    if (running.call.progress)
        connect(reply, &QNetworkReply::uploadProgress, this, [this, id](qint64 sent, qint64) {
            if (sent > 0)
                m_executor.post([progress = m_running.at(id).call.progress, sent] { progress(sent); });
        });
}

void HttpClient::Worker::checkCertificate(Running& running) const {
    // The pin holds even where some authority vouches for another certificate.
    const QByteArray fingerprint = fingerprintOf(running.reply->sslConfiguration().peerCertificate());
    if (running.call.pin.isEmpty() || fingerprint == running.call.pin)
        return;
    running.failure = Error{ErrorCode::TlsFailed, QString::fromLatin1(fingerprint.toHex()), 0};
    running.reply->abort();
}

void HttpClient::Worker::read(Running& running) const {
    const int status = running.reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QByteArray bytes = running.reply->readAll();
    running.taken += bytes.size();
    if (running.file && status == 200) {
        if (running.file->write(bytes) != bytes.size()) {
            running.failure = Error{ErrorCode::FileFailed, running.file->errorString(), 0};
            running.reply->abort();
        }
        return;
    }
    if (!running.call.continueIn.isEmpty() && (status == 200 || status == 206)) {
        if (!addToPart(running, status, bytes)) {
            running.failure = Error{ErrorCode::FileFailed, running.part->errorString(), 0};
            running.reply->abort();
        }
        return;
    }
    if (running.received.size() + bytes.size() > running.call.largest) {
        running.failure = Error{ErrorCode::TooLarge, u"the answer is too large"_qs, 0};
        running.reply->abort();
        return;
    }
    running.received += bytes;
}

bool HttpClient::Worker::addToPart(Running& running, int status, const QByteArray& bytes) {
    if (!running.part) {
        running.part = std::make_unique<QFile>(running.call.continueIn);
        const QIODevice::OpenMode place = status == 200 ? QIODevice::Truncate : QIODevice::Append;
        if (!running.part->open(QIODevice::WriteOnly | place))
            return false;
        const QByteArray from = "bytes " + QByteArray::number(running.part->size()) + '-';
        if (status == 206 && !running.reply->rawHeader("Content-Range").startsWith(from))
            return false;
    }
    return running.part->write(bytes) == bytes.size();
}

void HttpClient::Worker::finish(CallId id) {
    const auto found = m_running.find(id);
    if (found == m_running.end())
        return;
    Running running = std::move(found->second);
    m_running.erase(found);
    QNetworkReply* reply = running.reply;
    if (reply) {
        reply->disconnect(this);
        reply->deleteLater();
    }
    if (running.manager)
        running.manager->deleteLater();
    if (running.failure)
        return running.promise.finish(std::unexpected(*running.failure));
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto error = reply->error();
    // Errors from 201 up are an answer with a bad status; those below are of the network, even in mid-answer.
    if (status == 0 || (error != QNetworkReply::NoError && error < QNetworkReply::ContentAccessDenied)) {
        const bool refused = error == QNetworkReply::SslHandshakeFailedError;
        return running.promise.finish(fail(refused ? ErrorCode::TlsFailed : ErrorCode::NetworkFailed,
                                           refused ? QString() : reply->errorString()));
    }
    HttpAnswer answer;
    answer.status = status;
    for (const auto& [name, value] : reply->rawHeaderPairs())
        answer.headers.append({name.toLower(), value});
    const QByteArray rest = reply->readAll();
    running.taken += rest.size();
    answer.body = running.received + rest;
    if (running.file && status == 200 && answer.body.size() > 0) {
        running.file->write(answer.body);
        answer.body.clear();
    }
    if (!running.call.continueIn.isEmpty() && (status == 200 || status == 206)) {
        if (!addToPart(running, status, answer.body) || !running.part->flush())
            return running.promise.finish(fail(ErrorCode::FileFailed, running.part->errorString()));
        answer.body.clear();
    }
    if (endedEarly(running, status))
        return running.promise.finish(fail(ErrorCode::NetworkFailed, u"the answer ended early"_qs));
    if (running.file && status == 200 && !running.file->commit())
        return running.promise.finish(fail(ErrorCode::FileFailed, running.file->errorString()));
    running.promise.finish(std::move(answer));
}

void HttpClient::Worker::cancel(CallId id) {
    const auto found = m_running.find(id);
    if (found == m_running.end())
        return;
    found->second.failure = Error{ErrorCode::Cancelled, {}, 0};
    if (found->second.reply)
        found->second.reply->abort();
}

QByteArray HttpAnswer::header(QByteArrayView name) const {
    for (const auto& [key, value] : headers)
        if (key == name)
            return value;
    return {};
}

HttpClient::HttpClient(WorkerThread& network, Executor& executor)
    : m_network(network), m_worker(network.adopt(new Worker(executor))) {}

HttpClient::~HttpClient() = default;

HttpClient::Started HttpClient::start(HttpCall call) {
    const CallId id = ++m_last;
    const Promise<Result<HttpAnswer>> promise;
    m_network.executor().post([worker = m_worker, id, call = std::move(call), promise]() mutable {
        worker->start(id, std::move(call), promise);
    });
    return {id, promise.task()};
}

void HttpClient::cancel(CallId id) {
    m_network.executor().post([worker = m_worker, id] { worker->cancel(id); });
}

} // namespace parlor::client
