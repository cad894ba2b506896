#pragma once

#include "tests/support/processes.h"
#include "tests/support/rawhttp.h"
#include "tests/support/seeding/seeding.h"

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

    /// With the right and the version, unless a header says otherwise ("-": leave it out).
    RawAnswer ask(const QByteArray& method, const QByteArray& path, Headers headers = {},
                  const QByteArray& body = {}) {
        const auto has = [&](QByteArrayView name) {
            return std::ranges::any_of(headers, [&](const auto& header) { return header.first == name; });
        };
        if (!has("Authorization"))
            headers.emplaceBack("Authorization", "Bearer " + m_token);
        if (!has("Tus-Resumable"))
            headers.emplaceBack("Tus-Resumable", "1.0.0");
        headers.removeIf([](const auto& header) { return header.second == "-"; });
        return sendRaw(m_process.url(), {method, path, headers, body, -1});
    }

    RawAnswer create(Headers headers) { return ask("POST", "/v1/uploads", std::move(headers)); }

    QByteArray upload(int size, Headers more = {}) {
        more.emplaceBack("Upload-Length", QByteArray::number(size));
        return create(more).header("location");
    }

    RawAnswer patch(const QByteArray& upload, const QByteArray& offset, const QByteArray& body,
                    Headers more = {}) {
        more.emplaceBack("Upload-Offset", offset);
        if (std::ranges::none_of(more, [](const auto& header) { return header.first == "Content-Type"; }))
            more.emplaceBack("Content-Type", offsetStream);
        return ask("PATCH", upload, more, body);
    }

    RawAnswer head(const QByteArray& upload) { return ask("HEAD", upload); }

    QByteArray offsetOf(const QByteArray& upload) { return head(upload).header("upload-offset"); }

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
            m_token = seeding.person(u"ada"_qs, Role::Owner).token;
        }
        m_process.start();
    }

    static std::unique_ptr<TusServer>& held() {
        static std::unique_ptr<TusServer> server;
        return server;
    }

    ServerProcess m_process;
    QByteArray m_token;
};

} // namespace parlor::test
