#include "server/domain/messages/messageservice.h"

#include "server/domain/commands/operations.h"
#include "server/domain/messages/markstack.h"
#include "server/domain/messages/mentionparser.h"
#include "shared/protocol/limits.h"

#include <QCryptographicHash>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

/// All that may be seen of what is cited.
QString excerptOf(const Entry& entry) {
    qsizetype end = 0;
    for (int characters = 0; end < entry.text.size() && characters < limits::quoteCharacters; ++characters)
        end += entry.text.at(end).isHighSurrogate() && end + 1 < entry.text.size() ? 2 : 1;
    return entry.text.first(end);
}

bool saysNothing(const Entry& entry) {
    const bool blank = std::all_of(entry.text.begin(), entry.text.end(), [](QChar c) { return c.isSpace(); });
    return blank && entry.data.isEmpty() && entry.photos.isEmpty() && entry.metadata.isEmpty()
           && !entry.quote;
}

} // namespace

Status MessageService::check(const Entry& entry) {
    if (entry.kind == EntryKind::System || saysNothing(entry))
        return fail(ErrorCode::BadRequest);
    if (stacksMarks(entry.text))
        return fail(ErrorCode::BadText);
    return {};
}

MessageService::MessageService(MessageStore& messages, PhotoStore& photos, PeopleDirectory& people,
                               Executor& executor, QObject* parent)
    : QObject(parent), m_messages(messages), m_photos(photos), m_people(people), m_executor(executor) {}

Task<Result<Committed>> MessageService::send(const Principal& principal, const SendMessage& command) {
    if (!mayQuote(principal, command.entry))
        return doneTask<Result<Committed>>(fail(ErrorCode::UnknownChannel));
    return prepare(operationFor(principal, command), command.channel, command.entry,
                   [this, channel = command.channel, replyTo = command.replyTo](const Operation& operation,
                                                                                const Entry& entry) {
                       return m_messages.post(operation, channel, entry, replyTo,
                                              alertedBy(operation.person, entry));
                   });
}

bool MessageService::mayQuote(const Principal& principal, const Entry& entry) {
    return !entry.quote || principal.allows(channelResource(entry.quote->channel), u"history");
}

Task<Result<Committed>> MessageService::sendFor(PersonId person, const QString& clientId, ChannelId channel,
                                                const Entry& entry, std::optional<MessageId> replyTo) {
    constexpr qsizetype half = 16;
    const Operation operation{
        person, SessionId(), clientId,
        QCryptographicHash::hash("planned " + clientId.toLatin1(), QCryptographicHash::Sha256).first(half)};
    return prepare(
        operation, channel, entry, [this, channel, replyTo](const Operation& made, const Entry& prepared) {
            return m_messages.post(made, channel, prepared, replyTo, alertedBy(made.person, prepared));
        });
}

Task<Result<Committed>> MessageService::edit(const Principal& principal, const EditMessage& command) {
    if (!mayQuote(principal, command.entry))
        return doneTask<Result<Committed>>(fail(ErrorCode::UnknownChannel));
    // Nobody puts words into another's mouth, whatever the role.
    return prepare(operationFor(principal, command), command.channel, command.entry,
                   [this, channel = command.channel, message = command.message,
                    rule = ChangeRule{.othersFrom = {}, .ownSince = since(m_windows.edit)}](
                       const Operation& operation, const Entry& entry) {
                       return m_messages.edit(operation, channel, message, entry, rule,
                                              alertedBy(operation.person, entry));
                   });
}

