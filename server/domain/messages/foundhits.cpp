#include "server/domain/messages/foundhits.h"

#include "server/domain/channels/eventframes.h"
#include "server/domain/sessions/channelreach.h"

namespace parlor::server {

QList<SearchHit> hitsFor(const Principal& principal, const QList<FoundMessage>& found) {
    QList<SearchHit> hits;
    for (const FoundMessage& hit : found) {
        if (!principal.allows(channelResource(hit.channel), u"history"))
            continue;
        Event event = hit.event;
        if (!seesReactions(principal, hit.channel))
            event = withoutReactions({event}).first();
        hits.append({hit.channel, std::move(event), hit.snippet});
    }
    return hits;
}

} // namespace parlor::server
