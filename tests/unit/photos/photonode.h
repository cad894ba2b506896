#pragma once

#include "server/blobs/localblobstore.h"
#include "server/domain/commands/ratelimiter.h"
#include "server/domain/photos/library.h"
#include "server/domain/photos/photoaccess.h"
#include "server/domain/uploads/ticketbook.h"
#include "server/edge/http/httprouter.h"
#include "server/edge/photos/albumroutes.h"
#include "server/edge/photos/archiveroutes.h"
#include "server/edge/photos/libraryroutes.h"
#include "server/edge/photos/photoroutes.h"
#include "server/edge/photos/servingroutes.h"
#include "server/edge/photos/uploadroutes.h"
#include "server/store/albumstoresqlite.h"
#include "server/store/archivestoresqlite.h"
#include "server/store/moderationlogsqlite.h"
#include "server/store/photolibrarysqlite.h"
#include "server/store/photostoresqlite.h"
#include "server/store/sqlitestore.h"
#include "server/store/uploadstoresqlite.h"
#include "server/store/versionstoresqlite.h"
#include "tests/support/manualclock.h"
#include "tests/unit/photos/fakeexchange.h"
#include "tests/unit/photos/fakemedia.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::server::test {

using parlor::test::await;
using parlor::test::waitFor;
using Headers = QList<std::pair<QByteArray, QByteArray>>;

/// Takes "ann", "ben" … for tokens.
class NameAuthenticator final : public Authenticator {
public:
    void authenticate(const QString& token, const PeerInfo&, Found found) override {
        if (!people.contains(token))
            return found(fail(ErrorCode::TokenInvalid));
        Principal principal;
        principal.person = people.value(token);
        principal.session = SessionId(principal.person.id.value());
        principal.capability = capabilities.value(token, Capability::all());
        found(principal);
    }

    QHash<QString, Person> people;
    QHash<QString, Capability> capabilities; ///< of those who may not do everything
};

/// The photo side of a server, whole but for sockets and workers: real rows, real files. restart() is what
/// kill -9 and a new process do.
class PhotoNode {
public:
    explicit PhotoNode(const QString& folder) : m_folder(folder) { start(); }

