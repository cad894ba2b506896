#include "server/net/http/exchange.h"

#include "server/net/http/bodyread.h"
#include "server/net/http/httpconnection.h"
#include "server/net/http/responsehead.h"
#include "server/net/iothread.h"

namespace parlor::server {

namespace {

/// Collects a small body. Used on the I/O thread only, then handed over.
class CollectingSink final : public BodySink {
public:
    Task<Status> write(QByteArray chunk) override {
        if (m_all.isEmpty())
            m_all = std::move(chunk);
        else
            m_all += chunk;
        return doneTask(Status());
    }

    [[nodiscard]] QByteArray take() { return std::exchange(m_all, {}); }

private:
    QByteArray m_all;
};

} // namespace

Exchange::Exchange(HttpRequest request, IoThread& thread, std::shared_ptr<Inbox> inbox,
                   std::uint64_t connection, std::uint32_t serial)
    : m_request(std::move(request)),
      m_thread(thread),
      m_inbox(std::move(inbox)),
      m_connection(connection),
      m_serial(serial) {}

Exchange::~Exchange() {
    respond(problem(ErrorCode::Internal));
}

void Exchange::signedIn() {
    m_inbox->post([thread = &m_thread, number = m_connection, serial = m_serial] {
        if (auto* connection = thread->find<HttpConnection>(number))
            connection->signedIn(serial);
    });
}

void Exchange::respond(HttpResponse response) {
    if (m_answered.exchange(true))
        return;
    m_inbox->post([thread = &m_thread, number = m_connection, serial = m_serial,
                   response = std::move(response)]() mutable {
        if (auto* connection = thread->find<HttpConnection>(number))
            connection->respond(serial, std::move(response));
    });
}

Task<Result<QByteArray>> Exchange::readBody(std::int64_t limit) {
    const Promise<Result<QByteArray>> promise;
    const auto sink = std::make_shared<CollectingSink>();
    const auto read =
        std::make_shared<BodyRead>(sink, limit, [promise, sink](const Result<std::int64_t>& count) {
            if (count)
                promise.finish(sink->take());
            else
                promise.finish(std::unexpected(count.error()));
        });
    m_inbox->post([thread = &m_thread, number = m_connection, serial = m_serial, read] {
        if (auto* connection = thread->find<HttpConnection>(number))
            connection->readBody(serial, read);
    });
    return promise.task();
}

Task<Result<std::int64_t>> Exchange::readInto(std::shared_ptr<BodySink> sink, std::int64_t limit) {
    const Promise<Result<std::int64_t>> promise;
    const auto read = std::make_shared<BodyRead>(
        std::move(sink), limit, [promise](Result<std::int64_t> count) { promise.finish(std::move(count)); });
    m_inbox->post([thread = &m_thread, number = m_connection, serial = m_serial, read] {
        if (auto* connection = thread->find<HttpConnection>(number))
            connection->readBody(serial, read);
    });
    return promise.task();
}

} // namespace parlor::server
