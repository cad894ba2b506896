#include "tests/bench/filling/messages.h"

#include "server/store/messagework.h"
#include "tests/bench/filling/answer.h"

#include <QRandomGenerator>

#include <cmath>
#include <utility>

namespace parlor::bench {

using namespace server;

namespace {

constexpr int channels = 50;
constexpr int inOneCommit = 4'096;
constexpr qsizetype underWay = 2; ///< one is written while the next is made up
constexpr double vocabulary = 20'000;

/// Words as often as in a language: few of them make most of the text.
QString sentence(QRandomGenerator& random) {
    QString text;
    for (int i = 0; i < 12; ++i)
        text +=
            QStringLiteral("word%1 ").arg(static_cast<int>(std::pow(vocabulary, random.generateDouble())));
    return text;
}

struct Post {
    ChannelId channel;
    QString text;
    QString clientId;
};

/// What a post is to the store, without a commit and a savepoint for each.
Task<Result<int>> postAll(SqliteStore& store, PersonId writer, QList<Post> posts) {
    return store.writer().submit<int>(
        [writer, posts = std::move(posts)](Connection& connection, Effects& effects) -> Result<int> {
            for (const Post& post : posts) {
                Operation operation = operationOf(writer);
                operation.clientId = post.clientId;
                Entry entry;
                entry.text = post.text;
                TRY(MessageWork(connection, effects, operation, post.channel).post(entry, {}, {}));
            }
            return static_cast<int>(posts.size());
        });
}

PersonId addPerson(SqliteStore& store, const QString& name) {
    NewAccount account;
    account.name = name;
    return answerOf(store.accounts().create(account)).person.id;
}

} // namespace

Filled fillMessages(SqliteStore& store, int messages) {
    Filled place;
    place.writer = addPerson(store, QStringLiteral("writer"));
    place.reader = addPerson(store, QStringLiteral("reader"));
    place.stranger = addPerson(store, QStringLiteral("stranger"));
    for (int i = 0; i < channels; ++i) {
        NewChannel channel;
        channel.name = QStringLiteral("c%1").arg(i);
        channel.people = {place.reader};
        place.channels.append(answerOf(store.channels().create(operationOf(place.writer), channel)).channel);
    }
    NewChannel small;
    small.name = QStringLiteral("small");
    answerOf(store.channels().create(operationOf(place.stranger), small));
    QRandomGenerator random(7);
    QList<Task<Result<int>>> commits;
    QList<Post> posts;
    for (int i = 0; i < messages; ++i) {
        // In order, so that their index grows at its end.
        posts.append({place.channels.at(i % channels), sentence(random),
                      QStringLiteral("%1").arg(i, 22, 10, QLatin1Char('0'))});
        if (posts.size() < inOneCommit && i < messages - 1)
            continue;
        commits.append(postAll(store, place.writer, std::exchange(posts, {})));
        if (commits.size() == underWay)
            answerOf(commits.takeFirst());
    }
    for (const auto& commit : std::as_const(commits))
        answerOf(commit);
    return place;
}

} // namespace parlor::bench
