#include "server/domain/hooks/awaynotices.h"

#include "shared/auth/names.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>

#include <algorithm>
#include <memory>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

constexpr int dueAtOnce = 20;
constexpr int membersAtOnce = 500;
constexpr qsizetype kindsMost = 10'000;
constexpr std::int64_t secondMs = 1'000;
constexpr std::int64_t minuteMs = 60'000;
constexpr qsizetype mailCharacters = 254;
constexpr qsizetype excerptCharacters = 500;

bool mayBeMail(const QString& text) {
    const qsizetype at = text.indexOf(u'@');
    const bool plain = std::all_of(text.begin(), text.end(), [](QChar c) {
        return c > u' ' && c < u'\x7f' && !QStringView(u"<>()[],;:\\\"").contains(c);
    });
    return plain && at > 0 && at == text.lastIndexOf(u'@') && at + 1 < text.size()
           && text.size() <= mailCharacters;
}

} // namespace

AwayNotices::AwayNotices(NoticeStore& store, ChannelStore& channels, MessageStore& messages,
                         PeopleDirectory& people, const LiveSessions& live, OutgoingHttp& http,
                         Mailer& mailer, NoticePolicy policy, Executor& executor, const Clock& clock,
                         QObject* parent)
    : QObject(parent),
      m_store(store),
      m_channels(channels),
      m_messages(messages),
      m_people(people),
      m_live(live),
      m_http(http),
      m_mailer(mailer),
      m_policy(std::move(policy)),
      m_executor(executor),
      m_clock(clock) {}

Task<Status> AwayNotices::load() {
    const Promise<Status> promise;
    whenDone(m_store.enabledSettings(), &m_executor, this,
             [this, promise](const Result<QList<NoticeSettings>>& all) {
                 if (!all)
                     return promise.finish(std::unexpected(all.error()));
                 for (const NoticeSettings& settings : *all)
                     m_enabled.insert(settings.person, settings);
                 promise.finish({});
             });
    return promise.task();
}

Task<Result<NoticeSettings>> AwayNotices::setSettings(const NoticeSettings& settings) {
    if (!settings.mail.isEmpty() && !mayBeMail(settings.mail))
        return doneTask<Result<NoticeSettings>>(fail(ErrorCode::BadRequest));
    const Promise<Result<NoticeSettings>> promise;
    whenDone(m_store.setSettings(settings), &m_executor, this, [this, settings, promise](const Status& set) {
        if (!set)
            return promise.finish(std::unexpected(set.error()));
        if (settings.enabled)
            m_enabled.insert(settings.person, settings);
        else
            m_enabled.remove(settings.person);
        promise.finish(settings);
    });
    return promise.task();
}

void AwayNotices::committed(const CommittedItem& item) {
    const auto* committed = std::get_if<ChannelCommitted>(&item);
    if (!m_policy.enabled || !committed || m_enabled.isEmpty())
        return;
    const ChannelId channel = committed->channel;
    QList<Event> posts;
    for (const Event& event : committed->events)
        if (const auto* posted = std::get_if<MessagePosted>(&event.body);
            posted && posted->entry.kind != EntryKind::System)
            posts.append(event);
    if (posts.isEmpty())
        return;
    if (const auto kind = m_kinds.constFind(channel); kind != m_kinds.constEnd())
        return consider(channel, *kind, posts);
    whenDone(m_channels.byId(channel), &m_executor, this,
             [this, channel, posts](const Result<Channel>& found) {
                 if (!found)
                     return;
                 if (m_kinds.size() >= kindsMost)
                     m_kinds.clear();
                 m_kinds.insert(channel, found->kind);
                 consider(channel, found->kind, posts);
             });
}

void AwayNotices::consider(ChannelId channel, ChannelKind kind, const QList<Event>& events) {
    for (const Event& event : events) {
        const Entry& entry = std::get<MessagePosted>(event.body).entry;
        if (kind == ChannelKind::Direct || entry.mentionsAll) {
            considerMembers(channel, kind, event, {});
            continue;
        }
        for (const PersonId person : meantBy(event))
            if (isWanted(person, event))
                considerPerson(person, channel, event);
    }
}

