#pragma once

#include "client/models/channelrow.h"
#include "client/models/timelineitem.h"
#include "client/ui/chat/detailspane.h"

namespace parlor::client::demo {

/// Noon-ish on Tuesday 12 May 2026 in local time, ms UTC: "now" of the made-up conversation.
qint64 demoNow();
/// `hour`:`minute` on a day of May 2026, ms UTC.
qint64 demoTime(int day, int hour, int minute);

PhotoReference demoPhoto(int id, int width, int height);

/// The list of chats of the design's pictures.
QList<ChannelRow> demoChannels();
/// "Weekend hikes", with groups, photos, a quote, reactions and every delivery state.
QList<TimelineItem> demoTimeline();
/// The same, every shape of message.
QList<TimelineItem> demoShapes();
Details demoDetails();

} // namespace parlor::client::demo
