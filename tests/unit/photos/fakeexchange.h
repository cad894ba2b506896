#pragma once

#include "server/domain/ports/http.h"
#include "tests/support/waiting.h"

#include <unistd.h>

namespace parlor::server::test {

/// A request as net would hand it over, with its body in small pieces; may break off in the middle.
class FakeExchange final : public HttpExchange, public std::enable_shared_from_this<FakeExchange> {
public:
    FakeExchange(HttpRequest request, QByteArray body, Executor& executor)
        : m_request(std::move(request)), m_body(std::move(body)), m_executor(executor) {
        m_request.contentLength = m_body.size();
    }

    /// The connection dies after so many bytes of body.
    void cutAfter(qsizetype bytes) { m_cut = bytes; }

    /// The body stops here until resume() is called, as a slow client's would.
    void pauseAt(qsizetype bytes) { m_pause = bytes; }

    void resume() {
        m_pause = -1;
        if (m_paused)
            std::exchange(m_paused, nullptr)();
    }

    [[nodiscard]] bool isPaused() const { return m_paused != nullptr; }

    void announceNoLength() { m_request.contentLength = -1; }

    [[nodiscard]] const HttpRequest& request() const override { return m_request; }

    void signedIn() override { isSignedIn = true; }

    void respond(HttpResponse response) override { m_response.finish(std::move(response)); }

    Task<Result<QByteArray>> readBody(std::int64_t limit) override {
        if (m_body.size() > limit)
            return doneTask<Result<QByteArray>>(fail(ErrorCode::TooLarge));
        return doneTask<Result<QByteArray>>(m_body);
    }

    Task<Result<std::int64_t>> readInto(std::shared_ptr<BodySink> sink, std::int64_t limit) override {
        m_sink = std::move(sink);
        m_limit = limit;
        step();
        return m_read.task();
    }

    HttpResponse response() { return parlor::test::await(m_response.task()); }

    bool isSignedIn = false;

    [[nodiscard]] bool isAnswered() const { return m_response.task().isDone(); }

private:
    void endRead(Result<std::int64_t> result) {
        m_sink.reset(); // it may hold this
        m_read.finish(std::move(result));
    }

    void step() {
        if (m_cut >= 0 && m_at >= m_cut)
            return endRead(fail(ErrorCode::NetworkFailed));
        if (m_at == m_body.size())
            return endRead(m_at);
        if (m_pause >= 0 && m_at >= m_pause) {
            m_paused = [this] { step(); };
            return;
        }
        QByteArray piece = m_body.mid(m_at, std::min<qsizetype>(m_piece, m_body.size() - m_at));
        for (const qsizetype stop : {m_cut, m_pause})
            if (stop > m_at && stop - m_at < piece.size())
                piece.truncate(stop - m_at);
        if (m_at + piece.size() > m_limit)
            return endRead(fail(ErrorCode::TooLarge));
        m_sink->write(piece).then(&m_executor,
                                  [self = shared_from_this(), size = piece.size()](const Status& written) {
                                      if (!written)
                                          return self->endRead(std::unexpected(written.error()));
                                      self->m_at += size;
                                      self->step();
                                  });
    }

    HttpRequest m_request;
    QByteArray m_body;
    Executor& m_executor;
    qsizetype m_cut = -1;
    qsizetype m_pause = -1;
    qsizetype m_piece = 10'007;
    qsizetype m_at = 0;
    std::int64_t m_limit = 0;
    std::shared_ptr<BodySink> m_sink;
    std::function<void()> m_paused;
    Promise<Result<std::int64_t>> m_read;
    Promise<HttpResponse> m_response;
};

inline QByteArray header(const HttpResponse& response, QByteArrayView name) {
    for (const auto& [key, value] : response.headers)
        if (key == name)
            return value;
    return {};
}

/// The answer's bytes, wherever they come from.
inline QByteArray bodyOf(const HttpResponse& response) {
    if (const auto* file = std::get_if<FileBody>(&response.body)) {
        QByteArray out(file->length, Qt::Uninitialized);
        const ssize_t got =
            ::pread(*file->descriptor, out.data(), static_cast<std::size_t>(file->length), file->offset);
        out.truncate(std::max<ssize_t>(0, got));
        return out;
    }
    if (const auto* source = std::get_if<SourceBody>(&response.body))
        return parlor::test::await(source->source->read(source->offset, source->length)).value_or("failed");
    return std::get<QByteArray>(response.body);
}

} // namespace parlor::server::test
