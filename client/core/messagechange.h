#pragma once

#include "shared/protocol/event.h"

namespace parlor::client {

/// True for events that are rows of a timeline: messages, membership, channel changes.
bool isRow(const Event& event);

/// True for events that change a message: edit, delete, reaction, pin, photo.
bool isMessageChange(const Event& event);

/// What `author` changes of a message with `body`; nothing for a body that is about something else.
void applyBody(MessagePosted& message, PersonId author, const EventBody& body);

/// Takes `change` into `message`, a MessagePosted in any form. False, and nothing done, when the message
/// shows it already (asOf) or `change` is about something else.
bool applyChange(Event& message, const Event& change);

} // namespace parlor::client
