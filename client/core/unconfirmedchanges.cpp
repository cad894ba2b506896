#include "client/core/unconfirmedchanges.h"

#include "client/core/messagechange.h"

#include <algorithm>

namespace parlor::client {

namespace {

/// What the server's event will say; nullopt for a command that changes no message.
std::optional<EventBody> bodyOf(const Command& command) {
    if (const auto* edit = std::get_if<EditMessage>(&command))
        return MessageEdited{edit->entry};
    if (std::holds_alternative<DeleteMessage>(command))
        return MessageDeleted{};
    if (const auto* react = std::get_if<React>(&command))
        return ReactionChanged{react->emoji, react->add};
    if (const auto* pin = std::get_if<PinMessage>(&command))
        return PinChanged{pin->pin};
    return std::nullopt;
}

MessageId messageOf(const Command& command) {
    return std::visit(
        [](const auto& said) {
            if constexpr (requires { MessageId(said.message); })
                return said.message;
            else
                return MessageId();
        },
        command);
}

} // namespace

UnconfirmedChanges::Asked* UnconfirmedChanges::find(const QString& clientId, MessageId& message) {
    for (auto it = m_changes.begin(); it != m_changes.end(); ++it)
        for (Asked& asked : *it)
            if (asked.clientId == clientId) {
                message = it.key();
                return &asked;
            }
    return nullptr;
}

template<class Test>
QList<MessageId> UnconfirmedChanges::removeIf(Test test) {
    QList<MessageId> touched;
    for (auto it = m_changes.begin(); it != m_changes.end();) {
        if (it->removeIf(test) > 0)
            touched.append(it.key());
        it = it->isEmpty() ? m_changes.erase(it) : std::next(it);
    }
    return touched;
}

MessageId UnconfirmedChanges::put(const PendingChange& change) {
    auto body = bodyOf(change.command);
    if (!body)
        return {};
    const bool waits = change.state == PendingState::Waiting;
    MessageId message;
    if (Asked* known = find(change.clientId, message)) {
        const bool differs = known->waits != waits;
        known->waits = waits;
        return differs ? message : MessageId();
    }
    message = messageOf(change.command);
    m_changes[message].append(
        Asked{change.clientId, channelOf(change.command), *std::move(body), waits, std::nullopt});
    return message;
}

MessageId UnconfirmedChanges::remove(const QString& clientId) {
    const QList<MessageId> touched = removeIf([&](const Asked& asked) { return asked.clientId == clientId; });
    return touched.isEmpty() ? MessageId() : touched.first();
}

MessageId UnconfirmedChanges::done(const QString& clientId, Serial serial,
                                   const std::optional<QString>& text) {
    MessageId message;
    Asked* asked = find(clientId, message);
    if (!asked)
        return {};
    asked->waits = false;
    asked->serial = serial;
    if (auto* edited = std::get_if<MessageEdited>(&asked->body); edited && text)
        edited->entry.text = *text;
    return message;
}

QList<MessageId> UnconfirmedChanges::seen(ChannelId channel, Serial upTo) {
    if (m_changes.isEmpty())
        return {};
    return removeIf([&](const Asked& asked) {
        return asked.channel == channel && asked.serial && *asked.serial <= upTo;
    });
}

void UnconfirmedChanges::forget(ChannelId channel) {
    removeIf([&](const Asked& asked) { return asked.channel == channel && asked.serial; });
}

std::optional<Event> UnconfirmedChanges::over(const Event& row, PersonId me) const {
    const auto changes = m_changes.constFind(row.message);
    const auto* posted = std::get_if<MessagePosted>(&row.body);
    if (changes == m_changes.cend() || !posted || posted->deleted)
        return std::nullopt;
    Event shown = row;
    auto& message = std::get<MessagePosted>(shown.body);
    for (const Asked& asked : *changes) {
        if (message.deleted)
            break;
        // Edits of one's own change the words alone, and name photos by nothing but their ids.
        if (const auto* edited = std::get_if<MessageEdited>(&asked.body)) {
            message.entry.text = edited->entry.text;
            message.edited = true;
        } else {
            applyBody(message, me, asked.body);
        }
    }
    return shown;
}

bool UnconfirmedChanges::isWaiting(MessageId message) const {
    const auto changes = m_changes.constFind(message);
    return changes != m_changes.cend()
           && std::any_of(changes->begin(), changes->end(), [](const Asked& asked) { return asked.waits; });
}

} // namespace parlor::client