QSet<PersonId> AwayNotices::meantBy(const Event& event) const {
    const Entry& entry = std::get<MessagePosted>(event.body).entry;
    QSet<PersonId> meant(entry.mentions.begin(), entry.mentions.end());
    if (m_keywords)
        for (const PersonId person : m_keywords->alertedBy(event.author, entry.text))
            meant.insert(person);
    return meant;
}

bool AwayNotices::isWanted(PersonId person, const Event& event) const {
    return m_enabled.contains(person) && person != event.author && !m_live.isLive(person);
}

void AwayNotices::considerMembers(ChannelId channel, ChannelKind kind, const Event& event, PersonId after) {
    if (m_checks >= checksMost)
        return;
    ++m_checks;
    whenDone(m_channels.members(channel, after, membersAtOnce), &m_executor, this,
             [this, channel, kind, event](const Result<QList<MemberRecord>>& members) {
                 --m_checks;
                 if (!members)
                     return;
                 for (const MemberRecord& member : *members)
                     if (isWanted(member.person.id, event))
                         note(member.person.id, member.membership, channel, kind, event);
                 if (members->size() == membersAtOnce)
                     considerMembers(channel, kind, event, members->last().person.id);
             });
}

void AwayNotices::considerPerson(PersonId person, ChannelId channel, const Event& event) {
    if (m_checks >= checksMost)
        return;
    ++m_checks;
    whenDone(m_channels.membership(channel, person), &m_executor, this,
             [this, person, channel, event](const Result<Membership>& membership) {
                 --m_checks;
                 if (membership)
                     note(person, *membership, channel, ChannelKind::Channel, event);
             });
}

void AwayNotices::note(PersonId person, const Membership& membership, ChannelId channel, ChannelKind kind,
                       const Event& event) {
    if (!membership.member || membership.notifications == Notifications::Nothing
        || event.serial < membership.visibleFrom || event.serial <= membership.read)
        return;
    const bool direct = kind == ChannelKind::Direct;
    PendingNotice notice;
    notice.person = person;
    notice.mentions = direct ? 0 : 1;
    notice.directs = direct ? 1 : 0;
    notice.channel = channel;
    notice.message = event.message;
    notice.serial = event.serial;
    notice.dueAt = m_clock.now() + m_policy.delayMs;
    (void)m_store.add(notice, m_policy.quietMs);
}

void AwayNotices::tick() {
    if (!m_policy.enabled || m_looking)
        return;
    m_looking = true;
    whenDone(m_store.due(m_clock.now(), dueAtOnce), &m_executor, this,
             [this](const Result<QList<PendingNotice>>& due) {
                 m_looking = false;
                 if (!due)
                     return;
                 for (const PendingNotice& notice : *due)
                     if (!m_telling.contains(notice.person)) {
                         m_telling.insert(notice.person);
                         tell(notice);
                     }
             });
}

void AwayNotices::tell(const PendingNotice& notice) {
    if (!m_enabled.contains(notice.person) || m_live.isLive(notice.person))
        return delivered(notice, false);
    whenDone(m_channels.standing(notice.person, notice.channel), &m_executor, this,
             [this, notice](const Result<Standing>& standing) {
                 const bool reads = standing && standing->membership.member && standing->mayRead();
                 if (!reads || standing->membership.read >= notice.serial)
                     return delivered(notice, false);
                 m_people.people({notice.person},
                                 [self = QPointer(this), notice](const Result<QList<Person>>& people) {
                                     if (!self)
                                         return;
                                     if (!people || people->isEmpty())
                                         return self->delivered(notice, false);
                                     self->describe(notice, people->first());
                                 });
             });
}

void AwayNotices::describe(const PendingNotice& notice, const Person& person) {
    if (!m_policy.includeText)
        return deliver(notice, person, {});
    whenDone(m_messages.message(notice.channel, notice.message), &m_executor, this,
             [this, notice, person](const Result<Event>& event) {
                 const auto* posted = event ? std::get_if<MessagePosted>(&event->body) : nullptr;
                 deliver(notice, person,
                         posted && !posted->deleted ? oneLine(posted->entry.text, excerptCharacters)
                                                    : QString());
             });
}

