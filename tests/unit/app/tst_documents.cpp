#include "server/app/serving.h"
#include "server/edge/topics/topicframes.h"
#include "shared/protocol/codec.h"
#include "tests/unit/app/routefixture.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <utility>

// docs/openapi.yaml, docs/asyncapi.yaml and the HTTP part of docs/PROTOCOL.md name what the server takes, no
// more and no less.
namespace parlor::server {

namespace {

QString document(const QString& name) {
    QFile file(QStringLiteral(PARLOR_SOURCE_DIR "/docs/") + name);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << name.toStdString();
    return QString::fromUtf8(file.readAll());
}

/// "GET /v1/photos" for each operation below `paths:`.
QSet<QString> documentedRoutes() {
    static const QRegularExpression path(u"^  (/\\S*):$"_qs), method(u"^    ([a-z]+):"_qs);
    QSet<QString> routes;
    QString current;
    const QString text = document(u"openapi.yaml"_qs);
    const QString paths =
        text.mid(text.indexOf(u"\npaths:"), text.indexOf(u"\ncomponents:") - text.indexOf(u"\npaths:"));
    for (const QString& line : paths.split(u'\n')) {
        if (const auto found = path.match(line); found.hasMatch())
            current = found.captured(1);
        else if (const auto verb = method.match(line); verb.hasMatch() && verb.captured(1) != u"parameters")
            routes.insert(verb.captured(1).toUpper() + u' ' + current);
    }
    return routes;
}

/// The keys of components.messages with that prefix, without it.
QSet<QString> documentedMessages(const QString& prefix) {
    const QRegularExpression key(u"^    "_qs + prefix + u"_(\\w+):$"_qs, QRegularExpression::MultilineOption);
    QSet<QString> messages;
    const QString text = document(u"asyncapi.yaml"_qs);
    for (auto matches = key.globalMatch(text.mid(text.indexOf(u"\ncomponents:"))); matches.hasNext();)
        messages.insert(matches.next().captured(1));
    return messages;
}

/// "GET /v1/photos" for each request in the first cells of a page's tables, without its query.
QStringList requestsInRows(const QString& page) {
    static const QRegularExpression cell(u"^\\| ([^|]*)\\|"_qs), request(u"`([A-Z]+ /[^`?\\s]*)"_qs);
    QStringList requests;
    for (const QString& line : page.split(u'\n'))
        for (auto found = request.globalMatch(cell.match(line).captured(1)); found.hasNext();)
            requests.append(found.next().captured(1));
    return requests;
}

/// The same for each line of a page's code blocks that begins with a request.
QStringList requestsInExamples(const QString& page) {
    static const QRegularExpression request(u"^[A-Z]+ /[^?\\s]*"_qs);
    QStringList requests;
    bool inside = false;
    for (const QString& line : page.split(u'\n')) {
        if (line.startsWith(u"```"))
            inside = !inside;
        else if (const auto found = request.match(line); inside && found.hasMatch())
            requests.append(found.captured());
    }
    return requests;
}

QString nameOf(const Route& route) {
    return QString::fromLatin1(route.method) + u' ' + route.pattern;
}

QSet<QString> routesOf(const RouteTable& table) {
    QSet<QString> routes;
    for (const Route& route : table.routes())
        routes.insert(nameOf(route));
    return routes;
}

/// The routes that those requests go to, found as the server finds them; a request that goes nowhere stands
/// for itself. GET /v1/socket is answered before the table.
QSet<QString> routesFor(const QStringList& requests, const RouteTable& table) {
    QSet<QString> routes;
    for (const QString& request : requests) {
        const QByteArray method = request.section(u' ', 0, 0).toLatin1();
        const auto found = table.find(method, request.section(u' ', 1));
        routes.insert(found && found->route->method == method ? nameOf(*found->route) : request);
    }
    routes.remove(u"GET /v1/socket"_qs);
    return routes;
}

std::string listOf(const QSet<QString>& names) {
    QStringList sorted(names.begin(), names.end());
    sorted.sort();
    return sorted.join(u", "_qs).toStdString();
}

void expectSame(const QSet<QString>& server, const QSet<QString>& document, const char* name) {
    EXPECT_EQ(listOf(server - document), "") << "missing in " << name;
    EXPECT_EQ(listOf(document - server), "") << "the server has no such thing, but " << name << " names it";
}

template<std::size_t... I>
QSet<QString> takenCommands(const CommandTable& table, std::index_sequence<I...>) {
    QSet<QString> names{u"hello"_qs, u"auth"_qs}; // the router's own
    const auto look = [&](const Command& command) {
        if (table.row(command))
            names.insert(QString(operationOf(command)));
    };
    (look(Command(std::variant_alternative_t<I, Command>())), ...);
    return names;
}

QString operationOfFrame(const Frame& frame) {
    return QJsonDocument::fromJson(codec::encode(frame)).object().value(u"op").toString();
}

template<std::size_t... I>
QSet<QString> frameNames(std::index_sequence<I...>) {
    return {operationOfFrame(Frame(std::variant_alternative_t<I, Frame>()))...};
}

QSet<QString> setOf(const QStringList& names) {
    return {names.begin(), names.end()};
}

/// What a command carries, as asyncapi.yaml says it.
struct DocumentedCommand {
    QSet<QString> required;
    QString properties;
};

QHash<QString, DocumentedCommand> documentedCommands() {
    const QRegularExpression command(
        u"^    c_(\\w+):\n.*\n.*\n      payload: \\{type: object, required: \\[([^\\]]*)\\], "
        "properties: \\{(.*)$"_qs,
        QRegularExpression::MultilineOption);
    QHash<QString, DocumentedCommand> commands;
    const QString text = document(u"asyncapi.yaml"_qs);
    for (auto matches = command.globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch found = matches.next();
        commands.insert(found.captured(1),
                        {setOf(found.captured(2).split(u", "_qs)), u' ' + found.captured(3)});
    }
    return commands;
}

/// The requests that stand for every command and its variants.
QList<QJsonObject> sampleRequests() {
    const QDir directory(QStringLiteral(PARLOR_SOURCE_DIR "/tests/golden/requests"));
    QList<QJsonObject> requests;
    for (const QString& name : directory.entryList({u"*.json"_qs})) {
        QFile file(directory.filePath(name));
        EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << name.toStdString();
        requests.append(QJsonDocument::fromJson(file.readAll()).object());
    }
    return requests;
}

/// The fields without which the server can't read it.
QSet<QString> neededIn(const QJsonObject& request) {
    QSet<QString> needed;
    for (const QString& key : request.keys()) {
        QJsonObject rest = request;
        rest.remove(key);
        if (!codec::decodeRequest(QJsonDocument(rest).toJson(QJsonDocument::Compact)))
            needed.insert(key);
    }
    return needed;
}

/// One of openapi.yaml's components.schemas.
struct DocumentedSchema {
    explicit DocumentedSchema(const QString& name) {
        const QString text = document(u"openapi.yaml"_qs);
        const qsizetype start = text.indexOf(u"\n    "_qs + name + u":\n"_qs) + 1;
        static const QRegularExpression next(u"\n    \\w"_qs),
            needed(u"\n      required: \\[([^\\]]*)\\]"_qs), property(u"\n        (\\w+): "_qs);
        const QString schema = text.mid(start, text.indexOf(next, start) - start);
        required = setOf(needed.match(schema).captured(1).split(u", "_qs));
        for (auto matches = property.globalMatch(schema); matches.hasNext();)
            properties.insert(matches.next().captured(1));
    }

