// Sealed files over HTTP: a real server with a key file, files whose sizes lie at the borders of the seal's
// blocks, and every kind of range across them, byte by byte.
#include "tests/support/processes.h"
#include "tests/support/rawhttp.h"
#include "tests/support/seeding/seeding.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

namespace parlor {

namespace {

using test::RawAnswer;
using test::ServerProcess;

constexpr qint64 block = 64 * 1024; ///< plain bytes of a sealed block

struct Expected {
    QByteArray range; ///< header; empty: none
    int status = 200;
    qint64 from = 0;
    qint64 size = 0;
};

QByteArray number(qint64 value) {
    return QByteArray::number(value);
}

/// What RFC 9110, 14 says of a file with `size` bytes.
std::vector<Expected> rowsFor(qint64 size) {
    std::vector<Expected> rows{{{}, 200, 0, size},
                               {"bytes=0-0,2-3", 200, 0, size},
                               {"bytes=-1,0-0", 200, 0, size},
                               {"bytes=5-1", 200, 0, size},
                               {"bytes=x-", 200, 0, size},
                               {"lines=0-0", 200, 0, size},
                               {"bytes=0-" + QByteArray(",0-").repeated(999), 200, 0, size},
                               {"bytes=-0", 416}};
    const auto add = [&](const QByteArray& spec, qint64 first, qint64 last) {
        last = std::min(last, size - 1);
        if (first < size)
            rows.push_back({"bytes=" + spec, 206, first, last - first + 1});
        else
            rows.push_back({"bytes=" + spec, 416});
    };
    std::set<qint64> places{0, size / 2, std::max<qint64>(size - 1, 0), size, size + 1};
    for (qint64 border = block; border <= size + 1; border += block)
        for (const qint64 place : {border - 1, border, border + 1})
            places.insert(place);
    for (const qint64 first : places) {
        add(number(first) + '-', first, size - 1);
        add(number(first) + '-' + number(first), first, first);
        add(number(first) + '-' + number(size + 9'999), first, size + 9'999);
        int lasts = 0;
        for (auto last = places.upper_bound(first); last != places.end() && lasts < 3; ++last, ++lasts)
            add(number(first) + '-' + number(*last), first, *last);
    }
    for (const qint64 count : {qint64(1), block - 1, block, block + 1, 2 * block, size + 7})
        add('-' + number(count), std::max<qint64>(size - count, 0), size - 1);
    add("18446744073709551615-", size, size);
    return rows;
}

/// No two blocks of it are alike, nor any two bytes in a row.
QByteArray content(qint64 size) {
    QByteArray bytes;
    bytes.reserve(size + 16);
    for (int i = 0; bytes.size() < size; ++i)
        bytes += "sealed " + QByteArray::number(i) + ' ';
    return bytes.left(size);
}

/// How the server is told its key.
enum class KeyBy { File, Credential };

class SealedServer {
public:
    explicit SealedServer(KeyBy way = KeyBy::File) {
        QFile key(m_process.file(u"storage.key"_qs));
        EXPECT_TRUE(key.open(QIODevice::WriteOnly));
        key.write(QByteArray(32, 'k'));
        key.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        key.close();
        {
            test::Seeding seeding(m_process.dataDirectory());
            m_token = seeding.person(u"ada"_qs, Role::Owner).token;
        }
        if (way == KeyBy::File)
            m_process.setEnvironment(u"PARLOR_STORAGE_KEY_FILE"_qs, key.fileName());
        else
            m_process.setEnvironment(u"CREDENTIALS_DIRECTORY"_qs, QFileInfo(key).absolutePath());
        m_process.start();
    }

    RawAnswer ask(const QByteArray& method, const QByteArray& path,
                  QList<std::pair<QByteArray, QByteArray>> headers = {}, const QByteArray& body = {}) {
        headers.append({"Authorization", "Bearer " + m_token});
        return test::sendRaw(m_process.url(), {method, path, headers, body});
    }

    QByteArray upload(const QByteArray& bytes) {
        const RawAnswer made = ask("POST", "/v1/uploads",
                                   {{"Tus-Resumable", "1.0.0"},
                                    {"Upload-Length", number(bytes.size())},
                                    {"Content-Type", "application/offset+octet-stream"}},
                                   bytes);
        EXPECT_EQ(made.status, 201) << made.body.constData();
        return made.header("parlor-photo");
    }

    ServerProcess& process() { return m_process; }

    static std::unique_ptr<SealedServer>& held() {
        static std::unique_ptr<SealedServer> server;
        return server;
    }

private:
    ServerProcess m_process;
    QByteArray m_token;
};

class SealedRanges : public ::testing::TestWithParam<qint64> {
protected:
    static void SetUpTestSuite() { SealedServer::held() = std::make_unique<SealedServer>(); }

    static void TearDownTestSuite() { SealedServer::held().reset(); }

    SealedServer& server = *SealedServer::held();
};

} // namespace

TEST_P(SealedRanges, AreExact) {
    const QByteArray bytes = content(GetParam());
    const QByteArray address = "/v1/photos/" + server.upload(bytes) + "/original";
    for (const Expected& row : rowsFor(bytes.size())) {
        SCOPED_TRACE(row.range.constData());
        QList<std::pair<QByteArray, QByteArray>> headers;
        if (!row.range.isEmpty())
            headers.append({"Range", row.range});
        const RawAnswer answer = server.ask("GET", address, headers);
        ASSERT_EQ(answer.status, row.status);
        if (row.status == 416) {
            EXPECT_EQ(answer.header("content-range"), "bytes */" + number(bytes.size()));
            continue;
        }
        EXPECT_EQ(answer.header("content-length"), number(row.size));
        ASSERT_TRUE(answer.body == bytes.mid(row.from, row.size))
            << answer.body.size() << " bytes came, " << row.size << " from " << row.from << " were asked for";
        const QByteArray range =
            "bytes " + number(row.from) + '-' + number(row.from + row.size - 1) + '/' + number(bytes.size());
        EXPECT_EQ(answer.header("content-range"), row.status == 206 ? range : QByteArray());
    }
    const RawAnswer head = server.ask("HEAD", address);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-length"), number(bytes.size()));
    EXPECT_TRUE(head.body.isEmpty());
}

INSTANTIATE_TEST_SUITE_P(AtTheBorders, SealedRanges,
                         ::testing::Values(0, 1, block - 1, block, block + 1, 2 * block - 1, 2 * block,
                                           2 * block + 1),
                         [](const auto& size) { return "Of" + std::to_string(size.param) + "Bytes"; });

class SealedFiles : public ::testing::TestWithParam<KeyBy> {};

TEST_P(SealedFiles, AreNotReadableOnTheDiskAndSurviveAKill) {
    SealedServer server(GetParam());
    const QByteArray bytes = content(2 * block + 1);
    const QByteArray address = "/v1/photos/" + server.upload(bytes) + "/original";
    int files = 0;
    QDirIterator entries(server.process().dataDirectory(), {u"*"_qs}, QDir::Files,
                         QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        QFile file(entries.next());
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        EXPECT_FALSE(file.readAll().contains("sealed 100 sealed 101")) << file.fileName().toStdString();
        files += file.fileName().contains(u"/originals/") ? 1 : 0;
    }
    EXPECT_EQ(files, 1) << "it lies somewhere";
    server.process().kill();
    server.process().start();
    EXPECT_TRUE(server.ask("GET", address).body == bytes);
    const RawAnswer part = server.ask("GET", address, {{"Range", "bytes=65535-65536"}});
    EXPECT_TRUE(part.body == bytes.mid(65'535, 2)) << part.status;
}

/// What a sub-command or `serve` says of a key that is absent or another one.
class SealedDirectory : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_FALSE(m_server.upload("sealed").isEmpty());
        ASSERT_EQ(m_server.process().stop(), 0);
    }

    /// `settings`: the configuration's table of the storage.
    test::Finished run(const QStringList& command, const QByteArray& settings = {}) {
        const QString path = m_server.process().file(u"parlord.toml"_qs);
        QFile config(path);
        EXPECT_TRUE(config.open(QIODevice::WriteOnly | QIODevice::Truncate));
        config.write("[storage]\n" + settings);
        config.close();
        return test::runProgram(test::programs() + u"/parlord"_qs,
                                command + QStringList{u"--config"_qs, path});
    }

    void expectRefusal(const QByteArray& settings, const QByteArray& sentence) {
        for (const char* command : {"verify", "gc", "rotate"}) {
            const test::Finished ended = run({QString::fromLatin1(command), u"--data"_qs, data()}, settings);
            EXPECT_EQ(ended.exitCode, 65) << command;
            EXPECT_TRUE(ended.errors.contains(sentence)) << command << ": " << ended.errors.constData();
        }
        const test::Finished served =
            run({u"serve"_qs, u"--data"_qs, data(), u"--listen"_qs, u"127.0.0.1:0"_qs}, settings);
        EXPECT_EQ(served.exitCode, 78);
        EXPECT_TRUE(served.errors.contains(sentence)) << served.errors.constData();
        const test::Finished looked = run({u"doctor"_qs, u"--data"_qs, data()}, settings);
        EXPECT_EQ(looked.exitCode, 1);
        EXPECT_TRUE(looked.output.contains(sentence)) << looked.output.constData();
    }

    [[nodiscard]] QString data() { return m_server.process().dataDirectory(); }

    [[nodiscard]] QByteArray keyFile(const QString& name) { return m_server.process().file(name).toUtf8(); }

    SealedServer m_server;
};

TEST_F(SealedDirectory, IsRefusedWithoutAKey) {
    expectRefusal({}, "storage.key_file is not set");
    const QByteArray right = "key_file = \"" + keyFile(u"storage.key"_qs) + "\"\n";
    EXPECT_EQ(run({u"verify"_qs, u"--data"_qs, data()}, right).exitCode, 0);
}

TEST_F(SealedDirectory, IsRefusedWithAKeyThatIsNotThere) {
    const QByteArray missing = "key_file = \"" + keyFile(u"missing.key"_qs) + "\"\n";
    expectRefusal(missing, "storage.key_file: " + keyFile(u"missing.key"_qs));
    EXPECT_EQ(run({u"config"_qs, u"check"_qs}, missing).exitCode, 78);
    EXPECT_EQ(run({u"config"_qs, u"print"_qs}, missing).exitCode, 0);
}

TEST_F(SealedDirectory, IsRefusedWithAnotherKey) {
    QFile other(m_server.process().file(u"other.key"_qs));
    ASSERT_TRUE(other.open(QIODevice::WriteOnly));
    other.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    other.write(QByteArray(32, 'o'));
    other.close();
    expectRefusal("key_file = \"" + keyFile(u"other.key"_qs) + "\"\n", "names.key");
}

INSTANTIATE_TEST_SUITE_P(Keys, SealedFiles, ::testing::Values(KeyBy::File, KeyBy::Credential),
                         [](const auto& way) {
                             return way.param == KeyBy::File ? "InAFile" : "AsASystemdCredential";
                         });

} // namespace parlor
