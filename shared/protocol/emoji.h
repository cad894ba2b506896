#pragma once

#include <QStringView>

namespace parlor {

/// True for exactly one emoji as Unicode TR51 spells them (ED-17a possible_emoji without tag sequences of
/// unknown regions): a base with its variation selector or skin tone, a keycap, a flag of two regional
/// indicators or of tags, or several joined by ZWJ; at most 48 bytes of UTF-8.
bool isReaction(QStringView text);

} // namespace parlor
