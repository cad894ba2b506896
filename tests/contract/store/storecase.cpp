#include "tests/contract/store/storecase.h"

#include "server/store/filterstoresqlite.h"
#include "server/store/moderationlogsqlite.h"
#include "server/store/noticestoresqlite.h"
#include "server/store/photostoresqlite.h"
#include "server/store/reportstoresqlite.h"
#include "server/store/sqlitestore.h"
#include "server/store/webhookstoresqlite.h"
#include "tests/support/memorystore.h"

#include <QCryptographicHash>
#include <QTemporaryDir>

namespace parlor::server {

namespace {

class MemoryUnderTest final : public StoreUnderTest {
public:
    AccountStore& accounts() override { return m_store.accounts(); }

    SessionStore& sessions() override { return m_store.sessions(); }

    KeyStore& keys() override { return m_store.keys(); }

    ChannelStore& channels() override { return m_store.channels(); }

    MessageStore& messages() override { return m_store.messages(); }

    PersonStreamStore& personStreams() override { return m_store.personStreams(); }

    PlanStore& plans() override { return m_store.plans(); }

    KeywordStore& keywords() override { return m_store.keywords(); }

    ErasureStore& erasure() override { return m_store.erasure(); }

    DeliveryStore& deliveries() override { return m_store.deliveries(); }

    ModerationLog& moderationLog() override { return m_store.moderationLog(); }

    FilterStore& filters() override { return m_store.filters(); }

    ReportStore& reports() override { return m_store.reports(); }

    WebhookStore& webhooks() override { return m_store.webhooks(); }

    NoticeStore& notices() override { return m_store.notices(); }

    CommitFeed& feed() override { return m_store; }

    PhotoId addPhoto(PersonId) override {
        PhotoReference photo;
        photo.id = makeNew<PhotoId>();
        m_store.addPhoto(photo);
        return photo.id;
    }

private:
    test::MemoryStore m_store{clock};
};

class SqliteUnderTest final : public StoreUnderTest {
public:
    AccountStore& accounts() override { return m_store.accounts(); }

    SessionStore& sessions() override { return m_store.sessions(); }

    KeyStore& keys() override { return m_store.keys(); }

    ChannelStore& channels() override { return m_store.channels(); }

    MessageStore& messages() override { return m_store.messages(); }

    PersonStreamStore& personStreams() override { return m_store.personStreams(); }

    PlanStore& plans() override { return m_store.plans(); }

    KeywordStore& keywords() override { return m_store.keywords(); }

    ErasureStore& erasure() override { return m_store.erasure(); }

    DeliveryStore& deliveries() override { return m_store.deliveries(); }

    ModerationLog& moderationLog() override { return m_moderationLog; }

    FilterStore& filters() override { return m_filters; }

    ReportStore& reports() override { return m_reports; }

    WebhookStore& webhooks() override { return m_webhooks; }

    NoticeStore& notices() override { return m_notices; }

    CommitFeed& feed() override { return m_store; }

    void open() override {
        const Status opened = m_store.open();
        ASSERT_TRUE(opened) << qPrintable(opened.error().detail);
    }

