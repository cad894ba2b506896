#pragma once

#include "server/store/albumstoresqlite.h"
#include "server/store/archivestoresqlite.h"
#include "server/store/photolibrarysqlite.h"
#include "server/store/photostoresqlite.h"
#include "server/store/placementstoresqlite.h"
#include "server/store/sharestoresqlite.h"
#include "server/store/sqlitestore.h"
#include "server/store/uploadstoresqlite.h"
#include "server/store/versionstoresqlite.h"
#include "tests/support/manualclock.h"
#include "tests/support/memoryalbums.h"
#include "tests/support/memoryarchives.h"
#include "tests/support/memorylibrary.h"
#include "tests/support/memoryphotos.h"
#include "tests/support/memoryplacements.h"
#include "tests/support/memoryshares.h"
#include "tests/support/memoryuploads.h"
#include "tests/support/waiting.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <mutex>

namespace parlor::server {

/// The photo side of a store under test, and what it stands on.
class PhotoStores {
public:
    virtual ~PhotoStores() = default;
    virtual PhotoStore& photos() = 0;
    virtual VersionStore& versions() = 0;
    virtual UploadStore& uploads() = 0;
    virtual LibraryStore& lists() = 0;
    virtual AlbumStore& albums() = 0;
    virtual ShareStore& shares() = 0;
    virtual PlacementStore& placements() = 0;
    virtual ArchiveStore& archives() = 0;
    virtual PersonId person(const char* name) = 0;
    /// A channel that `maker` is in.
    virtual ChannelId channel(PersonId maker, const char* name, bool isPublic) = 0;
    virtual void join(PersonId person, ChannelId channel) = 0;
    virtual void leave(PersonId person, ChannelId channel) = 0;
    /// To everybody but its maker.
    virtual void denyHistory(PersonId maker, ChannelId channel) = 0;
    test::ManualClock clock;
};

class MemoryPhotoStores final : public PhotoStores {
public:
    MemoryPhotoStores() {
        m_albums.isMember = [this](PersonId person, ChannelId channel) {
            return m_members.contains({person, channel});
        };
        m_albums.mayRead = [this](PersonId person, ChannelId channel) {
            return (m_public.contains(channel) || m_members.contains({person, channel}))
                   && m_closed.value(channel, person) == person;
        };
        m_albums.isPerson = [this](PersonId person) { return m_people.contains(person); };
    }

    PhotoStore& photos() override { return m_photos; }

    VersionStore& versions() override { return m_photos; }

    UploadStore& uploads() override { return m_uploads; }

    LibraryStore& lists() override { return m_lists; }

    AlbumStore& albums() override { return m_albums; }

    ShareStore& shares() override { return m_shares; }

    PlacementStore& placements() override { return m_placements; }

    ArchiveStore& archives() override { return m_archives; }

    PersonId person(const char*) override {
        m_people.insert(makeNew<PersonId>());
        return *std::max_element(m_people.cbegin(), m_people.cend());
    }

    ChannelId channel(PersonId maker, const char*, bool isPublic) override {
        const auto id = makeNew<ChannelId>();
        if (isPublic)
            m_public.insert(id);
        join(maker, id);
        return id;
    }

    void join(PersonId person, ChannelId channel) override { m_members.insert({person, channel}); }

    void leave(PersonId person, ChannelId channel) override { m_members.remove({person, channel}); }

