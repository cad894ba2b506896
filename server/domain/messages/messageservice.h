#pragma once

#include "server/domain/accounts/peopledirectory.h"
#include "server/domain/ports/messagestore.h"
#include "server/domain/ports/photostore.h"
#include "server/domain/sessions/principal.h"
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

    /// BadRequest (nothing said), UnknownPhoto, and what MessageStore::post() says.
    Task<Result<Committed>> send(const Principal& principal, const SendMessage& command);
    Task<Result<Committed>> edit(const Principal& principal, const EditMessage& command);
    Task<Result<Committed>> remove(const Principal& principal, const DeleteMessage& command);
    Task<Result<Committed>> react(const Principal& principal, const React& command);
    Task<Result<Committed>> pin(const Principal& principal, const PinMessage& command);

private:
    using Written = Task<Result<Outcome>>;
    using Write = std::function<Written(const Entry&)>;

    struct Waiting {
        bool ready = false;
        std::function<void()> go;
    };

    Task<Result<Committed>> prepare(const Principal& principal, const QString& clientId, const Entry& entry,
                                    Write write);
    void findMentions(PersonId author, Entry entry, const std::function<void(const Result<Entry>&)>& done);
    void findPhotos(PersonId author, Entry entry, const std::function<void(const Result<Entry>&)>& done);
    void ready(PersonId person, const std::shared_ptr<Waiting>& turn, std::function<void()> go);
    void answer(const Written& written, const QString& clientId, const Promise<Result<Committed>>& promise);
    Task<Result<Committed>> committed(const Written& written, const QString& clientId);

    MessageStore& m_messages;
    PhotoStore& m_photos;
    PeopleDirectory& m_people;
    Executor& m_executor;
    QHash<PersonId, std::deque<std::shared_ptr<Waiting>>> m_turns;
};

} // namespace parlor::server
