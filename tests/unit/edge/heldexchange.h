#pragma once

#include "server/domain/ports/http.h"
#include "tests/support/waiting.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>

#include <optional>

namespace parlor::test {

/// A request that a test makes, and the answer it got.
class HeldExchange final : public server::HttpExchange {
public:
    HeldExchange(const QByteArray& method, const QString& path, const QByteArray& body = {}) : m_body(body) {
        m_request.method = method;
        m_request.path = path;
        m_request.contentLength = body.size();
        m_request.peer = {u"127.0.0.1"_qs, u"127.0.0.1"_qs, false, true};
    }

    static std::shared_ptr<HeldExchange> make(const QByteArray& method, const QString& path,
                                              const QByteArray& body = {}) {
        return std::make_shared<HeldExchange>(method, path, body);
    }

    server::HttpRequest& edit() { return m_request; }

    void authorize(const QString& token) {
        m_request.headers.emplace_back("authorization", "Bearer " + token.toLatin1());
    }

    [[nodiscard]] const server::HttpRequest& request() const override { return m_request; }

    void signedIn() override { isSignedIn = true; }

    void respond(server::HttpResponse answer) override {
        EXPECT_FALSE(response) << "answered twice";
        response = std::move(answer);
    }

    Task<Result<QByteArray>> readBody(std::int64_t limit) override {
        if (m_body.size() > limit)
            return doneTask<Result<QByteArray>>(fail(ErrorCode::TooLarge));
        return doneTask<Result<QByteArray>>(m_body);
    }

    Task<Result<std::int64_t>> readInto(std::shared_ptr<server::BodySink>, std::int64_t) override {
        return doneTask<Result<std::int64_t>>(fail(ErrorCode::NetworkFailed));
    }

    [[nodiscard]] int status() const { return response ? response->status : 0; }

    [[nodiscard]] QJsonObject json() const {
        return QJsonDocument::fromJson(std::get<QByteArray>(response->body)).object();
    }

    [[nodiscard]] QString code() const { return json().value(u"code"_qs).toString(); }

    [[nodiscard]] QByteArray header(const QByteArray& name) const {
        for (const auto& [key, value] : response->headers)
            if (key == name)
                return value;
        return {};
    }

    std::optional<server::HttpResponse> response;
    bool isSignedIn = false;

private:
    server::HttpRequest m_request;
    QByteArray m_body;
};

} // namespace parlor::test
