#pragma once

#include "server/blobs/localblobstore.h"
#include "server/blobs/localfilekeeper.h"
#include "server/domain/upkeep/filecheck.h"
#include "tests/support/manualclock.h"
#include "tests/support/memoryphotos.h"
#include "tests/support/waiting.h"

#include <QDateTime>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <memory>

namespace parlor::server {

/// A library of one person: real files under rows in memory, so that the rows outlive what stands for a
/// process. Sealed when there are key files.
class StoredLibrary : public ::testing::Test {
protected:
    explicit StoredLibrary(std::int64_t now = QDateTime::currentMSecsSinceEpoch()) : clock(now) {}

    /// A new key in a file; its path.
    QByteArray newKey(const QString& name);

    [[nodiscard]] virtual LocalBlobStore::Options options() const;

    /// A fresh process on the same directories and rows.
    void open();

    /// An original with its row; nobody has looked at it yet.
    StoredPhoto addPending(const QString& name, const QByteArray& bytes,
                           std::int64_t takenLocal = 1'700'000'000'000);
    /// … and a rendering, processed.
    StoredPhoto add(const QString& name, const QByteArray& bytes,
                    std::int64_t takenLocal = 1'700'000'000'000);

    [[nodiscard]] QString pathOf(BlobArea area, const QString& name) const;

    static void damage(const QString& path);
    /// As if the file had been written so long ago.
    static void age(const QString& path, std::int64_t ms);

    FileCheckReport check(FileCheckOptions options = {});

    const PersonId ada{7};
    QTemporaryDir directory;
    QList<QByteArray> keyFiles; ///< the first seals
    test::ManualClock clock;
    QtExecutor executor;
    test::MemoryPhotoStore photos{clock};
    std::unique_ptr<LocalBlobStore> blobs;
    std::unique_ptr<LocalFileKeeper> keeper;
};

/// Once plain, once sealed.
class SealableLibrary : public StoredLibrary, public ::testing::WithParamInterface<bool> {
protected:
    void SetUp() override {
        if (GetParam())
            keyFiles = {newKey(u"first.key"_qs)};
        open();
    }
};

#define PARLOR_PLAIN_AND_SEALED(suite)                                                                       \
    INSTANTIATE_TEST_SUITE_P(Files, suite, ::testing::Values(false, true),                                   \
                             [](const auto& param) { return param.param ? "Sealed" : "Plain"; })

} // namespace parlor::server
