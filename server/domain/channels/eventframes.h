#pragma once

#include "shared/core/serial.h"
#include "shared/protocol/frames.h"

#include <QByteArray>
#include <QList>

namespace parlor::server {

/// One channel's events as frames of at most 64 KiB each, in order; most often just one.
QList<QByteArray> encodeEvents(ChannelId channel, const Epoch& epoch, const QList<Event>& events);
QList<QByteArray> encodePersonEvents(const Epoch& epoch, const QList<PersonEvent>& events);

/// The events as somebody may see them whose view begins at `visibleFrom`: earlier ones are one skipped
/// range.
QList<Event> visibleEvents(const QList<Event>& events, Serial visibleFrom);

/// The events as somebody may see them whose token lacks annotation-subscribe: who reacted is left out, and
/// an event about it is one skipped serial.
QList<Event> withoutReactions(QList<Event> events);

} // namespace parlor::server