    QSet<QString> required;
    QSet<QString> properties;
};

/// What a message of the topic socket needs, by its name.
QHash<QString, QStringList> documentedTopicFrames() {
    const QRegularExpression frame(
        u"^    t_(\\w+):\n.*\n.*\n      payload: \\{type: object, required: \\[([^\\]]*)\\]"_qs,
        QRegularExpression::MultilineOption);
    QHash<QString, QStringList> frames;
    const QString text = document(u"asyncapi.yaml"_qs);
    for (auto matches = frame.globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch found = matches.next();
        frames.insert(found.captured(1), found.captured(2).split(u", "_qs));
    }
    return frames;
}

QByteArray topicFrame(const QString& name, const QStringList& keys) {
    QJsonObject frame{{u"topic"_qs, u"garden"_qs},
                      {u"message"_qs, 1},
                      {u"token"_qs, u"x"_qs},
                      {u"on"_qs, true},
                      {u"type"_qs, name}};
    const QStringList all = frame.keys();
    for (const QString& key : all)
        if (!keys.contains(key))
            frame.remove(key);
    return QJsonDocument(frame).toJson(QJsonDocument::Compact);
}

QString typeOfTopicFrame(const QByteArray& frame) {
    return QJsonDocument::fromJson(frame).object().value(u"type").toString();
}

class Documents : public testing::Test {
public:
    Documents() {
        config.listen = QStringList{u"127.0.0.1:0"_qs};
        auto opened = DataDirectory::open(directory.filePath(u"data"_qs));
        data = std::make_unique<DataDirectory>(std::move(*opened));
        serving = std::make_unique<Serving>(config, *data, [](const Error&) {});
    }

