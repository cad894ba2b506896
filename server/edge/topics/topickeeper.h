#pragma once

#include "server/domain/channels/channelservice.h"
#include "server/domain/messages/messageservice.h"
#include "server/domain/ports/accountstore.h"
#include "server/domain/ports/committed.h"
#include "server/domain/sessions/principal.h"
#include "shared/core/executor.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace parlor::server {

/// Topics whose messages are kept: each has a private group of the one who turned it on, and every message of
/// the topic is posted there as `data` in their name, so that what was kept is read, searched and retained
/// like everything else. What is turned on is remembered among the server's settings. Domain thread only.
class TopicKeeper final : public QObject {
    Q_OBJECT
public:
    static constexpr qsizetype topicsPerPerson = 100;
    static constexpr qsizetype topicsMost = 1'000; ///< of all people

    /// All must live longer.
    TopicKeeper(AccountStore& settings, ChannelService& channels, MessageService& messages,
                Executor& executor, QObject* parent = nullptr);

    /// Reads what is turned on.
    void start();

    /// On twice, or off without on, changes nothing. `done` hears why it could not be: Forbidden (off, for
    /// who has not turned it on and is no administrator), TooLarge (too many topics).
    void turn(const Principal& principal, const QString& topic, bool on,
              std::function<void(const Status&)> done);

    /// From the committed stream: nothing is kept for who is disabled.
    void committed(const CommittedItem& item);

    [[nodiscard]] qsizetype count() const { return m_kept.size(); }

    /// Posts it when the topic is kept; more than an entry may hold is not.
    void keep(const QString& topic, const QByteArray& message);

private:
    struct Kept {
        ChannelId channel;
        PersonId person;
    };

    [[nodiscard]] qsizetype countOf(PersonId person) const;
    void dropDisabled();
    void drop(PersonId person);
    void save(std::function<void(const Status&)> done);

    AccountStore& m_settings;
    ChannelService& m_channels;
    MessageService& m_messages;
    Executor& m_executor;
    QHash<QString, Kept> m_kept;
    QHash<QString, PersonId> m_making; ///< whose group is being made
};

} // namespace parlor::server