    void start() {
        store = std::make_unique<SqliteStore>(m_folder + QStringLiteral("/parlor.db"), clock);
        store->setCommittedSink([this](QList<CommittedItem> items) {
            executor.post([this, items] {
                for (const CommittedItem& item : items) {
                    if (access) {
                        access->committed(item);
                        catalogue->committed(item);
                        library->committed(item);
                        uploads->committed(item);
                    }
                    if (const auto* own = std::get_if<PersonCommitted>(&item))
                        events += own->events;
                    if (alsoCommitted)
                        alsoCommitted(item);
                }
            });
        });
        ASSERT_TRUE(store->open());
        LocalBlobStore::Options options;
        options.root = (m_folder + QStringLiteral("/blobs")).toUtf8();
        options.keyFiles = keyFiles;
        blobs = *LocalBlobStore::create(options, clock);
        photos = std::make_unique<SqlitePhotoStore>(store->writer(), store->readers());
        versions = std::make_unique<SqliteVersionStore>(store->writer());
        uploadRows = std::make_unique<SqliteUploadStore>(store->writer(), store->readers());
        audit = std::make_unique<SqliteModerationLog>(store->writer(), store->readers());
        lists = std::make_unique<SqliteLibraryStore>(store->writer(), store->readers());
        albumRows = std::make_unique<SqliteAlbumStore>(store->writer(), store->readers());
        albums = std::make_unique<AlbumService>(*albumRows);
        access = std::make_unique<PhotoAccess>(store->messages(), store->channels(), *albumRows, executor);
        catalogue = std::make_unique<PhotoCatalogue>(*photos, executor);
        processing = std::make_unique<PhotoProcessing>(*photos, *catalogue, *blobs,
                                                       otherMedia != nullptr ? *otherMedia : media,
                                                       store->messages(), *audit, clock, executor, 2);
        library = std::make_unique<Library>(*photos, *versions, *lists, *albumRows, *catalogue, *processing,
                                            store->messages(), clock, executor);
        uploads = std::make_unique<UploadService>(*uploadRows, *photos, *blobs, *processing, clock, executor,
                                                  rules);
        tickets = std::make_unique<TicketBook>(QByteArray(32, 'k'), clock);
        uploadRoutes = std::make_unique<UploadRoutes>(*uploads, *tickets, executor, publicUrl);
        cleaner = std::make_unique<OriginalCleaner>(*blobs, media, executor);
        copies = std::make_unique<PhotoCopies>(*catalogue, *access, *processing, *library, *cleaner, *blobs,
                                               *uploads, clock, executor);
        photoRoutes = std::make_unique<PhotoRoutes>(*library, *catalogue, *access, *copies, executor,
                                                    QStringLiteral("0123456789abcdef"));
        libraryRoutes = std::make_unique<LibraryRoutes>(
            *library, executor, QStringLiteral("0123456789abcdef"), rules.quota, clock);
        albumRoutes = std::make_unique<AlbumRoutes>(*albums, executor);
        servingRoutes =
            std::make_unique<ServingRoutes>(*catalogue, *access, *processing, *blobs, *cleaner, executor);
        archiveRows = std::make_unique<SqliteArchiveStore>(store->writer(), store->readers());
        archives =
            std::make_unique<Archives>(*archiveRows, *photos, *albumRows, *access, *blobs, clock, executor);
        archiveRoutes = std::make_unique<ArchiveRoutes>(*archives, executor);
        table = std::make_unique<RouteTable>();
        archiveRoutes->addTo(*table);
        uploadRoutes->addTo(*table);
        photoRoutes->addTo(*table);
        libraryRoutes->addTo(*table);
        albumRoutes->addTo(*table);
        servingRoutes->addTo(*table);
        limiter = std::make_unique<RateLimiter>(clock);
        router = std::make_unique<HttpRouter>(*table, authenticator, *limiter);
    }

    void stop() {
        router.reset();
        table.reset();
        servingRoutes.reset();
        photoRoutes.reset();
        libraryRoutes.reset();
        albumRoutes.reset();
        archiveRoutes.reset();
        archives.reset();
        albums.reset();
        uploadRoutes.reset();
        copies.reset();
        uploads.reset();
        library.reset();
        processing.reset();
        catalogue.reset();
        access.reset();
        blobs.reset();
        store.reset();
    }

    void restart() {
        stop();
        start();
        processing->start();
        uploads->start();
    }

    Person person(const char* name) {
        NewAccount account;
        account.name = QString::fromUtf8(name);
        account.displayName = account.name;
        account.role = Role::Member;
        const Person made = await(store->accounts().create(account))->person;
        authenticator.people.insert(account.name, made);
        return made;
    }

    std::shared_ptr<FakeExchange> ask(const char* method, const QString& address, const char* token,
                                      const Headers& headers = {}, const QByteArray& body = {}) {
        HttpRequest request;
        request.method = method;
        request.path = address.section(u'?', 0, 0);
        request.query = QUrlQuery(address.section(u'?', 1));
        request.headers = headers;
        if (token != nullptr)
            request.headers.append({"authorization", QByteArray("Bearer ") + token});
        return std::make_shared<FakeExchange>(std::move(request), body, executor);
    }

    HttpResponse send(const std::shared_ptr<FakeExchange>& exchange) {
        router->handle(exchange);
        return exchange->response();
    }

    HttpResponse send(const char* method, const QString& address, const char* token,
                      const Headers& headers = {}, const QByteArray& body = {}) {
        return send(ask(method, address, token, headers, body));
    }

    QJsonObject json(const HttpResponse& response) {
        return QJsonDocument::fromJson(bodyOf(response)).object();
    }

