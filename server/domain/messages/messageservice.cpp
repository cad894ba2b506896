#include "server/domain/messages/messageservice.h"

#include "server/domain/commands/operations.h"
#include "server/domain/messages/mentionparser.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

bool saysNothing(const Entry& entry) {
    const bool blank = std::all_of(entry.text.begin(), entry.text.end(), [](QChar c) { return c.isSpace(); });
    return blank && entry.data.isEmpty() && entry.photos.isEmpty() && entry.metadata.isEmpty();
}

} // namespace

MessageService::MessageService(MessageStore& messages, PhotoStore& photos, PeopleDirectory& people,
                               Executor& executor, QObject* parent)
    : QObject(parent), m_messages(messages), m_photos(photos), m_people(people), m_executor(executor) {}

Task<Result<Committed>> MessageService::send(const Principal& principal, const SendMessage& command) {
    return prepare(principal, command.clientId, command.entry,
                   [this, operation = operationFor(principal, command), channel = command.channel,
                    replyTo = command.replyTo](const Entry& entry) {
                       return m_messages.post(operation, channel, entry, replyTo);
                   });
}

Task<Result<Committed>> MessageService::edit(const Principal& principal, const EditMessage& command) {
    // Nobody puts words into another's mouth, whatever the role.
    return prepare(principal, command.clientId, command.entry,
                   [this, operation = operationFor(principal, command), channel = command.channel,
                    message = command.message](const Entry& entry) {
                       return m_messages.edit(operation, channel, message, entry, ChangeRule{});
                   });
}

Task<Result<Committed>> MessageService::remove(const Principal& principal, const DeleteMessage& command) {
    ChangeRule rule;
    if (principal.allows(channelResource(command.channel), u"message-delete-any"))
        rule.othersFrom = Role::Moderator;
    return committed(
        m_messages.remove(operationFor(principal, command), command.channel, command.message, rule),
        command.clientId);
}

Task<Result<Committed>> MessageService::react(const Principal& principal, const React& command) {
    return committed(m_messages.react(operationFor(principal, command), command.channel, command.message,
                                      command.emoji, command.add),
                     command.clientId);
}

Task<Result<Committed>> MessageService::pin(const Principal& principal, const PinMessage& command) {
    return committed(m_messages.pin(operationFor(principal, command), command.channel, command.message,
                                    command.pin, Role::Member),
                     command.clientId);
}

Task<Result<Committed>> MessageService::prepare(const Principal& principal, const QString& clientId,
                                                const Entry& entry, Write write) {
    if (entry.kind == EntryKind::System || saysNothing(entry))
        return doneTask<Result<Committed>>(fail(ErrorCode::BadRequest));
    const PersonId author = principal.person.id;
    const Promise<Result<Committed>> promise;
    const auto turn = std::make_shared<Waiting>();
    m_turns[author].push_back(turn);
    findMentions(
        author, entry,
        [this, author, clientId, promise, turn, write = std::move(write)](const Result<Entry>& prepared) {
            ready(author, turn, [this, prepared, clientId, promise, write] {
                if (!prepared)
                    return promise.finish(std::unexpected(prepared.error()));
                answer(write(*prepared), clientId, promise);
            });
        });
    return promise.task();
}

void MessageService::findMentions(PersonId author, Entry entry,
                                  const std::function<void(const Result<Entry>&)>& done) {
    const Mentions mentions = parseMentions(entry.text);
    entry.mentions.clear();
    entry.mentionsAll = mentions.all;
    m_people.named(mentions.names, [this, author, entry, done](const Result<QList<Person>>& people) mutable {
        if (!people)
            return done(std::unexpected(people.error()));
        for (const Person& person : *people)
            entry.mentions.append(person.id);
        std::sort(entry.mentions.begin(), entry.mentions.end());
        findPhotos(author, std::move(entry), done);
    });
}

void MessageService::findPhotos(PersonId author, Entry entry,
                                const std::function<void(const Result<Entry>&)>& done) {
    if (entry.photos.isEmpty())
        return done(entry);
    QList<PhotoId> ids;
    for (const PhotoReference& photo : std::as_const(entry.photos))
        ids.append(photo.id);
    whenDone(m_photos.byIds(ids), &m_executor, this,
             [author, entry, done](const Result<QList<StoredPhoto>>& photos) mutable {
                 if (!photos)
                     return done(std::unexpected(photos.error()));
                 for (PhotoReference& reference : entry.photos) {
                     const auto found =
                         std::find_if(photos->begin(), photos->end(), [&](const StoredPhoto& stored) {
                             return stored.photo.id == reference.id && stored.photo.owner == author
                                    && stored.photo.state != PhotoState::Failed;
                         });
                     if (found == photos->end())
                         return done(fail(ErrorCode::UnknownPhoto));
                     reference = referenceTo(found->photo);
                 }
                 done(entry);
             });
}

void MessageService::ready(PersonId person, const std::shared_ptr<Waiting>& turn, std::function<void()> go) {
    turn->ready = true;
    turn->go = std::move(go);
    const auto queue = m_turns.find(person);
    while (!queue->empty() && queue->front()->ready) {
        const std::shared_ptr<Waiting> next = queue->front();
        queue->pop_front();
        next->go();
    }
    if (queue->empty())
        m_turns.erase(queue);
}

void MessageService::answer(const Written& written, const QString& clientId,
                            const Promise<Result<Committed>>& promise) {
    whenDone(written, &m_executor, this, [clientId, promise](const Result<Outcome>& outcome) {
        if (!outcome)
            return promise.finish(std::unexpected(outcome.error()));
        promise.finish(
            Committed{clientId, outcome->message, outcome->serial, outcome->time, outcome->duplicate, {}});
    });
}

Task<Result<Committed>> MessageService::committed(const Written& written, const QString& clientId) {
    const Promise<Result<Committed>> promise;
    answer(written, clientId, promise);
    return promise.task();
}

} // namespace parlor::server
