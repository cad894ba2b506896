#pragma once

#include "client/core/state.h"
#include "client/models/timelineitem.h"

namespace parlor::client {

/// What a membership or channel event says, in words; empty for a change that can't be named.
QString noticeOf(const State& state, const Event& event);

/// People who come one after the other within an hour make one line, and so do the making of a channel and
/// its maker's own coming.
bool foldsInto(const TimelineItem& line, const TimelineItem& next);

/// Makes `line` say `next` too: "Ada, Bo and Chiara joined".
void foldJoin(TimelineItem& line, const TimelineItem& next);

} // namespace parlor::client
