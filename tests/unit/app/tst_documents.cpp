#include "server/app/serving.h"
#include "server/edge/topics/topicframes.h"
#include "shared/protocol/codec.h"

#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <utility>

// docs/openapi.yaml and docs/asyncapi.yaml name what the server takes, no more and no less.
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

} // namespace

TEST_F(Documents, NameTheServersRoutesAndCommands) {
    const auto started = serving->start();
    ASSERT_TRUE(started) << started.error().detail.toStdString();
    QSet<QString> routes;
    for (const Route& route : serving->routes().routes())
        routes.insert(QString::fromLatin1(route.method) + u' ' + route.pattern);
    expectSame(routes, documentedRoutes(), "docs/openapi.yaml");
    expectSame(takenCommands(serving->commands(), std::make_index_sequence<std::variant_size_v<Command>>()),
               documentedMessages(u"c"_qs), "docs/asyncapi.yaml");
}

TEST(AsyncApi, NamesEveryFrameOfTheServer) {
    expectSame(frameNames(std::make_index_sequence<std::variant_size_v<Frame>>()),
               documentedMessages(u"s"_qs), "docs/asyncapi.yaml");
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