Task<Result<Committed>> MessageService::remove(const Principal& principal, const DeleteMessage& command) {
    ChangeRule rule;
    rule.ownSince = since(m_windows.remove);
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

Task<Result<Committed>> MessageService::prepare(const Operation& operation, ChannelId channel,
                                                const Entry& entry, Write write) {
    if (const Status said = check(entry); !said)
        return doneTask<Result<Committed>>(std::unexpected(said.error()));
    const PersonId author = operation.person;
    Screened screened{.entry = entry, .isChanged = false, .refuse = {}, .flag = {}, .written = {}};
    if (m_filter)
        screened = m_filter->screen(author, channel, entry);
    const Promise<Result<Committed>> promise;
    const auto turn = std::make_shared<Waiting>();
    m_turns[author].push_back(turn);
    if (screened.refuse) {
        ready(author, turn, [this, operation, channel, screened, asked = entry.text, promise] {
            answer(screened.refuse(operation, channel), operation.clientId, asked, screened, promise);
        });
        return promise.task();
    }
    Operation flagged = operation;
    flagged.flag = screened.flag;
    findMentions(author, screened.entry,
                 [this, author, flagged, asked = entry.text, screened, promise, turn,
                  write = std::move(write)](const Result<Entry>& prepared) {
                     ready(author, turn, [this, prepared, flagged, asked, screened, promise, write] {
                         if (!prepared)
                             return answerEarlier(flagged, asked, screened, prepared.error(), promise);
                         answer(write(flagged, *prepared), flagged.clientId, asked, screened, promise);
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
        return findQuote(author, std::move(entry), done);
    QList<PhotoId> ids;
    for (const PhotoReference& photo : std::as_const(entry.photos))
        ids.append(photo.id);
    whenDone(m_photos.byIds(ids), &m_executor, this,
             [this, author, entry, done](const Result<QList<StoredPhoto>>& photos) mutable {
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
                 findQuote(author, std::move(entry), done);
             });
}

void MessageService::findQuote(PersonId author, Entry entry,
                               const std::function<void(const Result<Entry>&)>& done) {
    if (!entry.quote)
        return done(entry);
    if (!m_channels)
        return done(fail(ErrorCode::BadRequest));
    whenDone(m_channels->standing(author, entry.quote->channel), &m_executor, this,
             [this, entry, done](const Result<Standing>& standing) {
                 if (!standing)
                     return done(std::unexpected(standing.error()));
                 if (!standing->mayRead())
                     return done(fail(ErrorCode::UnknownChannel));
                 cite(entry, std::max(standing->membership.visibleFrom, Serial(1)), done);
             });
}

void MessageService::cite(Entry entry, Serial visibleFrom,
                          const std::function<void(const Result<Entry>&)>& done) {
    whenDone(m_messages.message(entry.quote->channel, entry.quote->message), &m_executor, this,
             [entry, visibleFrom, done](const Result<Event>& cited) mutable {
                 if (!cited)
                     return done(std::unexpected(cited.error()));
                 const auto* posted = std::get_if<MessagePosted>(&cited->body);
                 if (!posted || cited->serial < visibleFrom)
                     return done(fail(ErrorCode::UnknownMessage));
                 if (posted->deleted)
                     return done(fail(ErrorCode::Gone));
                 entry.quote->author = cited->author;
                 entry.quote->text = excerptOf(posted->entry);
                 done(entry);
             });
}

QList<PersonId> MessageService::alertedBy(PersonId author, const Entry& entry) const {
    return m_keywords ? m_keywords->alertedBy(author, entry.text) : QList<PersonId>();
}

std::int64_t MessageService::since(std::int64_t window) const {
    return window > 0 && m_clock ? m_clock->now() - window : 0;
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

void MessageService::answer(const Written& written, const QString& clientId, const QString& asked,
                            const Screened& screened, const Promise<Result<Committed>>& promise) {
    whenDone(written, &m_executor, this,
             [this, clientId, asked, screened, promise](const Result<Outcome>& outcome) {
                 if (!outcome)
                     return promise.finish(std::unexpected(outcome.error()));
                 if (outcome->serial == Serial())
                     return promise.finish(fail(ErrorCode::Blocked));
                 Committed committed{clientId,      outcome->message,   outcome->serial,
                                     outcome->time, outcome->duplicate, {}};
                 if (outcome->duplicate)
                     return answerAgain(*outcome, asked, std::move(committed), promise);
                 if (screened.isChanged)
                     committed.text = screened.entry.text;
                 if (screened.written)
                     screened.written(*outcome);
                 promise.finish(std::move(committed));
             });
}

// What a message cites or shows may be gone when it is sent again: the first answer stands.
void MessageService::answerEarlier(const Operation& operation, const QString& asked, const Screened& screened,
                                   const Error& why, const Promise<Result<Committed>>& promise) {
    whenDone(m_messages.outcomeOf(operation), &m_executor, this,
             [this, clientId = operation.clientId, asked, screened, why,
              promise](const Result<std::optional<Outcome>>& earlier) {
                 if (!earlier && earlier.error().code == ErrorCode::IdempotencyConflict)
                     return promise.finish(std::unexpected(earlier.error()));
                 if (!earlier || !*earlier)
                     return promise.finish(std::unexpected(why));
                 answer(doneTask<Result<Outcome>>(**earlier), clientId, asked, screened, promise);
             });
}

// The list may have changed since the first answer: what was stored says whether stars were put in.
void MessageService::answerAgain(const Outcome& outcome, const QString& asked, Committed committed,
                                 const Promise<Result<Committed>>& promise) {
    if (!m_filter)
        return promise.finish(std::move(committed));
    whenDone(m_messages.message(outcome.channel, outcome.message), &m_executor, this,
             [asked, committed = std::move(committed), promise](const Result<Event>& event) mutable {
                 const auto* posted = event ? std::get_if<MessagePosted>(&event->body) : nullptr;
                 const bool asWritten = posted && !posted->deleted && posted->asOf <= committed.serial;
                 if (asWritten && posted->entry.text != asked)
                     committed.text = posted->entry.text;
                 promise.finish(std::move(committed));
             });
}

Task<Result<Committed>> MessageService::committed(const Written& written, const QString& clientId) {
    const Promise<Result<Committed>> promise;
    answer(written, clientId, promise);
    return promise.task();
}

} // namespace parlor::server