    void denyHistory(PersonId maker, ChannelId channel) override { m_closed.insert(channel, maker); }

private:
    test::MemoryPhotoStore m_photos{clock};
    test::MemoryUploadStore m_uploads{m_photos};
    test::MemoryLibraryStore m_lists{m_photos};
    test::MemoryAlbumStore m_albums{m_photos};
    test::MemoryShareStore m_shares{m_photos, m_albums, clock};
    test::MemoryPlacementStore m_placements{m_photos};
    test::MemoryArchiveStore m_archives;
    QSet<PersonId> m_people;
    QSet<ChannelId> m_public;
    QHash<ChannelId, PersonId> m_closed; ///< to all but this one
    QSet<std::pair<PersonId, ChannelId>> m_members;
};

class SqlitePhotoStores final : public PhotoStores {
public:
    SqlitePhotoStores() {
        m_store.setCommittedSink([this](QList<CommittedItem> items) {
            const std::scoped_lock lock(m_mutex);
            m_items += items;
        });
        const Status opened = m_store.open();
        EXPECT_TRUE(opened) << (opened ? "" : qPrintable(opened.error().detail));
        m_photos = std::make_unique<SqlitePhotoStore>(m_store.writer(), m_store.readers());
        m_versions = std::make_unique<SqliteVersionStore>(m_store.writer());
        m_uploads = std::make_unique<SqliteUploadStore>(m_store.writer(), m_store.readers());
        m_lists = std::make_unique<SqliteLibraryStore>(m_store.writer(), m_store.readers());
        m_albums = std::make_unique<SqliteAlbumStore>(m_store.writer(), m_store.readers());
        m_shares = std::make_unique<SqliteShareStore>(m_store.writer(), m_store.readers());
        m_placements = std::make_unique<SqlitePlacementStore>(m_store.writer(), m_store.readers());
        m_archives = std::make_unique<SqliteArchiveStore>(m_store.writer(), m_store.readers());
    }

    PhotoStore& photos() override { return *m_photos; }

    VersionStore& versions() override { return *m_versions; }

    UploadStore& uploads() override { return *m_uploads; }

    LibraryStore& lists() override { return *m_lists; }

    AlbumStore& albums() override { return *m_albums; }

    ShareStore& shares() override { return *m_shares; }

    PlacementStore& placements() override { return *m_placements; }

    ArchiveStore& archives() override { return *m_archives; }

    PersonId person(const char* name) override {
        NewAccount account;
        account.name = QString::fromUtf8(name);
        return test::await(m_store.accounts().create(account))->person.id;
    }

    ChannelId channel(PersonId maker, const char* name, bool isPublic) override {
        NewChannel wanted;
        wanted.name = QString::fromUtf8(name);
        wanted.visibility = isPublic ? Visibility::Public : Visibility::Private;
        return test::await(m_store.channels().create(operation(maker), wanted))->channel;
    }

    void join(PersonId person, ChannelId channel) override {
        EXPECT_TRUE(test::await(m_store.channels().join(operation(person), channel, true)));
    }

    void leave(PersonId person, ChannelId channel) override {
        EXPECT_TRUE(test::await(m_store.channels().leave(operation(person), channel)));
    }

    void denyHistory(PersonId maker, ChannelId channel) override {
        ChannelUpdate update;
        update.rights.emplace();
        for (const Role role : {Role::Guest, Role::Member})
            update.rights->decide(role, ChannelRight::History, false);
        EXPECT_TRUE(test::await(m_store.channels().update(operation(maker), channel, update, Role::Member)));
    }

    SqliteStore& store() { return m_store; }

    QList<PersonEvent> events(PersonId person) {
        const std::scoped_lock lock(m_mutex);
        QList<PersonEvent> events;
        for (const CommittedItem& item : m_items)
            if (const auto* own = std::get_if<PersonCommitted>(&item); own && own->person == person)
                events += own->events;
        return events;
    }

private:
    static Operation operation(PersonId person) {
        Operation operation;
        operation.person = person;
        operation.clientId = makeClientId();
        operation.requestHash = QByteArray(16, 'h');
        return operation;
    }

