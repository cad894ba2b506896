#include "tests/integration/tables/tableserver.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

namespace parlor::test {

namespace {

std::unique_ptr<TableServer>& held() {
    static std::unique_ptr<TableServer> server;
    return server;
}

/// Ends the server while there still is an application.
class Ending : public ::testing::Environment {
public:
    void TearDown() override { TableServer::end(); }
};

[[maybe_unused]] const auto* const ending = ::testing::AddGlobalTestEnvironment(new Ending);

} // namespace

TableServer& TableServer::instance() {
    if (!held())
        held().reset(new TableServer);
    return *held();
}

void TableServer::end() {
    held().reset();
}

TableServer::TableServer() {
    {
        Seeding seeding(dataDirectory());
        owner = seeding.person(u"owner"_qs, Role::Owner);
        ada = seeding.person(u"ada"_qs);
        bo = seeding.person(u"bo"_qs);
        guest = seeding.person(u"guest"_qs, Role::Guest);
        family = seeding.channel(u"Family"_qs, {owner, ada, bo});
        garden = seeding.channel(u"Garden"_qs, {owner, ada, bo});
        expired1s = seeding.session(ada.id, -1'000);
        expired61s = seeding.session(ada.id, -61'000);
        revoked = seeding.revokedSession(ada.id);
        ofDisabled = seeding.disabledPerson(u"gone"_qs).token;
        erased = seeding.person(u"erased"_qs);
        for (const SeededPerson& person : {owner, ada, bo})
            for (int i = 0; i < 20; ++i)
                m_tokens[person.id.value()].append(seeding.session(person.id));
    }
    {
        Seeding seeding(file(u"elsewhere"_qs));
        elsewhere = seeding.person(u"ada"_qs, Role::Owner);
    }
    addPerson(u"dora"_qs);
    addPerson(u"erin"_qs);
    setEnvironment(u"PARLOR_ORIGINS"_qs, u"https://good.example"_qs);
    start();
    firstProcess = processId();
}

QByteArray TableServer::tokenOf(const SeededPerson& person) {
    QList<QByteArray>& tokens = m_tokens[person.id.value()];
    tokens.append(tokens.takeFirst());
    return tokens.last();
}

void TableTest::TearDown() {
    EXPECT_TRUE(server.isRunning());
    EXPECT_EQ(server.processId(), server.firstProcess);
    EXPECT_EQ(ask("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 200);
}

server::RawClient::Response ask(const QByteArray& request) {
    server::RawClient client(TableServer::instance().port());
    return client.request(request);
}

server::RawClient::Response ask(const QByteArray& methodAndPath, const QByteArray& headers,
                                const QByteArray& body) {
    QByteArray request = methodAndPath + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
    if (!body.isEmpty())
        request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return ask(request + "\r\n" + body);
}

QString codeOf(const server::RawClient::Response& response) {
    return QJsonDocument::fromJson(response.body).object().value(u"code").toString();
}

void expectAllNumbers(char letter, int last, const QStringList& rows, std::span<const NotHere> notHere) {
    QSet<QString> known;
    static const QRegularExpression number(u"^[A-Z][0-9]+"_qs);
    for (const QString& row : rows)
        known.insert(number.match(row).captured());
    for (const NotHere& row : notHere) {
        EXPECT_FALSE(QByteArray(row.reason).isEmpty()) << row.id;
        std::printf("  %s is not here: %s\n", row.id, row.reason);
        known.insert(QString::fromLatin1(row.id));
    }
    for (int i = 1; i <= last; ++i)
        EXPECT_TRUE(known.contains(QLatin1Char(letter) + QString::number(i))) << letter << i;
}

} // namespace parlor::test
