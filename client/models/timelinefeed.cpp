#include "client/models/timelinefeed.h"

#include "client/models/names.h"
#include "shared/protocol/mediafiles.h"

#include <QDateTime>

namespace parlor::client {

namespace {

constexpr int sendingLabelMs = 500;
constexpr qint64 foldedJoinsMs = 3'600'000;
constexpr qsizetype namedJoins = 4;

QString failureWords(const PendingMessage& message) {
    if (message.state == PendingState::Asking)
        return TimelineModel::tr("Written a while ago and never sent. Send it now?");
    if (!message.reason)
        return TimelineModel::tr("Not sent.");
    return TimelineModel::tr("Not sent. %1").arg(textFor(*message.reason));
}

/// People who come one after the other make one line: "Ada, Bo and Chiara joined".
bool foldJoin(QList<TimelineItem>& items, const TimelineItem& next) {
    if (next.joined.isEmpty() || items.isEmpty() || items.last().joined.isEmpty()
        || next.time - items.last().time > foldedJoinsMs)
        return false;
    TimelineItem& line = items.last();
    line.joined << next.joined;
    line.serial = next.serial;
    const qsizetype count = line.joined.size();
    line.text = count > namedJoins
                    ? TimelineModel::tr("%1 and %2 others joined")
                          .arg(line.joined.first(namedJoins - 1).join(u", "_qs))
                          .arg(count - namedJoins + 1)
                    : TimelineModel::tr("%1 and %2 joined")
                          .arg(line.joined.first(count - 1).join(u", "_qs), line.joined.last());
    return true;
}

} // namespace

TimelineFeed::TimelineFeed(State& state, QObject* parent) : QObject(parent), m_state(state), m_model(this) {
    m_sendingLabel.setSingleShot(true);
    connect(&m_sendingLabel, &QTimer::timeout, this, &TimelineFeed::refresh);
    connect(&state.changes(), &Changes::changed, this, [this](const ChangeSet& changes) {
        if (!m_channel.isValid())
            return;
        bool touched = changes.connection || changes.account;
        if (const auto change = changes.timelines.constFind(m_channel); change != changes.timelines.cend()) {
            touched = true;
            if (change->reset)
                m_built.clear();
            for (const Serial serial : change->serials)
                m_built.remove(serial.value());
        }
        if (!changes.people.isEmpty()) {
            touched = true;
            m_built.clear();
        }
        if (!changes.transfers.isEmpty() && !m_state.pending(m_channel).isEmpty())
            touched = true;
        if (touched)
            refresh();
    });
}

void TimelineFeed::open(ChannelId channel) {
    m_channel = channel;
    m_built.clear();
    m_firstUnread = {};
    if (const ChannelView* view = m_state.channel(channel); view != nullptr && view->state.unread > 0)
        m_firstUnread = view->state.read.next();
    // A new channel begins without the rows of the one before, so that nothing of it slides away.
    m_model.setRows({});
    refresh();
}

void TimelineFeed::clearUnreadLine() {
    m_firstUnread = {};
    refresh();
}

int TimelineFeed::unreadInWindow() const {
    const ChannelView* view = m_state.channel(m_channel);
    if (view == nullptr)
        return 0;
    int count = 0;
    for (const TimelineItem& item : m_model.rows())
        if (!item.own && item.kind == TimelineItem::Kind::Message && item.serial > view->state.read)
            ++count;
    return count;
}

const TimelineItem* TimelineFeed::find(const QString& key) const {
    const int row = m_model.indexOf(key);
    return row < 0 ? nullptr : &m_model.at(row);
}

const TimelineItem* TimelineFeed::lastEditable() const {
    for (int row = m_model.rowCount() - 1; row >= 0; --row) {
        const TimelineItem& item = m_model.at(row);
        if (item.own && item.message.isValid() && !item.deleted && !item.text.isEmpty())
            return &item;
    }
    return nullptr;
}

QList<ReactionPill> TimelineFeed::pillsOf(const MessagePosted& message) const {
    QList<ReactionPill> pills;
    for (const Reaction& reaction : message.reactions) {
        if (reaction.people.isEmpty())
            continue;
        QStringList names;
        for (const PersonId who : reaction.people.first(std::min<qsizetype>(reaction.people.size(), 12)))
            names << (who == m_state.me() ? tr("You") : nameOf(m_state, who));
        if (reaction.people.size() > 12)
            names << tr("and others");
        pills.append({reaction.emoji, static_cast<int>(reaction.people.size()),
                      reaction.people.contains(m_state.me()), names.join(u", "_qs)});
    }
    return pills;
}

QuoteLine TimelineFeed::quoteOf(MessageId id) const {
    QuoteLine quote;
    quote.message = id;
    const Event* event = m_state.timeline(m_channel).message(id);
    const auto* posted = event != nullptr ? std::get_if<MessagePosted>(&event->body) : nullptr;
    if (posted == nullptr) {
        quote.name = tr("Earlier message");
        quote.text = tr("Press to go there");
        return quote;
    }
    quote.author = event->author;
    quote.name = event->author == m_state.me() ? tr("You") : nameOf(m_state, event->author);
    quote.text = summaryOf(*posted).replace(u'\n', u' ');
    quote.deleted = posted->deleted;
    if (!posted->deleted && !posted->entry.photos.isEmpty())
        quote.photo = posted->entry.photos.first();
    return quote;
}

TimelineItem TimelineFeed::itemOf(const Event& event) const {
    TimelineItem item;
    item.serial = event.serial;
    item.message = event.message;
    item.clientId = event.clientId;
    item.author = event.author;
    item.time = event.time;
    item.own = event.author == m_state.me();
    const auto* posted = std::get_if<MessagePosted>(&event.body);
    if (posted == nullptr) {
        item.kind = TimelineItem::Kind::Notice;
        item.key = u"e"_qs + QString::number(event.serial.value());
        item.text = noticeOf(m_state, event);
        if (const auto* member = std::get_if<MemberChanged>(&event.body);
            member != nullptr && member->change == MemberChange::Joined && event.author == member->person.id)
            item.joined = {nameOf(m_state, event.author)};
        return item;
    }
    // One's own rows keep the key they had while they were pending: the row stays, only its state changes.
    item.key = item.own && !event.clientId.isEmpty() ? event.clientId : u"m"_qs + event.message.toString();
    item.authorName = item.own ? tr("You") : nameOf(m_state, event.author);
    item.text = posted->entry.text;
    item.deleted = posted->deleted;
    item.edited = posted->edited;
    item.pinned = posted->pinned;
    item.photos = posted->entry.photos;
    for (const PersonId who : posted->entry.mentions)
        if (const Person* person = m_state.person(who)) {
            item.mentions << person->name;
            if (!person->displayName.isEmpty() && person->displayName != person->name)
                item.mentions << person->displayName;
        }
    if (posted->entry.mentionsAll)
        item.mentions << u"channel"_qs;
    if (posted->replyTo)
        item.quote = quoteOf(*posted->replyTo);
    item.reactions = pillsOf(*posted);
    if (item.own && !item.deleted) {
        const Receipt farthest = m_state.farthest(m_channel);
        item.delivery = farthest.read >= event.serial        ? Delivery::Seen
                        : farthest.delivered >= event.serial ? Delivery::Delivered
                                                             : Delivery::Sent;
    }
    return item;
}

TimelineItem TimelineFeed::itemOf(const PendingMessage& message) const {
    TimelineItem item;
    item.key = item.clientId = message.clientId;
    item.message = message.message;
    item.serial = message.serial;
    item.author = m_state.me();
    item.authorName = tr("You");
    item.own = true;
    item.time = message.createdAt;
    item.text = message.text;
    item.photos = message.photos;
    for (qsizetype i = 0; i < item.photos.size(); ++i)
        item.localFiles << QString();
    qint64 sent = 0, size = 0;
    for (const PendingFile& file : message.files) {
        PhotoReference photo;
        photo.id = file.photo;
        const QSize pixels = m_fileSizes.value(file.path);
        photo.width = pixels.width();
        photo.height = pixels.height();
        photo.video = mediaFileKind(file.path) == MediaFileKind::Video;
        item.photos << photo;
        item.localFiles << file.path;
        if (const auto transfer = m_state.transfers().find(file.transfer);
            transfer != m_state.transfers().end()) {
            sent += transfer->second.sent;
            size += transfer->second.size;
        }
    }
    if (message.replyTo)
        item.quote = quoteOf(*message.replyTo);
    switch (message.state) {
    case PendingState::Sent:
        item.delivery = Delivery::Sent;
        break;
    case PendingState::Failed:
    case PendingState::Asking:
        item.delivery = Delivery::Failed;
        item.failure = failureWords(message);
        break;
    case PendingState::Waiting:
        item.delivery = Delivery::Waiting;
        break;
    case PendingState::Sending:
        if (m_state.connection().state != Connectivity::Online)
            item.delivery = Delivery::Waiting;
        else if (QDateTime::currentMSecsSinceEpoch() - message.createdAt < sendingLabelMs)
            item.delivery = Delivery::Pending;
        else
            item.delivery = Delivery::Sending;
        if (!message.files.isEmpty())
            item.progress = size > 0 ? double(sent) / double(size) : 0;
        break;
    }
    return item;
}

void TimelineFeed::refresh() {
    const Timeline& timeline = m_state.timeline(m_channel);
    QList<TimelineItem> items;
    items.reserve(static_cast<qsizetype>(timeline.rows().size()));
    QSet<QString> shown;
    // Between two people nobody comes or goes.
    const ChannelView* view = m_state.channel(m_channel);
    const bool direct = view != nullptr && view->state.channel.kind == ChannelKind::Direct;
    for (const Event& event : timeline.rows()) {
        auto built = m_built.find(event.serial.value());
        if (built == m_built.end())
            built = m_built.insert(event.serial.value(), itemOf(event));
        if (built->own)
            shown.insert(built->key);
        if (direct && built->kind == TimelineItem::Kind::Notice)
            continue;
        if (!foldJoin(items, *built))
            items.append(*built);
    }
    bool young = false;
    if (timeline.isAtEnd() || timeline.rows().empty())
        for (const PendingMessage& message : m_state.pending(m_channel)) {
            if (shown.contains(message.clientId))
                continue;
            items.append(itemOf(message));
            young = young || items.last().delivery == Delivery::Pending;
        }
    joinNeighbours(items, m_firstUnread);
    m_model.setRows(items);
    if (young)
        m_sendingLabel.start(sendingLabelMs);
    Q_EMIT changed();
}

QString noticeOf(const State& state, const Event& event) {
    const auto tr = [](const char* text) { return TimelineModel::tr(text); };
    if (const auto* member = std::get_if<MemberChanged>(&event.body)) {
        const QString who =
            member->person.displayName.isEmpty() ? member->person.name : member->person.displayName;
        const bool self = event.author == member->person.id;
        const QString by = nameOf(state, event.author);
        switch (member->change) {
        case MemberChange::Joined:
            return self ? tr("%1 joined").arg(who) : tr("%1 added %2").arg(by, who);
        case MemberChange::Left:
            return tr("%1 left").arg(who);
        case MemberChange::Removed:
            return tr("%1 removed %2").arg(by, who);
        case MemberChange::Banned:
            return tr("%1 banned %2").arg(by, who);
        case MemberChange::Unbanned:
            return tr("%1 lifted the ban of %2").arg(by, who);
        case MemberChange::Muted:
            return tr("%1 muted %2").arg(by, who);
        case MemberChange::Unmuted:
            return tr("%1 unmuted %2").arg(by, who);
        case MemberChange::Invited:
            return tr("%1 invited %2").arg(by, who);
        case MemberChange::Uninvited:
            return tr("%1 is no longer invited").arg(who);
        case MemberChange::RoleChanged:
            return tr("%1 changed the role of %2").arg(by, who);
        }
    }
    if (const auto* channel = std::get_if<ChannelChanged>(&event.body)) {
        if (channel->channel.archived)
            return tr("%1 archived this channel").arg(nameOf(state, event.author));
        if (event.serial == Serial(1))
            return tr("%1 made this channel").arg(nameOf(state, event.author));
        return tr("%1 changed this channel").arg(nameOf(state, event.author));
    }
    return {};
}

} // namespace parlor::client
