#pragma once

#include "shared/core/executor.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrl>

#include <cstdint>
#include <functional>
#include <utility>

namespace parlor::client {

class WorkerThread;

struct HttpCall {
    QByteArray method = "GET";
    QUrl url;
    QByteArray pin; ///< see ServerAddress
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;

    QString bodyFile; ///< instead of `body`: these bytes of a file
    std::int64_t bodyOffset = 0;
    std::int64_t bodyLength = 0;

    QString saveTo; ///< instead of HttpAnswer::body: a file, complete or untouched; only for status 200
    /// Instead of saveTo: a file that a 206 goes on with and a 200 begins anew; what came stays in it when
    /// the connection breaks.
    QString continueIn;
    std::int64_t largest = 16LL * 1024 * 1024; ///< bytes of an answer in memory; more is TooLarge
    int silenceMs = 30'000;                    ///< without a byte in either direction: NetworkFailed
    bool alone = false; ///< on a connection of its own: others may be dead, or never come about
    std::function<void(std::int64_t sent)> progress; ///< bytes of the body so far; on the client's executor
};

struct HttpAnswer {
    int status = 0;
    QList<std::pair<QByteArray, QByteArray>> headers; ///< names in lower case
    QByteArray body;

    [[nodiscard]] QByteArray header(QByteArrayView name) const;
};

/// HTTP without redirects, cookies and caches, on the network thread. Any status is an answer. Errors:
/// NetworkFailed, TlsFailed (detail: SHA-256 of the refused certificate in hex), TooLarge, FileFailed,
/// Cancelled.
class HttpClient {
public:
    using CallId = std::uint64_t;

    struct Started {
        CallId id = 0;
        Task<Result<HttpAnswer>> answer;
    };

    /// `executor`: where progress is told. Both live longer.
    HttpClient(WorkerThread& network, Executor& executor);
    ~HttpClient();

    Started start(HttpCall call);

    Task<Result<HttpAnswer>> send(HttpCall call) { return start(std::move(call)).answer; }

    /// Its answer is Cancelled, unless it came before.
    void cancel(CallId id);

private:
    class Worker;

    WorkerThread& m_network;
    Worker* m_worker; ///< lives on the network thread
    CallId m_last = 0;
};

} // namespace parlor::client
