#include "tests/conformance/table/cases.h"
#include "tests/unit/net/rawclient.h"

#include <QDir>
#include <QProcess>

#include <gtest/gtest.h>

#include <thread>

namespace parlor::server {

class Conformance : public testing::TestWithParam<ConformanceCase> {
public:
    static void SetUpTestSuite() {
        echo = new QProcess;
        echo->start(QDir(QStringLiteral(PARLOR_BINARY_DIR)).filePath(QStringLiteral("bin/conformance_echo")),
                    QStringList());
        ASSERT_TRUE(echo->waitForReadyRead(60'000));
        port = echo->readLine().trimmed().toUShort();
    }

    static void TearDownTestSuite() {
        echo->kill();
        echo->waitForFinished();
        delete std::exchange(echo, nullptr);
    }

    static inline QProcess* echo = nullptr;
    static inline std::uint16_t port = 0;
};

TEST_P(Conformance, IsAsTheRfcSays) {
    const ConformanceCase& test = GetParam();
    RawClient client(port);
    ASSERT_TRUE(client.openSocket());
    // The server may stop reading, or hang up, while the rest is being sent.
    std::thread sender([&] {
        for (const QByteArray& piece : test.sent)
            if (!client.send(piece))
                return;
    });
    std::vector<ConformanceCase::Frame> answers;
    RawClient::Frame last;
    while (test.close != 0 || answers.size() < test.answers.size()) {
        last = client.readFrame();
        if (last.opcode == 8 || last.opcode < 0)
            break;
        answers.push_back({last.opcode, last.payload});
    }
    sender.join();
    EXPECT_TRUE(answers == test.answers) << answers.size() << " answers";
    if (test.close != 0) {
        ASSERT_EQ(last.opcode, 8) << "the stream ended without a close frame";
        EXPECT_EQ(last.closeCode(), test.close);
        client.finishSending();
        EXPECT_TRUE(client.isClosed());
        return;
    }
    client.send(RawClient::frame(0x89, "alive"));
    last = client.readFrame();
    EXPECT_EQ(last.opcode, 0xA);
    EXPECT_EQ(last.payload, "alive");
}

INSTANTIATE_TEST_SUITE_P(Rfc6455, Conformance, testing::ValuesIn(conformanceCases()),
                         [](const auto& test) { return "Case_" + test.param.name; });

} // namespace parlor::server
