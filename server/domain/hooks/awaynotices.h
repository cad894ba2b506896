#pragma once

#include "server/domain/accounts/peopledirectory.h"
#include "server/domain/hooks/webhooksender.h"
#include "server/domain/messages/keywordindex.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/messagestore.h"
#include "server/domain/ports/noticestore.h"
#include "server/domain/ports/outgoing.h"
#include "server/domain/sessions/livesessions.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QHash>
#include <QObject>
#include <QSet>

namespace parlor::server {

struct NoticePolicy {
    bool enabled = false;
    QString webhook; ///< where the operator wants them; empty: none
    QString secret;  ///< of its signatures
    bool includeText = false;
    std::int64_t delayMs = 60'000;  ///< from the first message to the notice
    std::int64_t quietMs = 900'000; ///< between two notices of one person
    QString serverName;
    QString link; ///< of the server, for people; may be empty
};

/// Tells people who are away that they were mentioned or written to: by mail, and through the operator's
/// webhook. Several messages become one notice; who came back or has read meanwhile gets none. Off unless the
/// operator and the person want it; what was said is only in it when the operator says so. What waits is in
/// the store and outlives a restart. Domain thread only. Composition: load() before serving, committed() from
/// the stream, tick() once a second.
class AwayNotices final : public QObject {
    Q_OBJECT
public:
    static constexpr int attemptsMost = 8;
    static constexpr int checksMost = 1'000; ///< of people at once; beyond, nobody is told

    AwayNotices(NoticeStore& store, ChannelStore& channels, MessageStore& messages, PeopleDirectory& people,
                const LiveSessions& live, OutgoingHttp& http, Mailer& mailer, NoticePolicy policy,
                Executor& executor, const Clock& clock, QObject* parent = nullptr);

    /// Whose keywords a message holds is mentioned by it; nullptr: nobody. Must live longer.
    void setKeywords(const KeywordIndex* keywords) { m_keywords = keywords; }

    Task<Status> load();

    Task<Result<NoticeSettings>> settings(PersonId person) { return m_store.settings(person); }

    /// BadRequest: no mail address.
    Task<Result<NoticeSettings>> setSettings(const NoticeSettings& settings);

    void committed(const CommittedItem& item);
    void tick();

private:
    void consider(ChannelId channel, ChannelKind kind, const QList<Event>& events);
    void considerMembers(ChannelId channel, ChannelKind kind, const Event& event, PersonId after);
    void considerPerson(PersonId person, ChannelId channel, const Event& event);
    [[nodiscard]] bool isWanted(PersonId person, const Event& event) const;
    [[nodiscard]] QSet<PersonId> meantBy(const Event& event) const;
    void note(PersonId person, const Membership& membership, ChannelId channel, ChannelKind kind,
              const Event& event);
    void tell(const PendingNotice& notice);
    void describe(const PendingNotice& notice, const Person& person);
    void deliver(const PendingNotice& notice, const Person& person, const QString& text);
    void delivered(const PendingNotice& notice, bool told);
    [[nodiscard]] QByteArray bodyOf(const PendingNotice& notice, const Person& person,
                                    const QString& text) const;
    [[nodiscard]] Mail mailOf(const PendingNotice& notice, const Person& person, const QString& to,
                              const QString& text) const;

    NoticeStore& m_store;
    ChannelStore& m_channels;
    MessageStore& m_messages;
    PeopleDirectory& m_people;
    const LiveSessions& m_live;
    OutgoingHttp& m_http;
    Mailer& m_mailer;
    const NoticePolicy m_policy;
    Executor& m_executor;
    const Clock& m_clock;
    const KeywordIndex* m_keywords = nullptr;
    QHash<PersonId, NoticeSettings> m_enabled;
    QHash<ChannelId, ChannelKind> m_kinds; ///< of some channels; they never change
    int m_checks = 0;                      ///< under way
    QSet<PersonId> m_telling;
    bool m_looking = false;
};

} // namespace parlor::server
