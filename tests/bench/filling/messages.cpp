#include "tests/bench/filling/messages.h"

#include "tests/bench/filling/answer.h"

#include <QRandomGenerator>

#include <cmath>

namespace parlor::bench {

using namespace server;

namespace {

constexpr int channels = 50;
constexpr int underWay = 4'096;
constexpr double vocabulary = 20'000;

/// Words as often as in a language: few of them make most of the text.
QString sentence(QRandomGenerator& random) {
    QString text;
    for (int i = 0; i < 12; ++i)
        text +=
            QStringLiteral("word%1 ").arg(static_cast<int>(std::pow(vocabulary, random.generateDouble())));
    return text;
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
    QList<Task<Result<Outcome>>> posts;
    for (int i = 0; i < messages; ++i) {
        Entry entry;
        entry.text = sentence(random);
        posts.append(
            store.messages().post(operationOf(place.writer), place.channels.at(i % channels), entry, {}));
        if (posts.size() == underWay || i == messages - 1) {
            for (const auto& post : posts)
                answerOf(post);
            posts.clear();
        }
    }
    return place;
}

} // namespace parlor::bench
