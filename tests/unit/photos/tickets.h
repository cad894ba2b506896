#pragma once

#include "tests/unit/photos/uploadcase.h"

namespace parlor::server::test {

/// Tickets of Ann's, and how they are redeemed.
class TicketsCase : public UploadsTest {
protected:
    QJsonObject issue(const QByteArray& file = R"({"name":"a.jpg","size":5})") {
        const HttpResponse issued =
            node.send("POST", u"/v1/uploads/tickets"_qs, "ann", {}, "{\"files\":[" + file + "]}");
        EXPECT_EQ(issued.status, 200) << bodyOf(issued).constData();
        return node.json(issued).value(u"tickets"_qs).toArray().first().toObject();
    }

    HttpResponse redeem(const QString& ticket, qint64 size, const char* token = nullptr) {
        return node.send("POST", u"/v1/uploads"_qs, token,
                         tus({{"upload-length", QByteArray::number(size)},
                              {"upload-metadata", metadataOf(ticket) + ",filename aA=="}}));
    }

    static QByteArray metadataOf(const QString& ticket) { return "ticket " + ticket.toLatin1().toBase64(); }

    /// Bytes that are a part of what the ticket is for.
    HttpResponse sendPart(const QString& ticket, const QByteArray& bytes) {
        return node.send("POST", u"/v1/uploads"_qs, nullptr,
                         tus({{"upload-length", QByteArray::number(bytes.size())},
                              {"upload-concat", "partial"},
                              {"upload-metadata", metadataOf(ticket)},
                              {"content-type", "application/offset+octet-stream"}}),
                         bytes);
    }

    /// All of it, from the addresses of its parts.
    HttpResponse join(const QString& ticket, const QByteArrayList& parts, const char* token = nullptr) {
        return node.send(
            "POST", u"/v1/uploads"_qs, token,
            tus({{"upload-concat", "final;" + parts.join(' ')}, {"upload-metadata", metadataOf(ticket)}}));
    }

    static QByteArray form(const QByteArray& ticket, const QByteArray& content) {
        QByteArray body;
        if (!ticket.isEmpty())
            body += "--XX\r\nContent-Disposition: form-data; name=\"ticket\"\r\n\r\n" + ticket + "\r\n";
        return body
               + "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jpg\"\r\n"
                 "Content-Type: image/jpeg\r\n\r\n"
               + content + "\r\n--XX--\r\n";
    }

    const Headers formType{{"content-type", "multipart/form-data; boundary=XX"}};
};

} // namespace parlor::server::test
