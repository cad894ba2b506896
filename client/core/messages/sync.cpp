#include "client/core/messages/sync.h"

#include "shared/protocol/limits.h"

namespace parlor::client {

namespace {

constexpr int rememberMs = 2'000;
constexpr std::int64_t longestPauseMs = 60'000;

} // namespace

Sync::Sync(State& state, Cache& cache, Requests& requests, Executor& executor, const Clock& clock,
           Hooks hooks, QObject* parent)
    : QObject(parent),
      m_state(state),
      m_cache(cache),
      m_requests(requests),
      m_executor(executor),
      m_hooks(std::move(hooks)),
      m_gap(this),
      m_remember(this),
      m_typists(state, clock, this) {
    m_gap.setSingleShot(true);
    m_gap.setInterval(limits::gapWaitMs);
    connect(&m_gap, &QTimer::timeout, this, &Sync::closeGaps);
    m_remember.setSingleShot(true);
    m_remember.setInterval(rememberMs);
    connect(&m_remember, &QTimer::timeout, this, &Sync::remember);
}

void Sync::start(const CachedStart& start) {
    m_epoch = start.epoch;
    m_person.restart(start.personCursor);
    m_state.apply(PeopleSeen{start.people});
    m_state.apply(ChannelsSeen{start.channels, true});
    for (auto it = start.cursors.cbegin(); it != start.cursors.cend(); ++it)
        m_streams[it.key()].order.restart(it.value());
    for (auto it = start.drafts.cbegin(); it != start.drafts.cend(); ++it)
        m_state.apply(DraftSaved{it.key(), it.value()});
    for (auto it = start.lastMessages.cbegin(); it != start.lastMessages.cend(); ++it)
        m_state.apply(LastMessageKnown{it.key(), it.value()});
}

void Sync::clear() {
    m_epoch.clear();
    m_person.restart(Serial());
    m_streams.clear();
    m_welcome.reset();
    m_behind.clear();
    m_changed.clear();
    m_gap.stop();
    m_remember.stop();
}

Serial Sync::appliedTo(ChannelId channel) const {
    const auto stream = m_streams.constFind(channel);
    return stream == m_streams.cend() ? Serial() : stream->order.applied();
}

Hello Sync::hello() {
    m_welcome.reset();
    m_behind.clear();
    Hello hello;
    hello.protocol = limits::protocolVersion;
    hello.epoch = m_epoch;
    hello.person = m_person.applied();
    for (auto stream = m_streams.cbegin(); stream != m_streams.cend(); ++stream) {
        if (hello.channels.size() == limits::helloChannels)
            break;
        hello.channels.append({stream.key(), stream->order.applied()});
    }
    return hello;
}

void Sync::connectionChanged(const Connection& connection) {
    const bool wasOnline = m_state.connection().state == Connectivity::Online;
    m_state.apply(ConnectionChanged{connection});
    const bool isOnline = connection.state == Connectivity::Online;
    if (isOnline && !wasOnline) {
        for (const ChannelId channel : std::exchange(m_behind, {}))
            if (m_streams.contains(channel))
                fetch(channel);
        // A welcome in several parts is not complete yet; then greet() tells.
        if (!m_welcome)
            m_hooks.online();
    } else if (wasOnline && !isOnline) {
        for (Stream& stream : m_streams)
            stream.fetching = false;
        m_requests.connectionLost();
        m_hooks.offline();
    }
}

void Sync::stopped(const Error& error) {
    m_hooks.stopped(error);
}

void Sync::received(const Frame& frame) {
    std::visit([this](const auto& part) { on(part); }, frame);
}

void Sync::on(const Welcome& welcome) {
    if (m_welcome) {
        m_welcome->channels += welcome.channels;
        m_welcome->people += welcome.people;
    } else {
        m_welcome = welcome;
    }
    if (welcome.more)
        return;
    const Welcome whole = *std::exchange(m_welcome, std::nullopt);
    greet(whole);
    if (m_state.connection().state == Connectivity::Online)
        m_hooks.online();
}

void Sync::greet(const Welcome& welcome) {
    if (welcome.epoch != m_epoch)
        beginEpoch(welcome.epoch);
    Account account = m_state.account().value_or(Account());
    account.session = welcome.session;
    account.person = welcome.person;
    account.serverName = welcome.serverName;
    m_state.apply(AccountKnown{account});
    m_state.apply(PeopleSeen{welcome.people});
    m_state.apply(ChannelsSeen{welcome.channels, true});
    m_cache.tell([channels = welcome.channels, people = welcome.people](CacheDatabase& database) -> Status {
        TRY(database.places.storePeople(people));
        return database.places.storeChannels(channels, true);
    });
    QSet<ChannelId> present;
    for (const ChannelState& state : welcome.channels)
        present.insert(state.channel.id);
    for (const ChannelId id : m_streams.keys()) {
        if (present.contains(id))
            continue;
        m_streams.remove(id);
        m_cache.tell([id](CacheDatabase& database) { return database.timelines.remove(id); });
    }
    if (welcome.personResume != Resume::Ok) {
        m_person.restart(welcome.personSerial);
        m_cache.tell([serial = welcome.personSerial](CacheDatabase& database) {
            return database.places.setPosition(u"person"_qs, QString::number(serial.value()));
        });
    }
    for (const ChannelState& state : welcome.channels) {
        sweep(state.channel, welcome.serverTime);
        resume(state);
    }
}

// The server has swept it; this device keeps no longer than that, by the server's clock.
void Sync::sweep(const Channel& channel, std::int64_t serverTime) {
    if (channel.retention <= 0)
        return;
    const std::int64_t before = serverTime - channel.retention * 1'000;
    m_cache.tell([id = channel.id, before](CacheDatabase& database) {
        return database.timelines.forgetOlder(id, before);
    });
}

void Sync::beginEpoch(const Epoch& epoch) {
    const bool knewAnother = !m_epoch.isEmpty();
    m_epoch = epoch;
    m_person.restart(Serial());
    const auto lost = std::exchange(m_streams, {});
    m_cache.tell([epoch](CacheDatabase& database) -> Status {
        return database.sql.together([&]() -> Status {
            TRY(database.timelines.removeAll());
            TRY(database.places.setPosition(u"person"_qs, u"0"_qs));
            TRY(database.places.setPosition(u"library"_qs, u"0"_qs));
            return database.places.setPosition(u"epoch"_qs, epoch);
        });
    });
    if (!knewAnother)
        return;
    for (auto stream = lost.cbegin(); stream != lost.cend(); ++stream) {
        m_state.apply(TimelineCleared{stream.key()});
        m_hooks.windowLost(stream.key());
    }
}

void Sync::resume(const ChannelState& state) {
    const ChannelId id = state.channel.id;
    switch (state.resume) {
    case Resume::Ok:
        break;
    case Resume::More:
        fetch(id);
        break;
    case Resume::Reset:
        reset(id, state.last);
        break;
    }
}

void Sync::reset(ChannelId channel, Serial last) {
    const bool known = m_streams.contains(channel);
    Stream& stream = m_streams[channel];
    stream.order.restart(last);
    m_cache.tell([channel, last, known](CacheDatabase& database) -> Status {
        if (known)
            TRY(database.timelines.doubt(channel));
        return database.timelines.setCursor(channel, last);
    });
    if (known)
        m_state.apply(TimelineCleared{channel});
    m_hooks.windowLost(channel);
}

void Sync::follow(const ChannelState& state) {
    m_state.apply(ChannelsSeen{{state}, false});
    m_cache.tell([state](CacheDatabase& database) { return database.places.storeChannels({state}, false); });
    if (!m_streams.contains(state.channel.id))
        reset(state.channel.id, state.last);
}

void Sync::on(const Events& events) {
    if (events.epoch == m_epoch && m_streams.contains(events.channel))
        take(events.channel, events.events);
}

void Sync::take(ChannelId channel, const QList<Event>& events) {
    Stream& stream = m_streams[channel];
    const Serial before = stream.order.applied();
    const QList<Event> ready = stream.order.take(events, lastSerialOf);
    if (!ready.isEmpty()) {
        m_state.apply(EventsApplied{channel, ready, true});
        m_hooks.seen(ready);
        const SerialRange range{before.next(), stream.order.applied()};
        m_cache.tell([channel, range, ready](CacheDatabase& database) {
            return database.timelines.append(channel, range, ready);
        });
        m_hooks.applied(channel, ready.size());
        rememberSoon(channel);
    }
    if (stream.order.isOverfull()) {
        const ChannelView* view = m_state.channel(channel);
        reset(channel, view ? std::max(view->state.last, events.last().serial) : events.last().serial);
    } else if (stream.order.hasGap() && !m_gap.isActive()) {
        m_gap.start();
    }
}

void Sync::closeGaps() {
    for (const ChannelId channel : m_streams.keys())
        if (m_streams[channel].order.hasGap())
            fetch(channel);
    if (m_person.hasGap())
        m_hooks.reconnect();
}

void Sync::fetch(ChannelId channel) {
    Stream& stream = m_streams[channel];
    if (stream.fetching)
        return;
    // The welcome that says so is taken in before requests can be sent.
    if (m_state.connection().state != Connectivity::Online) {
        m_behind.insert(channel);
        return;
    }
    stream.fetching = true;
    History history;
    history.channel = channel;
    history.after = stream.order.applied();
    history.limit = limits::historyPage;
    whenDone(m_requests.ask<HistoryPage>(history), &m_executor, this,
             [this, channel](const Result<HistoryPage>& page) { fetched(channel, page); });
}

void Sync::fetchAgain(ChannelId channel) {
    const auto stream = m_streams.find(channel);
    if (stream == m_streams.end() || !std::exchange(stream->fetching, false))
        return; // gone, or a new connection began anew
    fetch(channel);
}

void Sync::fetched(ChannelId channel, const Result<HistoryPage>& page) {
    const auto stream = m_streams.find(channel);
    if (stream == m_streams.end() || !stream->fetching)
        return;
    if (!page) {
        // A lost connection resumes with a new hello, a lasting no is asked about with the next positions.
        const Error& error = page.error();
        if (isTemporary(error.code) && error.code != ErrorCode::NetworkFailed) {
            const auto pause =
                std::clamp<std::int64_t>(error.retryAfterMs, limits::gapWaitMs, longestPauseMs);
            QTimer::singleShot(static_cast<int>(pause), this, [this, channel] { fetchAgain(channel); });
        } else {
            stream->fetching = false;
        }
        return;
    }
    stream->fetching = false;
    if (page->epoch != m_epoch)
        return;
    const Serial before = stream->order.applied();
    m_state.apply(PeopleSeen{page->people});
    m_cache.tell(
        [people = page->people](CacheDatabase& database) { return database.places.storePeople(people); });
    take(channel, page->events);
    if (const auto after = m_streams.find(channel);
        after != m_streams.end() && page->more && after->order.applied() > before)
        fetch(channel);
}

void Sync::on(const Positions& positions) {
    for (const Hello::Cursor& cursor : positions.channels)
        if (m_streams.contains(cursor.channel) && appliedTo(cursor.channel) < cursor.serial)
            fetch(cursor.channel);
    if (m_person.applied() < positions.person)
        m_hooks.reconnect();
}

void Sync::on(const PersonEvents& events) {
    if (events.epoch != m_epoch)
        return;
    const QList<PersonEvent> ready =
        m_person.take(events.events, [](const PersonEvent& event) { return event.serial; });
    for (const PersonEvent& event : ready)
        apply(event);
    if (!ready.isEmpty())
        m_cache.tell([serial = m_person.applied()](CacheDatabase& database) {
            return database.places.setPosition(u"person"_qs, QString::number(serial.value()));
        });
    if (m_person.hasGap() && !m_gap.isActive())
        m_gap.start();
}

void Sync::apply(const PersonEvent& event) {
    if (const auto* joined = std::get_if<ChannelJoined>(&event.body)) {
        follow(joined->state);
    } else if (const auto* left = std::get_if<ChannelLeft>(&event.body)) {
        const ChannelId id = left->channel;
        m_streams.remove(id);
        m_state.apply(ChannelGone{id});
        m_cache.tell([id](CacheDatabase& database) -> Status {
            TRY(database.places.removeChannel(id));
            return database.timelines.remove(id);
        });
    } else if (const auto* read = std::get_if<ReadMoved>(&event.body)) {
        m_state.apply(ReadMarkerMoved{read->channel, read->read, read->unread, read->mentions, read->marked});
        rememberSoon(read->channel);
    } else {
        m_hooks.personEvent(event.body);
    }
}

void Sync::on(const PresenceNotice& notice) {
    m_state.apply(PresenceSeen{notice.person, notice.online, notice.data});
}

void Sync::on(const Receipts& receipts) {
    m_state.apply(ReceiptsKnown{receipts.channel, receipts.receipts, false});
}

void Sync::rememberSoon(ChannelId channel) {
    m_changed.insert(channel);
    if (!m_remember.isActive())
        m_remember.start();
}

void Sync::remember() {
    QList<ChannelState> states;
    for (const ChannelId id : std::as_const(m_changed))
        if (const ChannelView* view = m_state.channel(id))
            states.append(view->state);
    m_changed.clear();
    m_cache.tell([states](CacheDatabase& database) { return database.places.storeChannels(states, false); });
}

} // namespace parlor::client