    QTemporaryDir directory;
    Config config;
    std::unique_ptr<DataDirectory> data;
    std::unique_ptr<Serving> serving;
};

class DocumentedSync : public RouteFixture {};

} // namespace

TEST_F(Documents, NameTheServersRoutesAndCommands) {
    const auto started = serving->start();
    ASSERT_TRUE(started) << started.error().detail.toStdString();
    expectSame(routesOf(serving->routes()), documentedRoutes(), "docs/openapi.yaml");
    expectSame(takenCommands(serving->commands(), std::make_index_sequence<std::variant_size_v<Command>>()),
               documentedMessages(u"c"_qs), "docs/asyncapi.yaml");
}

TEST_F(Documents, DescribeEveryRouteInARowAndAnExample) {
    const auto started = serving->start();
    ASSERT_TRUE(started) << started.error().detail.toStdString();
    const RouteTable& table = serving->routes();
    const QString page = document(u"PROTOCOL.md"_qs);
    expectSame(routesOf(table), routesFor(requestsInRows(page), table), "the tables of docs/PROTOCOL.md");
    expectSame(routesOf(table), routesFor(requestsInExamples(page), table),
               "the examples of docs/PROTOCOL.md");
}

TEST_F(DocumentedSync, IsWhatTheServerTakesAndGives) {
    const QString token = tokenOf(Role::Member);
    const auto answer = ask("POST", u"/v1/sync"_qs, token, R"({"call":1,"frames":[]})");
    ASSERT_EQ(answer->status(), 200) << answer->code().toStdString();
    EXPECT_EQ(listOf(setOf(answer->json().keys())), listOf(DocumentedSchema(u"Synced"_qs).required));
    const DocumentedSchema call(u"Sync"_qs);
    EXPECT_EQ(listOf(call.required - call.properties), "");
    EXPECT_EQ(call.properties.size(), 5);
    for (const QString& name : call.properties)
        EXPECT_EQ(ask("POST", u"/v1/sync"_qs, token, "{\"" + name.toLatin1() + "\":{}}")->status(), 400)
            << "the server does not know " << name.toStdString();
}

// The comparison above would see a route without a row or an example, and one that does not exist.
TEST(DocumentedRequests, AreFoundWhereTheyStandAndNowhereElse) {
    RouteTable table;
    const auto add = [&](const QByteArray& method, const QString& pattern) {
        Route route;
        route.method = method;
        route.pattern = pattern;
        route.handler = [](auto, const Principal&, const PathArguments&) {};
        table.add(std::move(route));
    };
    add("GET", u"/photos/{id}"_qs);
    add("DELETE", u"/photos/{id}"_qs);
    add("GET", u"/photos/months"_qs);
    const QString page =
        u"GET /photos/1\n"
        "| `GET /photos/{id}?limit`, `DELETE /photos/{id}` | `GET /photos/months` |\n"
        "```\nGET /photos/months?limit=1\n  DELETE /photos/1\nHEAD /photos/1\nPUT /else\n```\n"_qs;
    EXPECT_EQ(listOf(routesFor(requestsInRows(page), table)), "DELETE /photos/{id}, GET /photos/{id}");
    EXPECT_EQ(listOf(routesFor(requestsInExamples(page), table)),
              "GET /photos/months, HEAD /photos/1, PUT /else");
    EXPECT_EQ(listOf(routesOf(table) - routesFor(requestsInExamples(page), table)),
              "DELETE /photos/{id}, GET /photos/{id}");
}

TEST(AsyncApi, NamesEveryFrameOfTheServer) {
    expectSame(frameNames(std::make_index_sequence<std::variant_size_v<Frame>>()),
               documentedMessages(u"s"_qs), "docs/asyncapi.yaml");
}

TEST(AsyncApi, SaysWhatEachCommandNeeds) {
    const QHash<QString, DocumentedCommand> commands = documentedCommands();
    EXPECT_EQ(listOf(setOf(commands.keys())), listOf(documentedMessages(u"c"_qs)));
    QHash<QString, QSet<QString>> needed;
    for (const QJsonObject& request : sampleRequests()) {
        const QString name = request.value(u"op").toString();
        for (const QString& key : request.keys())
            EXPECT_TRUE(commands.value(name).properties.contains(u' ' + key + u": {"_qs))
                << name.toStdString() << " without " << key.toStdString();
        const QSet<QString> here = neededIn(request);
        needed[name] = needed.contains(name) ? needed.value(name) & here : here;
    }
    for (auto command = commands.cbegin(); command != commands.cend(); ++command)
        EXPECT_EQ(listOf(command->required), listOf(needed.value(command.key())))
            << command.key().toStdString();
}

TEST(AsyncApi, NamesEveryFrameOfTheTopicSocket) {
    const QHash<QString, QStringList> frames = documentedTopicFrames();
    EXPECT_EQ(listOf(QSet<QString>(frames.keyBegin(), frames.keyEnd())), listOf(documentedMessages(u"t"_qs)));
    const QSet<QString> sent{typeOfTopicFrame(topics::dataFrame(1, "1")),
                             typeOfTopicFrame(topics::errorFrame({ErrorCode::Busy, {}, 0}, {}))};
    QSet<std::size_t> taken;
    QSet<QString> told;
    for (auto frame = frames.cbegin(); frame != frames.cend(); ++frame) {
        const std::string name = frame.key().toStdString();
        if (sent.contains(frame.key())) {
            told.insert(frame.key());
            continue;
        }
        const auto command = topics::parse(topicFrame(frame.key(), frame.value()));
        ASSERT_TRUE(command) << name << ": " << wireCode(command.error().code).data();
        taken.insert(command->index());
        for (const QString& needed : frame.value()) {
            QStringList others = frame.value();
            others.removeOne(needed);
            EXPECT_FALSE(topics::parse(topicFrame(frame.key(), others)))
                << name << " without " << needed.toStdString();
        }
    }
    EXPECT_EQ(taken.size(), qsizetype(std::variant_size_v<topics::Command>))
        << "one that docs/asyncapi.yaml lacks";
    EXPECT_EQ(told, sent);
}

} // namespace parlor::server
