#pragma once

#include "tests/support/processes.h"
#include "tests/support/rawhttp.h"
#include "tests/support/seeding/seeding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

namespace parlor::test {

inline const QByteArray offsetStream = "application/offset+octet-stream";

/// The one server that all rows about tus ask, and how they ask it.
class TusServer {
public:
    using Headers = QList<std::pair<QByteArray, QByteArray>>;

    static TusServer& instance() {
        if (!held())
            held().reset(new TusServer);
        return *held();
    }

    static void end() { held().reset(); }

    /// With Ada's right and the version, unless a header says otherwise ("-": leave it out). `announced`: the
    /// Content-Length, when the body ends before it.
    RawAnswer ask(const QByteArray& method, const QByteArray& path, Headers headers = {},
                  const QByteArray& body = {}, qint64 announced = -1) {
        const auto has = [&](QByteArrayView name) {
            return std::ranges::any_of(headers, [&](const auto& header) { return header.first == name; });
        };
        if (!has("Authorization"))
            headers.emplaceBack("Authorization", "Bearer " + m_ada);
        if (!has("Tus-Resumable"))
            headers.emplaceBack("Tus-Resumable", "1.0.0");
        headers.removeIf([](const auto& header) { return header.second == "-"; });
        return sendRaw(m_process.url(), {method, path, headers, body, announced});
    }

    RawAnswer create(Headers headers) { return ask("POST", "/v1/uploads", std::move(headers)); }

    QByteArray upload(qint64 size, Headers more = {}) {
        more.emplaceBack("Upload-Length", QByteArray::number(size));
        return create(more).header("location");
    }

    RawAnswer patch(const QByteArray& upload, const QByteArray& offset, const QByteArray& body,
                    Headers more = {}, qint64 announced = -1) {
        more.emplaceBack("Upload-Offset", offset);
        if (std::ranges::none_of(more, [](const auto& header) { return header.first == "Content-Type"; }))
            more.emplaceBack("Content-Type", offsetStream);
        return ask("PATCH", upload, more, body, announced);
    }

    RawAnswer head(const QByteArray& upload) { return ask("HEAD", upload); }

    QByteArray offsetOf(const QByteArray& upload) { return head(upload).header("upload-offset"); }

    /// The Authorization of somebody else.
    [[nodiscard]] QByteArray bo() const { return "Bearer " + m_bo; }

    RawAnswer options() { return ask("OPTIONS", "/v1/uploads", {{"Tus-Resumable", "-"}}); }

    bool offers(const char* extension) {
        return options().header("tus-extension").split(',').contains(extension);
    }

    /// Two finished parts.
    QByteArrayList parts() {
        QByteArrayList made;
        for (const char* text : {"one", "two"}) {
            made.append(upload(3, {{"Upload-Concat", "partial"}}));
            patch(made.last(), "0", text);
        }
        return made;
    }

    /// Of two parts, and of these bytes.
    RawAnswer join(const QByteArrayList& parts, Headers more = {}) {
        more.emplaceBack("Upload-Concat", "final;" + parts.join(' '));
        return create(more);
    }

private:
    TusServer() {
        {
            Seeding seeding(m_process.dataDirectory());
            m_ada = seeding.person(u"ada"_qs, Role::Owner).token;
            m_bo = seeding.person(u"bo"_qs).token;
        }
        m_process.start();
    }

    static std::unique_ptr<TusServer>& held() {
        static std::unique_ptr<TusServer> server;
        return server;
    }

    ServerProcess m_process;
    QByteArray m_ada;
    QByteArray m_bo;
};

/// Asks the one server by hand.
class TusTest : public ::testing::Test {
protected:
    using Headers = TusServer::Headers;

    static void TearDownTestSuite() { TusServer::end(); }

    static RawAnswer ask(const QByteArray& method, const QByteArray& path, Headers headers = {},
                         const QByteArray& body = {}) {
        return TusServer::instance().ask(method, path, std::move(headers), body);
    }

    static QByteArray create(qint64 size, Headers headers = {}) {
        const QByteArray upload = TusServer::instance().upload(size, std::move(headers));
        EXPECT_FALSE(upload.isEmpty());
        return upload;
    }

    static RawAnswer patch(const QByteArray& upload, qint64 offset, const QByteArray& body, Headers more = {},
                           qint64 announced = -1) {
        return TusServer::instance().patch(upload, QByteArray::number(offset), body, std::move(more),
                                           announced);
    }

    static QByteArray offsetOf(const QByteArray& upload) { return TusServer::instance().offsetOf(upload); }

    static QByteArray bo() { return TusServer::instance().bo(); }
};

} // namespace parlor::test
