#include "shared/protocol/channelrights.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor {

namespace {

constexpr auto names =
    std::to_array<QLatin1StringView>({"publish"_L1, "subscribe"_L1, "history"_L1, "presence"_L1,
                                      "annotation-publish"_L1, "channel-metadata"_L1, "message-update-own"_L1,
                                      "message-delete-own"_L1, "message-delete-any"_L1, "mention-all"_L1});
static_assert(names.size() == channelRightCount);

std::uint16_t bitOf(ChannelRight right) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(right));
}

Result<std::uint16_t> bitsFrom(const QJsonValue& value) {
    if (value.isUndefined())
        return std::uint16_t(0);
    if (!value.isArray())
        return fail(ErrorCode::BadFrame);
    unsigned bits = 0;
    const QJsonArray words = value.toArray();
    for (const auto& word : words) {
        const auto right = channelRightFrom(word.toString());
        if (!right)
            return fail(ErrorCode::BadFrame, u"an unknown right"_s);
        bits |= bitOf(*right);
    }
    return static_cast<std::uint16_t>(bits);
}

QJsonArray wordsOf(std::uint16_t bits) {
    QJsonArray words;
    for (int i = 0; i < channelRightCount; ++i)
        if (bits & bitOf(static_cast<ChannelRight>(i)))
            words.append(QString(nameOf(static_cast<ChannelRight>(i))));
    return words;
}

bool mayAnywhere(Role onServer, Role here, ChannelRight right) {
    switch (right) {
    case ChannelRight::Manage:
        return onServer >= Role::Member && here >= Role::Member;
    case ChannelRight::DeleteAny:
        return here >= Role::Moderator;
    default:
        return true;
    }
}

} // namespace

QLatin1StringView nameOf(ChannelRight right) {
    return names.at(static_cast<std::size_t>(right));
}

std::optional<ChannelRight> channelRightFrom(QStringView name) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end())
        return std::nullopt;
    return static_cast<ChannelRight>(at - names.begin());
}

Result<RoleOverrides> RoleOverrides::fromJson(const QJsonObject& json) {
    RoleOverrides overrides;
    for (auto it = json.begin(); it != json.end(); ++it) {
        const auto role = roleFrom(it.key());
        if (!role || *role > Role::Moderator || !it.value().isObject())
            return fail(ErrorCode::BadFrame, u"no role that can be changed"_s);
        const QJsonObject rights = it.value().toObject();
        Row& row = overrides.m_rows.at(static_cast<std::size_t>(*role));
        TRY_ASSIGN(row.granted, bitsFrom(rights.value("grant"_L1)));
        TRY_ASSIGN(row.denied, bitsFrom(rights.value("deny"_L1)));
        if (row.granted & row.denied)
            return fail(ErrorCode::BadFrame, u"granted and denied"_s);
    }
    return overrides;
}

QJsonObject RoleOverrides::toJson() const {
    QJsonObject json;
    for (const Role role : roles) {
        const Row& row = m_rows.at(static_cast<std::size_t>(role));
        QJsonObject rights;
        if (row.granted != 0)
            rights.insert("grant"_L1, wordsOf(row.granted));
        if (row.denied != 0)
            rights.insert("deny"_L1, wordsOf(row.denied));
        if (!rights.isEmpty())
            json.insert(nameOf(role), rights);
    }
    return json;
}

std::optional<bool> RoleOverrides::decision(Role role, ChannelRight right) const {
    if (role > Role::Moderator)
        return std::nullopt;
    const Row& row = m_rows.at(static_cast<std::size_t>(role));
    if (row.granted & bitOf(right))
        return true;
    if (row.denied & bitOf(right))
        return false;
    return std::nullopt;
}

void RoleOverrides::decide(Role role, ChannelRight right, std::optional<bool> allowed) {
    if (role > Role::Moderator)
        return;
    Row& row = m_rows.at(static_cast<std::size_t>(role));
    const unsigned others = ~static_cast<unsigned>(bitOf(right));
    row.granted = static_cast<std::uint16_t>(row.granted & others);
    row.denied = static_cast<std::uint16_t>(row.denied & others);
    if (allowed)
        (*allowed ? row.granted : row.denied) |= bitOf(right);
}

Role roleHere(Role onServer, std::optional<Role> inChannel) {
    if (!inChannel)
        return onServer;
    if (onServer >= Role::Moderator)
        return std::max(onServer, *inChannel);
    return onServer == Role::Guest && *inChannel == Role::Member ? Role::Guest : *inChannel;
}

bool roleMay(const RoleOverrides& overrides, Role onServer, std::optional<Role> inChannel,
             ChannelRight right) {
    const Role here = roleHere(onServer, inChannel);
    return overrides.decision(here, right).value_or(mayAnywhere(onServer, here, right));
}

} // namespace parlor
