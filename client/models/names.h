#pragma once

#include "client/core/state.h"

#include <QString>

namespace parlor::client {

/// A person's name for people: the display name, else the sign-in name, else a word for somebody unknown.
QString nameOf(const State& state, PersonId person);

/// A channel's name: its own, or that of the people in it besides oneself.
QString nameOf(const State& state, const ChannelState& channel);

/// The one other person of a direct channel; 0 when it is none (or only oneself).
PersonId otherOf(const State& state, const ChannelState& channel);

/// The emoji that stands for a place, when its metadata names one.
QString emojiOf(const Channel& channel);

/// "Bo is typing…", "Bo and Chiara are typing…", "Several people are typing…"; empty for nobody.
QString typingWords(const State& state, const ChannelView& view);

/// A message as one line: its words, or "3 photos".
QString summaryOf(const MessagePosted& message);

/// "Photo", "3 photos", "Video", "2 videos", "3 photos and videos"; empty for none.
QString mediaWords(const QList<PhotoReference>& photos);

} // namespace parlor::client
