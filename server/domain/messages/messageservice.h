#pragma once

#include "server/domain/accounts/peopledirectory.h"
#include "server/domain/messages/keywordindex.h"
#include "server/domain/messages/messagefilter.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/messagestore.h"
#include "server/domain/ports/photostore.h"
#include "server/domain/sessions/principal.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QHash>
#include <QObject>

#include <deque>
#include <functional>
#include <memory>

namespace parlor::server {

/// Writing: messages, edits, deletions, reactions, pins. The answer means durable. What one person sends is
/// written in the order in which it was sent, even when a mention or photo has to be looked up first. Rights
/// are role (the store checks it inside the transaction) AND capability. Domain thread only.
class MessageService final : public QObject {
    Q_OBJECT
public:
    MessageService(MessageStore& messages, PhotoStore& photos, PeopleDirectory& people, Executor& executor,
                   QObject* parent = nullptr);

    /// How long one's own messages may be changed, in ms; 0: for ever. Moderators may delete later.
    struct Windows {
        std::int64_t edit = 0;
        std::int64_t remove = 0;
    };

    void setWindows(Windows windows, const Clock* clock) {
        m_windows = windows;
        m_clock = clock;
    }

    /// Whose keywords a text holds. It lives longer; nullptr: nobody is alerted.
    void setKeywords(const KeywordIndex* keywords) { m_keywords = keywords; }

    /// Where it is looked up who may cite what. It lives longer; nullptr: citations are refused.
    void setChannels(ChannelStore* channels) { m_channels = channels; }

    /// A token has to reach the channel that is quoted, too.
    static bool mayQuote(const Principal& principal, const Entry& entry);
    /// BadRequest: an entry without text, data, photos and so on, or of the server's own kind. BadText: see
    /// markstack.h.
    static Status check(const Entry& entry);

    /// Everything that is sent or edited passes it first. It lives longer; nullptr: none.
    void setFilter(MessageFilter* filter) { m_filter = filter; }

    /// What check() says, UnknownPhoto, Blocked (by the filter, and again for every retry), and what
    /// MessageStore::post() says.
    Task<Result<Committed>> send(const Principal& principal, const SendMessage& command);
    /// In the name of somebody who said so before; `clientId` makes a repetition harmless.
    Task<Result<Committed>> sendFor(PersonId person, const QString& clientId, ChannelId channel,
                                    const Entry& entry, std::optional<MessageId> replyTo);
    Task<Result<Committed>> edit(const Principal& principal, const EditMessage& command);
    Task<Result<Committed>> remove(const Principal& principal, const DeleteMessage& command);
    Task<Result<Committed>> react(const Principal& principal, const React& command);
    Task<Result<Committed>> pin(const Principal& principal, const PinMessage& command);

private:
    using Written = Task<Result<Outcome>>;
    using Write = std::function<Written(const Operation&, const Entry&)>;

    struct Waiting {
        bool ready = false;
        std::function<void()> go;
    };

    Task<Result<Committed>> prepare(const Operation& operation, ChannelId channel, const Entry& entry,
                                    Write write);
    void findMentions(PersonId author, Entry entry, const std::function<void(const Result<Entry>&)>& done);
    void findPhotos(PersonId author, Entry entry, const std::function<void(const Result<Entry>&)>& done);
    void findQuote(PersonId author, Entry entry, const std::function<void(const Result<Entry>&)>& done);
    void cite(Entry entry, Serial visibleFrom, const std::function<void(const Result<Entry>&)>& done);
    [[nodiscard]] QList<PersonId> alertedBy(PersonId author, const Entry& entry) const;
    [[nodiscard]] std::int64_t since(std::int64_t window) const;
    void ready(PersonId person, const std::shared_ptr<Waiting>& turn, std::function<void()> go);
    void answer(const Written& written, const QString& clientId, const Promise<Result<Committed>>& promise);
    void answer(const Written& written, const QString& clientId, const QString& asked,
                const Screened& screened, const Promise<Result<Committed>>& promise);
    void answerEarlier(const Operation& operation, const QString& asked, const Screened& screened,
                       const Error& why, const Promise<Result<Committed>>& promise);
    void answerAgain(const Outcome& outcome, const QString& asked, Committed committed,
                     const Promise<Result<Committed>>& promise);
    Task<Result<Committed>> committed(const Written& written, const QString& clientId);

    MessageStore& m_messages;
    PhotoStore& m_photos;
    PeopleDirectory& m_people;
    Executor& m_executor;
    MessageFilter* m_filter = nullptr;
    const KeywordIndex* m_keywords = nullptr;
    ChannelStore* m_channels = nullptr;
    Windows m_windows;
    const Clock* m_clock = nullptr;
    QHash<PersonId, std::deque<std::shared_ptr<Waiting>>> m_turns;
};

} // namespace parlor::server