    QTemporaryDir m_folder;
    std::mutex m_mutex;
    QList<CommittedItem> m_items;
    SqliteStore m_store{m_folder.filePath(QStringLiteral("parlor.db")), clock};
    std::unique_ptr<SqlitePhotoStore> m_photos;
    std::unique_ptr<SqliteVersionStore> m_versions;
    std::unique_ptr<SqliteUploadStore> m_uploads;
    std::unique_ptr<SqliteLibraryStore> m_lists;
    std::unique_ptr<SqliteAlbumStore> m_albums;
    std::unique_ptr<SqliteShareStore> m_shares;
    std::unique_ptr<SqlitePlacementStore> m_placements;
    std::unique_ptr<SqliteArchiveStore> m_archives;
};

struct PhotoStoreKind {
    const char* name;
    std::function<std::unique_ptr<PhotoStores>()> make;
};

#define PARLOR_ON_ALL_PHOTO_STORES(suite)                                                                    \
    INSTANTIATE_TEST_SUITE_P(                                                                                \
        Stores, suite,                                                                                       \
        ::testing::Values(PhotoStoreKind{"Memory", [] { return std::make_unique<MemoryPhotoStores>(); }},    \
                          PhotoStoreKind{"Sqlite", [] { return std::make_unique<SqlitePhotoStores>(); }}),   \
        [](const auto& kind) { return std::string(kind.param.name); })

/// Two people and shorthands for their photos.
class PhotoStoreCase : public ::testing::TestWithParam<PhotoStoreKind> {
protected:
    void SetUp() override {
        stores = GetParam().make();
        ann = stores->person("ann");
        ben = stores->person("ben");
    }

    static QByteArray hash(int number) { return QByteArray::number(number).rightJustified(32, 'h'); }

    struct Looks {
        std::int64_t takenLocal = 0;
        std::uint64_t phash = 0;
        const char* model = "";
        bool panorama = false;
        const char* type = "image/jpeg";
    };

    /// Stored and looked at.
    StoredPhoto ready(PersonId owner, int number, const Looks& looks, const char* name = "photo") {
        NewPhoto fresh;
        fresh.owner = owner;
        fresh.name = QString::fromUtf8(name) + QString::number(number) + QStringLiteral(".jpg");
        fresh.blob = {QString::fromLatin1(hash(number).toHex()), hash(number), 100, 7};
        const auto added = test::await(stores->photos().add(fresh));
        EXPECT_TRUE(added) << (added ? "" : qPrintable(added.error().detail));
        Processed out;
        out.facts.width = 400;
        out.facts.height = 300;
        out.facts.mimeType = looks.type;
        out.facts.model = QString::fromUtf8(looks.model);
        out.facts.perceptualHash = looks.phash;
        out.facts.panorama = looks.panorama;
        out.placeholder = "tiny";
        out.takenAt = out.takenLocal = looks.takenLocal;
        out.renderings = {{RenderingKind::Thumb, 1, 0, QByteArray(32, 't'),
                           QStringLiteral("th%1").arg(added->stored.photo.id.toString()), "image/jpeg", 20,
                           40, 30}};
        const auto finished = test::await(stores->photos().finish(added->stored.photo.id, out));
        EXPECT_TRUE(finished) << (finished ? "" : qPrintable(finished.error().detail));
        return finished.value_or(StoredPhoto());
    }

    StoredPhoto edit(const StoredPhoto& photo, const PhotoEdit& edit) {
        const auto edited = test::await(stores->photos().edit(photo.photo.owner, photo.photo.id, edit));
        EXPECT_TRUE(edited) << (edited ? "" : qPrintable(edited.error().detail));
        return edited.value_or(StoredPhoto());
    }

    StoredPhoto trash(const StoredPhoto& photo, bool trashed = true) {
        PhotoEdit change;
        change.trashed = trashed;
        return edit(photo, change);
    }

    static QList<PhotoId> idsOf(const QList<StoredPhoto>& photos) {
        QList<PhotoId> ids;
        for (const StoredPhoto& photo : photos)
            ids.append(photo.photo.id);
        return ids;
    }

    std::unique_ptr<PhotoStores> stores;
    PersonId ann, ben;
};

} // namespace parlor::server
