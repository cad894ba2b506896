#include "server/edge/topics/topickeeper.h"

#include "shared/auth/names.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QLoggingCategory>
#include <QSet>

#include <algorithm>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(lcTopics, "parlor.topics")

const QString settingName = QStringLiteral("topic_storing");

/// The group's name: the topic as far as a name can show it.
QString groupName(const QString& topic) {
    const auto name =
        checkChannelName(QString(oneLine(topic, limits::nameCharacters / 2)).replace(u'/', u' '));
    return name.value_or(QStringLiteral("topic"));
}

} // namespace

TopicKeeper::TopicKeeper(AccountStore& settings, ChannelService& channels, MessageService& messages,
                         Executor& executor, QObject* parent)
    : QObject(parent),
      m_settings(settings),
      m_channels(channels),
      m_messages(messages),
      m_executor(executor) {}

void TopicKeeper::start() {
    whenDone(m_settings.setting(settingName), &m_executor, this, [this](const Result<QJsonObject>& kept) {
        if (!kept) {
            qCWarning(lcTopics) << "what is kept could not be read:" << kept.error();
            return;
        }
        for (auto it = kept->begin(); it != kept->end(); ++it) {
            const QJsonObject one = it.value().toObject();
            const auto channel = ChannelId::fromString(one.value(u"channel").toString());
            const auto person = PersonId::fromString(one.value(u"person").toString());
            if (channel && person)
                m_kept.insert(it.key(), {*channel, *person});
        }
        dropDisabled();
    });
}

// They may have been disabled while this process did not run.
void TopicKeeper::dropDisabled() {
    QSet<PersonId> people;
    for (const Kept& kept : std::as_const(m_kept))
        people.insert(kept.person);
    for (const PersonId person : std::as_const(people))
        whenDone(m_settings.byId(person), &m_executor, this, [this, person](const Result<Account>& account) {
            if (account ? account->disabled : account.error().code == ErrorCode::UnknownPerson)
                drop(person);
        });
}

void TopicKeeper::committed(const CommittedItem& item) {
    if (const auto* changed = std::get_if<PersonChanged>(&item); changed && changed->disabled)
        drop(changed->person.id);
}

void TopicKeeper::drop(PersonId person) {
    m_making.removeIf([person](const auto& one) { return one.value() == person; });
    if (m_kept.removeIf([person](const auto& one) { return one.value().person == person; }) > 0)
        save([](const Status& saved) {
            if (!saved)
                qCWarning(lcTopics) << "what is kept could not be saved:" << saved.error();
        });
}

qsizetype TopicKeeper::countOf(PersonId person) const {
    return std::count_if(m_kept.begin(), m_kept.end(),
                         [person](const Kept& kept) { return kept.person == person; })
           + std::count(m_making.begin(), m_making.end(), person);
}

void TopicKeeper::save(std::function<void(const Status&)> done) {
    QJsonObject all;
    for (auto it = m_kept.constBegin(); it != m_kept.constEnd(); ++it)
        all.insert(it.key(), QJsonObject{{QStringLiteral("channel"), it->channel.toString()},
                                         {QStringLiteral("person"), it->person.toString()}});
    whenDone(m_settings.setSetting(settingName, all), &m_executor, this, std::move(done));
}

void TopicKeeper::turn(const Principal& principal, const QString& topic, bool on,
                       std::function<void(const Status&)> done) {
    const auto kept = m_kept.constFind(topic);
    const bool isKept = kept != m_kept.constEnd();
    if (!on && isKept) {
        if (kept->person != principal.person.id && principal.role < Role::Admin)
            return done(fail(ErrorCode::Forbidden));
        m_kept.erase(kept);
        return save(std::move(done));
    }
    if (on == isKept || m_making.contains(topic))
        return done({});
    if (countOf(principal.person.id) >= topicsPerPerson || m_kept.size() + m_making.size() >= topicsMost)
        return done(fail(ErrorCode::TooLarge));
    m_making.insert(topic, principal.person.id);
    CreateChannel group;
    group.clientId = makeClientId();
    group.kind = ChannelKind::Group;
    group.visibility = Visibility::Private;
    group.name = groupName(topic);
    whenDone(m_channels.create(principal, group), &m_executor, this,
             [this, topic, person = principal.person.id,
              done = std::move(done)](const Result<ChannelList>& made) mutable {
                 // Gone meanwhile when its person was disabled.
                 const bool isWanted = m_making.remove(topic);
                 if (!made || made->channels.isEmpty())
                     return done(made ? fail(ErrorCode::Internal) : std::unexpected(made.error()));
                 if (!isWanted)
                     return done(fail(ErrorCode::AccountDisabled));
                 m_kept.insert(topic, {made->channels.first().channel.id, person});
                 save(std::move(done));
             });
}

void TopicKeeper::keep(const QString& topic, const QByteArray& message) {
    const auto kept = m_kept.constFind(topic);
    if (kept == m_kept.constEnd())
        return;
    if (message.size() > limits::entryData) {
        qCInfo(lcTopics, "a message of %lld bytes is too large to be kept", qint64(message.size()));
        return;
    }
    Principal principal;
    principal.person.id = kept->person;
    principal.capability = Capability::all();
    SendMessage send;
    send.channel = kept->channel;
    send.clientId = makeClientId();
    send.entry.kind = EntryKind::Data;
    send.entry.name = topic.left(limits::nameCharacters);
    send.entry.data = QString::fromUtf8(message);
    send.entry.encoding = QStringLiteral("json");
    whenDone(m_messages.send(principal, send), &m_executor, this, [](const Result<Committed>& sent) {
        if (!sent)
            qCWarning(lcTopics) << "a message could not be kept:" << sent.error();
    });
}

} // namespace parlor::server
