#pragma once

#include "server/blobs/blobkeys.h"
#include "server/blobs/localblobstore.h"
#include "tests/support/manualclock.h"
#include "tests/support/waiting.h"

#include <QCryptographicHash>
#include <QDir>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <unistd.h>

namespace parlor::test {

using namespace server;

inline QByteArray someBytes(qsizetype count, quint32 seed = 1) {
    QRandomGenerator random(seed);
    QByteArray bytes(count, Qt::Uninitialized);
    for (char& byte : bytes)
        byte = static_cast<char>(random.generate());
    return bytes;
}

inline QByteArray sha256(const QByteArray& bytes) {
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

inline QByteArray readFile(int fd, qint64 offset, qint64 length) {
    QByteArray out(length, Qt::Uninitialized);
    const ssize_t got = ::pread(fd, out.data(), static_cast<std::size_t>(length), offset);
    out.truncate(std::max<ssize_t>(0, got));
    return out;
}

inline QByteArray bytesOf(const std::variant<QByteArray, FileBody, SourceBody>& body) {
    if (const auto* file = std::get_if<FileBody>(&body))
        return readFile(*file->descriptor, file->offset, file->length);
    if (const auto* source = std::get_if<SourceBody>(&body))
        return await(source->source->read(source->offset, source->length)).value_or("failed");
    return std::get<QByteArray>(body);
}

/// Every case runs unsealed and sealed.
class LocalBlobStoreTest : public ::testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (GetParam()) {
            m_options.keyFiles = {m_directory.filePath(u"master.key"_qs).toUtf8()};
            ASSERT_TRUE(BlobKeys::makeKeyFile(m_options.keyFiles.first()));
        }
        m_options.root = m_directory.filePath(u"blobs"_qs).toUtf8();
        restart();
    }

    /// What a new process finds: nothing but the disk.
    void restart() {
        m_part.reset();
        m_store.reset();
        auto made = LocalBlobStore::create(m_options, m_clock);
        ASSERT_TRUE(made);
        m_store = *std::move(made);
    }

    std::shared_ptr<BlobPart> part() {
        m_part = await(m_store->part(m_upload)).value_or(nullptr);
        return m_part;
    }

    QByteArray stored(const QString& name) {
        const auto blob = await(m_store->open(m_owner, BlobArea::Originals, name));
        return blob ? bytesOf((*blob)->body(0, (*blob)->size())) : QByteArray("nothing");
    }

    [[nodiscard]] QString pathOf(const QString& name) const {
        return QString::fromUtf8(m_options.root) + u"/originals/7/"_qs + name.left(2) + u'/' + name.mid(2, 2)
               + u'/' + name;
    }

    /// The one part that there is.
    [[nodiscard]] QString partPath() const {
        const QDir folder(QString::fromUtf8(m_options.root) + u"/temporary"_qs);
        const QStringList names = folder.entryList(QDir::Files);
        EXPECT_EQ(names.size(), 1);
        return folder.filePath(names.value(0));
    }

    QTemporaryDir m_directory;
    LocalBlobStore::Options m_options;
    test::ManualClock m_clock;
    std::unique_ptr<LocalBlobStore> m_store;
    std::shared_ptr<BlobPart> m_part;
    const PersonId m_owner{7};
    const UploadId m_upload{42};
};

} // namespace parlor::test
