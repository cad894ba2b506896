#pragma once

#include "tests/unit/photos/photonode.h"

namespace parlor::server::test {

/// Uploads by tus 1.0 as a client would send them.
class UploadsTest : public PhotoNodeTest {
protected:
    Headers tus(Headers more = {}) {
        more.prepend({"tus-resumable", "1.0.0"});
        return more;
    }

    QString create(qint64 size, const char* token = "ann", Headers more = {}) {
        more.append({"upload-length", QByteArray::number(size)});
        const HttpResponse made = node.send("POST", QStringLiteral("/v1/uploads"), token, tus(more));
        EXPECT_EQ(made.status, 201);
        return QString::fromLatin1(header(made, "location"));
    }

    Headers chunk(qint64 offset, Headers more = {}) {
        more.append({"content-type", QByteArray("application/offset+octet-stream")});
        more.append({"upload-offset", QByteArray::number(offset)});
        return tus(more);
    }

    HttpResponse patch(const QString& address, qint64 offset, const QByteArray& bytes,
                       const Headers& more = {}, const char* token = "ann") {
        return node.send("PATCH", address, token, chunk(offset, more), bytes);
    }

    qint64 offset(const QString& address, const char* token = "ann") {
        const HttpResponse head = node.send("HEAD", address, token, tus());
        return head.status == 200 ? header(head, "upload-offset").toLongLong() : -head.status;
    }

    const QByteArray picture = QByteArray("a picture ").repeated(20'000);
};

} // namespace parlor::server::test
