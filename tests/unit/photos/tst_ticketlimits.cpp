// Uploads by ticket at the border of what may come, and what a crash leaves of those that come whole.
#include "tests/unit/photos/tickets.h"

#include <QDir>

namespace parlor::server::test {
namespace {

class TicketLimits : public TicketsCase {
protected:
    static constexpr qint64 largest = 1'000;

    TicketLimits() {
        node.stop();
        node.rules.largest = largest;
        node.start();
    }

    /// Creation with upload, by a ticket for `allowed` bytes.
    HttpResponse send(const QString& ticket, qint64 announced, const QByteArray& bytes) {
        return node.send("POST", u"/v1/uploads"_qs, nullptr,
                         tus({{"upload-length", QByteArray::number(announced)},
                              {"upload-metadata", "ticket " + ticket.toLatin1().toBase64()},
                              {"content-type", "application/offset+octet-stream"}}),
                         bytes);
    }

    QString ticketFor(qint64 size) {
        return issue(R"({"name":"a.jpg","size":)" + QByteArray::number(size) + "}")
            .value(u"ticket"_qs)
            .toString();
    }

    qsizetype open() { return await(node.uploadRows->receiving({}, 10))->size(); }
};

TEST_F(TicketLimits, CreationWithUploadTakesExactlyTheLimit) {
    const QByteArray bytes(largest, 'x');
    const QString ticket = ticketFor(largest);
    const HttpResponse over = send(ticket, largest + 1, bytes + 'x');
    EXPECT_EQ(over.status, 413);
    EXPECT_EQ(node.json(over).value(u"code"_qs).toString(), u"too_large"_qs);
    EXPECT_EQ(send(ticket, largest, bytes + 'x').status, 413) << "more comes than was announced";
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 0);

    const HttpResponse taken = send(ticketFor(largest), largest, bytes);
    ASSERT_EQ(taken.status, 201) << bodyOf(taken).constData();
    EXPECT_EQ(header(taken, "upload-offset"), QByteArray::number(largest));
    const auto id = PhotoId::fromString(QString::fromLatin1(header(taken, "parlor-photo")));
    ASSERT_TRUE(id);
    EXPECT_EQ(node.photo(*id).size, largest);
    EXPECT_EQ(node.photo(*id).sha256, QCryptographicHash::hash(bytes, QCryptographicHash::Sha256));
}

TEST_F(TicketLimits, NoTicketIsForMore) {
    const auto issued = [&](qint64 size) {
        return node.send("POST", u"/v1/uploads/tickets"_qs, "ann", {},
                         R"({"files":[{"name":"a.jpg","size":)" + QByteArray::number(size) + "}]}");
    };
    EXPECT_EQ(issued(largest).status, 200);
    EXPECT_EQ(issued(largest + 1).status, 413);
}

TEST_F(TicketLimits, OneByteLessThanTheTicketIsForIsNotTaken) {
    const QString ticket = ticketFor(largest);
    EXPECT_EQ(send(ticket, largest - 1, QByteArray(largest - 1, 'x')).status, 400);
    EXPECT_EQ(open(), 0) << "it holds no room";
    EXPECT_EQ(send(ticket, largest, QByteArray(largest, 'x')).status, 201) << "and is as good as before";
}

TEST_F(TicketLimits, ACrashGivesBackTheRoomOfWhatComesWhole) {
    node.rules.quota = 1'500;
    node.restart();
    const QByteArray bytes(largest, 'x');
    const QString address = issue(R"({"name":"a.jpg","size":1000})").value(u"form_url"_qs).toString();
    const auto slow = node.ask("PUT", address, nullptr, {}, bytes);
    slow->pauseAt(600);
    node.router->handle(slow);
    ASSERT_TRUE(waitFor([&] { return slow->isPaused(); }));
    const QString resumable = create(400);
    EXPECT_EQ(patch(resumable, 0, QByteArray(100, 'r')).status, 204);
    EXPECT_EQ(open(), 2);
    EXPECT_EQ(node.send("PUT", issue(R"({"name":"b.jpg","size":1000})").value(u"form_url"_qs).toString(),
                        nullptr, {}, bytes)
                  .status,
              507);

    node.restart();
    EXPECT_TRUE(waitFor([&] { return open() == 1; }));
    EXPECT_EQ(offset(resumable), 100) << "who can go on does";
    const QDir parts(folder.path() + u"/blobs/temporary"_qs);
    EXPECT_TRUE(waitFor([&] { return parts.entryList(QDir::Files).size() == 1; }))
        << "nor are its bytes kept";
    const HttpResponse again = node.send("PUT", address, nullptr, {}, bytes);
    EXPECT_EQ(again.status, 201) << "room and ticket are there as before: " << bodyOf(again).constData();
    slow->cutAfter(0);
    slow->resume();
}

} // namespace
} // namespace parlor::server::test