void AwayNotices::deliver(const PendingNotice& notice, const Person& person, const QString& text) {
    struct Round {
        int open = 0;
        int told = 0;
    };

    const auto round = std::make_shared<Round>();
    const QString to = m_enabled.value(notice.person).mail;
    const bool byMail = m_mailer.isConfigured() && !to.isEmpty();
    const bool byHook = !m_policy.webhook.isEmpty();
    round->open = (byMail ? 1 : 0) + (byHook ? 1 : 0);
    if (round->open == 0)
        return delivered(notice, false);
    const auto ended = [this, notice, round](bool told) {
        round->told += told ? 1 : 0;
        if (--round->open > 0)
            return;
        if (round->told > 0 || notice.attempts + 1 >= attemptsMost)
            return delivered(notice, round->told > 0);
        m_telling.remove(notice.person);
        (void)m_store.postpone(notice.person, m_clock.now() + (minuteMs << notice.attempts));
    };
    if (byMail)
        whenDone(m_mailer.send(mailOf(notice, person, to, text)), &m_executor, this,
                 [ended](const Status& sent) { ended(sent.has_value()); });
    if (!byHook)
        return;
    OutgoingRequest request;
    const std::int64_t timestamp = m_clock.now() / secondMs;
    request.url = m_policy.webhook;
    request.body = bodyOf(notice, person, text);
    request.headers = {
        {"Content-Type", "application/json"},
        {"Parlor-Id", (u"away-"_qs + person.id.toString() + u'-' + notice.message.toString()).toLatin1()},
        {"Parlor-Timestamp", QByteArray::number(static_cast<qlonglong>(timestamp))},
        {"Parlor-Signature", hookSignature(m_policy.secret, timestamp, request.body)}};
    constexpr int firstOk = 200, lastOk = 299;
    whenDone(m_http.post(std::move(request)), &m_executor, this, [ended](const Result<int>& status) {
        ended(status && *status >= firstOk && *status <= lastOk);
    });
}

void AwayNotices::delivered(const PendingNotice& notice, bool told) {
    // Until the store knows, the same notice would be found due again.
    whenDone(m_store.done(notice, told, m_policy.quietMs), &m_executor, this,
             [this, person = notice.person](const Status&) { m_telling.remove(person); });
}

QByteArray AwayNotices::bodyOf(const PendingNotice& notice, const Person& person, const QString& text) const {
    QJsonObject body{{u"type"_qs, u"away"_qs},
                     {u"person"_qs, QJsonObject{{u"id"_qs, person.id.toString()}, {u"name"_qs, person.name}}},
                     {u"mentions"_qs, notice.mentions},
                     {u"directs"_qs, notice.directs},
                     {u"channel"_qs, notice.channel.toString()},
                     {u"message"_qs, notice.message.toString()}};
    if (!text.isEmpty())
        body.insert(u"text"_qs, text);
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

Mail AwayNotices::mailOf(const PendingNotice& notice, const Person& person, const QString& to,
                         const QString& text) const {
    Mail mail;
    mail.to = to;
    mail.subject = u"%1: somebody wrote to you"_qs.arg(m_policy.serverName);
    const QString name = person.displayName.isEmpty() ? person.name : person.displayName;
    mail.text = u"Hello %1,\n\nwhile you were away"_qs.arg(name);
    if (notice.directs > 0)
        mail.text += u" you got %1 direct message(s)"_qs.arg(notice.directs);
    if (notice.directs > 0 && notice.mentions > 0)
        mail.text += u" and"_qs;
    if (notice.mentions > 0)
        mail.text += u" you were mentioned in %1 message(s)"_qs.arg(notice.mentions);
    mail.text += u" on %1.\n"_qs.arg(m_policy.serverName);
    if (!text.isEmpty())
        mail.text += u"\nThe newest:\n> %1\n"_qs.arg(text);
    if (!m_policy.link.isEmpty())
        mail.text += u"\n%1\n"_qs.arg(m_policy.link);
    mail.text += u"\nYou can switch these mails off in the settings.\n"_qs;
    return mail;
}

} // namespace parlor::server
