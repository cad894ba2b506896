#include "shared/core/error.h"
#include "shared/protocol/codec.h"
#include "tests/unit/shared/protocol/samples.h"

#include <QFile>
#include <QRegularExpression>

#include <gtest/gtest.h>

// docs/PROTOCOL.md says what the code does.
namespace parlor::test {

namespace {

QString page() {
    QFile file(QStringLiteral(PARLOR_SOURCE_DIR "/docs/PROTOCOL.md"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

struct Row {
    const char* code;
    int status;
    bool temporary;
    const char* text;
};

const Row rows[] = {
#define PARLOR_ERROR(name, code, status, temporary, text) {code, status, temporary, text},
#include "shared/core/errors.def"
#undef PARLOR_ERROR
};

QString operationIn(const QByteArray& frame) {
    return QJsonDocument::fromJson(frame).object().value(u"op").toString();
}

} // namespace

TEST(ProtocolPage, HasTheTableOfErrors) {
    QString table = u"| code | HTTP | temporary | meaning |\n|---|---|---|---|\n"_qs;
    for (const auto& row : rows)
        table += u"| `%1` | %2 | %3 | %4 |\n"_qs.arg(
            QString::fromUtf8(row.code), row.status == 0 ? u"–"_qs : QString::number(row.status),
            row.temporary ? u"yes"_qs : u"no"_qs, QString::fromUtf8(row.text));
    EXPECT_TRUE(page().contains(table)) << "docs/PROTOCOL.md, section 10, should read:\n"
                                        << table.toStdString();
}

// Every example is a frame that the codec takes, and every operation, answer and event type has its place.
TEST(ProtocolPage, ShowsEveryOperationInAnExampleThatDecodes) {
    QSet<QString> asked, sent;
    QRegularExpression example(u"^([CS]) (\\{.*\\})$"_qs, QRegularExpression::MultilineOption);
    for (const auto& match : example.globalMatch(page())) {
        const QByteArray bytes = match.captured(2).toUtf8();
        if (match.captured(1) == u"C") {
            const auto request = codec::decodeRequest(bytes);
            ASSERT_TRUE(request.has_value()) << bytes.toStdString();
            EXPECT_EQ(codec::decodeRequest(codec::encode(*request)), request) << bytes.toStdString();
            asked.insert(operationOf(request->command));
        } else {
            EXPECT_TRUE(codec::decodeFrame(bytes).has_value()) << bytes.toStdString();
            sent.insert(operationIn(bytes));
        }
    }
    for (const auto& [name, request] : sampleRequests())
        EXPECT_TRUE(asked.contains(operationOf(request.command))) << name.toStdString();
    for (const auto& [name, frame] : sampleFrames())
        EXPECT_TRUE(sent.contains(operationIn(codec::encode(frame)))) << name.toStdString();
    const QString text = page();
    for (const auto& event : sampleEvents())
        EXPECT_TRUE(text.contains(u"| `%1` |"_qs.arg(typeOf(event.body)))) << typeOf(event.body).data();
    for (const auto& event : samplePersonEvents())
        EXPECT_TRUE(text.contains(u"`%1`"_qs.arg(typeOf(event.body)))) << typeOf(event.body).data();
}

} // namespace parlor::test
