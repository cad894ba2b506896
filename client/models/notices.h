#pragma once

#include "client/core/state.h"
#include "client/models/timelineitem.h"

namespace parlor::client {

/// What a membership or channel event says, in words.
QString noticeOf(const State& state, const Event& event);

/// People who come one after the other within an hour make one line.
bool foldsInto(const TimelineItem& line, const TimelineItem& next);

/// Makes `line` say `next` too: "Ada, Bo and Chiara joined".
void foldJoin(TimelineItem& line, const TimelineItem& next);

} // namespace parlor::client
