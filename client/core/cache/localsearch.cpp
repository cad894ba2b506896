#include "client/core/cache/localsearch.h"

#include "shared/auth/names.h"
#include "shared/protocol/limits.h"
#include "shared/protocol/query.h"

#include <algorithm>

namespace parlor::client {

Result<FoundMessages> LocalSearch::find(const Search& asked) {
    const Query query = parseQuery(asked.query);
    TRY_ASSIGN(const QList<ChannelState> channels, m_database.places.channels());
    CachedSearch search;
    search.what = conditionsOf(query);
    TRY_ASSIGN(search.what.from, peopleNamed(query.from));
    TRY_ASSIGN(search.what.inside, channelsNamed(query.in, channels));
    if (query.after)
        search.since = searchDay(*query.after);
    if (query.before)
        search.before = searchDay(*query.before);
    search.before = std::min(search.before, asked.before.value_or(search.before));
    search.beforeId = asked.beforeId;
    search.limit = std::clamp(asked.limit, 1, limits::searchPage);
    FoundMessages found;
    found.onDevice = true;
    QList<ChannelId>& inside = search.what.inside;
    if (asked.channel.isValid() && !inside.isEmpty() && !inside.contains(asked.channel))
        return found;
    if (asked.channel.isValid())
        inside = {asked.channel};
    // A time alone is not in the index: then all places are what it is asked for.
    if (!isIndexed(search.what) && (query.after || query.before || asked.before))
        for (const ChannelState& state : channels)
            inside.append(state.channel.id);
    TRY_ASSIGN(found.page, m_database.search.find(search));
    TRY_ASSIGN(found.notWhole, holesIn(channels, search));
    return found;
}

Result<QList<PersonId>> LocalSearch::peopleNamed(const QStringList& names) {
    QList<PersonId> ids;
    if (names.isEmpty())
        return ids;
    TRY_ASSIGN(const QList<Person> people, m_database.places.people());
    for (const QString& name : names) {
        const QString wanted = foldedName(name);
        const auto person =
            std::ranges::find(people, wanted, [](const Person& known) { return foldedName(known.name); });
        if (name == u"me")
            ids.append(m_me);
        else if (person != people.end())
            ids.append(person->id);
        else
            return fail(ErrorCode::UnknownPerson);
    }
    return ids;
}

Result<QList<ChannelId>> LocalSearch::channelsNamed(const QStringList& names,
                                                    const QList<ChannelState>& channels) {
    QList<ChannelId> ids;
    for (const QString& name : names) {
        const QString wanted = foldedName(name);
        const auto channel = std::ranges::find_if(channels, [&](const ChannelState& state) {
            return state.channel.kind == ChannelKind::Channel && foldedName(state.channel.name) == wanted;
        });
        if (channel == channels.end())
            return fail(ErrorCode::UnknownChannel);
        ids.append(channel->channel.id);
    }
    return ids;
}

/// Where something that may be seen, and that is new enough, is not on this device.
Result<QList<ChannelId>> LocalSearch::holesIn(const QList<ChannelState>& channels,
                                              const CachedSearch& search) {
    QList<ChannelId> holes;
    const QList<ChannelId>& inside = search.what.inside;
    for (const ChannelState& state : channels) {
        const ChannelId id = state.channel.id;
        if (!state.member || (!inside.isEmpty() && !inside.contains(id)))
            continue;
        TRY_ASSIGN(const bool whole,
                   m_database.timelines.isWhole(id, state.visibleFrom, state.last, search.since));
        if (!whole)
            holes.append(id);
    }
    return holes;
}

} // namespace parlor::client
