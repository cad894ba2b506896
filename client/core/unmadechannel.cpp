#include "client/core/unmadechannel.h"

#include <QtEndian>

namespace parlor::client {

namespace {
/// Servers count milliseconds since 2020 in the upper bits of an id: this one they set in 2089.
constexpr std::int64_t mark = 1LL << 62;
} // namespace

ChannelId unmadeChannel(const QString& clientId) {
    const QByteArray bytes =
        QByteArray::fromBase64(clientId.toLatin1(), QByteArray::Base64UrlEncoding).leftJustified(8, '\0');
    const auto random = static_cast<std::int64_t>(qFromBigEndian<quint64>(bytes.constData()) >> 2U);
    return ChannelId(random | mark);
}

bool isUnmade(ChannelId channel) {
    return (channel.value() & mark) != 0;
}

ChannelState unmadeState(const CreateChannel& command, PersonId me, std::int64_t askedAt) {
    ChannelState state;
    state.channel.id = unmadeChannel(command.clientId);
    state.channel.kind = command.kind;
    state.channel.visibility = command.visibility;
    state.channel.name = command.name;
    state.channel.topic = command.topic;
    state.channel.description = command.description;
    state.channel.createdAt = askedAt;
    state.channel.createdBy = me;
    state.visibleFrom = Serial(1);
    state.member = true;
    state.role = Role::Owner;
    state.memberCount = 1 + static_cast<int>(command.people.size());
    if (command.kind != ChannelKind::Channel)
        state.people = QList<PersonId>{me} + command.people;
    return state;
}

} // namespace parlor::client
