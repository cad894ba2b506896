#pragma once

#include "client/core/state.h"

namespace parlor::client::demo {

inline constexpr ChannelId hikes{1};
inline constexpr PersonId mira{1}, ada{2}, bo{3}, noor{4}, dev{5}, chiara{6};

/// Signs Mira in and fills the state with people, channels and the conversation of the design's pictures, up
/// to `messages` (at least nine) in the channel `hikes`; all of it as events, as the core would.
void fillState(State& state, int messages = 9);

/// A message of `author` at `serial` of `hikes`.
Event messageAt(int serial, PersonId author, qint64 time, const QString& text);

} // namespace parlor::client::demo