    /// A whole upload in one request; the photo's id.
    PhotoId upload(const char* token, const QByteArray& bytes, const char* name = "photo.jpg") {
        const HttpResponse response = send("POST", QStringLiteral("/v1/uploads"), token,
                                           {{"tus-resumable", "1.0.0"},
                                            {"upload-length", QByteArray::number(bytes.size())},
                                            {"upload-metadata", "filename " + QByteArray(name).toBase64()},
                                            {"content-type", "application/offset+octet-stream"}},
                                           bytes);
        EXPECT_EQ(response.status, 201) << bodyOf(response).constData();
        return PhotoId::fromString(QString::fromLatin1(header(response, "parlor-photo"))).value_or(PhotoId());
    }

    Photo photo(PhotoId id) { return await(photos->byId(id)).value_or(StoredPhoto()).photo; }

    /// Waits until a worker has looked at it.
    Photo looked(PhotoId id) {
        EXPECT_TRUE(waitFor([&] {
            if (photo(id).state == PhotoState::Pending)
                return false;
            const StoredPhoto* known = catalogue->known(id); // until the next event
            return (known == nullptr || known->photo.state != PhotoState::Pending);
        }));
        return photo(id);
    }

    /// What has been committed has been heard.
    void settle() {
        bool done = false;
        executor.post([&] { done = true; });
        EXPECT_TRUE(waitFor([&] { return done; }));
    }

    /// What the catalogue says of it, once nothing is to be done any more.
    StoredPhoto current(PhotoId id) {
        EXPECT_TRUE(waitFor([&] { return processing->load() == 0; }));
        std::optional<Result<StoredPhoto>> found;
        catalogue->find(id, [&](const Result<StoredPhoto>& photo) { found = photo; });
        EXPECT_TRUE(waitFor([&] { return found.has_value(); }));
        return found && *found ? **found : StoredPhoto();
    }

    parlor::test::ManualClock clock;
    QtExecutor executor;
    FakeMedia media;
    MediaProcessor* otherMedia = nullptr; ///< in its place, from the next start on
    NameAuthenticator authenticator;
    UploadRules rules;
    QString publicUrl;
    QList<QByteArray> keyFiles;
    QList<PersonEvent> events;                               ///< of all private streams
    std::function<void(const CommittedItem&)> alsoCommitted; ///< is told after all others
    std::unique_ptr<SqliteStore> store;
    std::unique_ptr<LocalBlobStore> blobs;
    std::unique_ptr<SqlitePhotoStore> photos;
    std::unique_ptr<SqliteVersionStore> versions;
    std::unique_ptr<SqliteModerationLog> audit;
    std::unique_ptr<SqliteLibraryStore> lists;
    std::unique_ptr<SqliteAlbumStore> albumRows;
    std::unique_ptr<AlbumService> albums;
    std::unique_ptr<SqliteUploadStore> uploadRows;
    std::unique_ptr<PhotoAccess> access;
    std::unique_ptr<PhotoCatalogue> catalogue;
    std::unique_ptr<PhotoProcessing> processing;
    std::unique_ptr<Library> library;
    std::unique_ptr<UploadService> uploads;
    std::unique_ptr<TicketBook> tickets;
    std::unique_ptr<UploadRoutes> uploadRoutes;
    std::unique_ptr<PhotoRoutes> photoRoutes;
    std::unique_ptr<LibraryRoutes> libraryRoutes;
    std::unique_ptr<AlbumRoutes> albumRoutes;
    std::unique_ptr<SqliteArchiveStore> archiveRows;
    std::unique_ptr<Archives> archives;
    std::unique_ptr<ArchiveRoutes> archiveRoutes;
    std::unique_ptr<OriginalCleaner> cleaner;
    std::unique_ptr<PhotoCopies> copies;
    std::unique_ptr<ServingRoutes> servingRoutes;
    std::unique_ptr<RouteTable> table;
    std::unique_ptr<RateLimiter> limiter;
    std::unique_ptr<HttpRouter> router;

private:
    QString m_folder;
};

class PhotoNodeTest : public ::testing::Test {
protected:
    PhotoNodeTest() {
        ann = node.person("ann");
        ben = node.person("ben");
    }

    QTemporaryDir folder;
    PhotoNode node{folder.path()};
    Person ann, ben;
};

} // namespace parlor::server::test