    PhotoId addPhoto(PersonId owner) override {
        SqlitePhotoStore photos(m_store.writer(), m_store.readers());
        NewPhoto photo;
        photo.owner = owner;
        photo.name = QStringLiteral("a.jpg");
        photo.blob.name = QStringLiteral("00");
        photo.blob.sha256 = QByteArray::number(static_cast<qlonglong>(makeId())).rightJustified(32, '0');
        const auto added = answerOf(photos.add(photo));
        EXPECT_TRUE(added) << (added ? "" : qPrintable(added.error().detail));
        return added ? added->stored.photo.id : PhotoId();
    }

private:
    QTemporaryDir m_folder;
    SqliteStore m_store{m_folder.filePath(QStringLiteral("parlor.db")), clock};
    SqliteModerationLog m_moderationLog{m_store.writer(), m_store.readers()};
    SqliteFilterStore m_filters{m_store.writer(), m_store.readers()};
    SqliteReportStore m_reports{m_store.writer(), m_store.readers()};
    SqliteWebhookStore m_webhooks{m_store.writer(), m_store.readers()};
    SqliteNoticeStore m_notices{m_store.writer(), m_store.readers()};
};

} // namespace

std::unique_ptr<StoreUnderTest> makeMemoryStore() {
    return std::make_unique<MemoryUnderTest>();
}

std::unique_ptr<StoreUnderTest> makeSqliteStore() {
    return std::make_unique<SqliteUnderTest>();
}

void CommittedLog::append(QList<CommittedItem> items) {
    const std::scoped_lock lock(m_mutex);
    m_items += items;
}

QList<CommittedItem> CommittedLog::items() const {
    const std::scoped_lock lock(m_mutex);
    return m_items;
}

QList<Event> CommittedLog::events(ChannelId channel) const {
    QList<Event> events;
    for (const CommittedItem& item : items())
        if (const auto* more = std::get_if<ChannelCommitted>(&item); more && more->channel == channel)
            events += more->events;
    return events;
}

QList<PersonEvent> CommittedLog::privateEvents(PersonId person) const {
    QList<PersonEvent> events;
    for (const CommittedItem& item : items())
        if (const auto* more = std::get_if<PersonCommitted>(&item); more && more->person == person)
            events += more->events;
    return events;
}

QList<SessionId> CommittedLog::revoked(PersonId person) const {
    QList<SessionId> sessions;
    for (const CommittedItem& item : items())
        if (const auto* more = std::get_if<SessionsRevoked>(&item); more && more->person == person)
            sessions += more->sessions;
    return sessions;
}

void StoreCase::SetUp() {
    store = GetParam().make();
    store->feed().setCommittedSink([this](QList<CommittedItem> items) { log.append(std::move(items)); });
    store->open();
}

Person StoreCase::person(const char* name, Role role) {
    NewAccount account;
    account.name = QString::fromUtf8(name);
    account.displayName = account.name.toUpper();
    account.role = role;
    const auto made = answerOf(store->accounts().create(account));
    EXPECT_TRUE(made) << name << ": " << (made ? "" : qPrintable(made.error().detail));
    return made ? made->person : Person();
}

ChannelId StoreCase::channel(const Person& maker, const char* name, QList<PersonId> people,
                             Visibility visibility) {
    NewChannel wanted;
    wanted.name = QString::fromUtf8(name);
    wanted.visibility = visibility;
    wanted.people = std::move(people);
    const auto made = answerOf(store->channels().create(operation(maker), wanted));
    EXPECT_TRUE(made) << name << ": " << (made ? "" : qPrintable(made.error().detail));
    return made ? made->channel : ChannelId();
}

Outcome StoreCase::post(const Person& author, ChannelId channel, const QString& words) {
    return post(author, channel, text(words));
}

Outcome StoreCase::post(const Person& author, ChannelId channel, const Entry& entry) {
    const auto done = answerOf(store->messages().post(operation(author), channel, entry, std::nullopt));
    EXPECT_TRUE(done) << (done ? "" : qPrintable(done.error().detail));
    return done.value_or(Outcome());
}

Outcome StoreCase::join(const Person& person, ChannelId channel, bool seesHistory) {
    const auto done = answerOf(store->channels().join(operation(person), channel, seesHistory));
    EXPECT_TRUE(done) << (done ? "" : qPrintable(done.error().detail));
    return done.value_or(Outcome());
}

Operation StoreCase::operation(const Person& person) {
    Operation operation;
    operation.person = person.id;
    operation.clientId = makeClientId();
    operation.requestHash =
        QCryptographicHash::hash(operation.clientId.toLatin1(), QCryptographicHash::Sha256).left(16);
    return operation;
}

Entry StoreCase::text(const QString& text) {
    Entry entry;
    entry.text = text;
    return entry;
}

QList<Event> StoreCase::allEvents(ChannelId channel) {
    const auto page = answerOf(store->messages().eventsAfter(channel, Serial(), 1'000));
    EXPECT_TRUE(page);
    return page ? page->events : QList<Event>();
}

ChannelState StoreCase::state(const Person& person, ChannelId channel) {
    const auto state = answerOf(store->channels().state(person.id, channel));
    EXPECT_TRUE(state);
    return state.value_or(ChannelState());
}

} // namespace parlor::server
