// `storage.reread` in a real server: an upload is answered when the disk has given back what came.
#include "tests/support/processes.h"
#include "tests/support/rawhttp.h"
#include "tests/support/samplephotos.h"
#include "tests/support/seeding/seeding.h"

#include <QDir>
#include <QFile>

#include <gtest/gtest.h>

namespace parlor {

namespace {

using test::RawAnswer;

class Reread : public ::testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        {
            test::Seeding seeding(m_process.dataDirectory());
            m_token = seeding.person(u"ada"_qs, Role::Owner).token;
        }
        m_process.setEnvironment(u"PARLOR_STORAGE_REREAD"_qs, GetParam() ? u"true"_qs : u"false"_qs);
        m_process.start();
    }

    RawAnswer ask(const QByteArray& method, const QByteArray& path,
                  QList<std::pair<QByteArray, QByteArray>> headers = {}, const QByteArray& body = {}) {
        headers.emplaceBack("Authorization", "Bearer " + m_token);
        headers.emplaceBack("Tus-Resumable", "1.0.0");
        return test::sendRaw(m_process.url(), {method, path, headers, body});
    }

    RawAnswer patch(const QByteArray& upload, qint64 offset, const QByteArray& bytes) {
        return ask("PATCH", upload,
                   {{"Upload-Offset", QByteArray::number(offset)},
                    {"Content-Type", "application/offset+octet-stream"}},
                   bytes);
    }

    /// What a bad sector does to bytes that were written already.
    void damagePart() {
        const QDir parts(m_process.dataDirectory() + u"/temporary"_qs);
        const QStringList names = parts.entryList(QDir::Files);
        ASSERT_EQ(names.size(), 1);
        QFile file(parts.filePath(names.first()));
        ASSERT_TRUE(file.open(QIODevice::ReadWrite));
        const qint64 middle = file.size() / 2;
        ASSERT_TRUE(file.seek(middle));
        const QByteArray flipped(1, char(file.read(1).at(0) ^ 1));
        ASSERT_TRUE(file.seek(middle));
        ASSERT_EQ(file.write(flipped), 1);
    }

    test::ServerProcess m_process;
    QByteArray m_token;
};

TEST_P(Reread, WhatTheDiskGotWrongIsNotAnsweredForGood) {
    const QByteArray bytes = test::jpegPhoto({.width = 1'600, .height = 1'200});
    ASSERT_GT(bytes.size(), 10'000);
    const RawAnswer made = ask("POST", "/v1/uploads", {{"Upload-Length", QByteArray::number(bytes.size())}});
    ASSERT_EQ(made.status, 201) << made.body.constData();
    const QByteArray upload = made.header("location");
    ASSERT_EQ(patch(upload, 0, bytes.chopped(1)).status, 204);
    damagePart();
    const RawAnswer last = patch(upload, bytes.size() - 1, bytes.last(1));
    if (!GetParam()) { // who trusts the disk learns of it at night
        EXPECT_EQ(last.status, 204);
        EXPECT_FALSE(last.header("parlor-photo").isEmpty());
        return;
    }
    EXPECT_EQ(last.status, 500);
    EXPECT_TRUE(last.body.contains("store_failed")) << last.body.constData();
    EXPECT_TRUE(last.header("parlor-photo").isEmpty());
    EXPECT_EQ(ask("HEAD", upload).header("upload-offset"), "0") << "all of it has to come again";
    const RawAnswer again = patch(upload, 0, bytes);
    ASSERT_EQ(again.status, 204) << again.body.constData();
    EXPECT_EQ(ask("GET", "/v1/photos/" + again.header("parlor-photo") + "/original").body, bytes);
}

INSTANTIATE_TEST_SUITE_P(OnAndOff, Reread, ::testing::Bool(),
                         [](const auto& on) { return on.param ? "On" : "Off"; });

} // namespace

} // namespace parlor
