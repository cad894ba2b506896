#include "client/models/timelineitems.h"

#include "client/models/names.h"
#include "client/models/notices.h"
#include "client/models/timelinemodel.h"
#include "shared/protocol/mediafiles.h"

#include <QDateTime>

#include <algorithm>

namespace parlor::client {

namespace {

QString failureWords(const PendingMessage& message) {
    if (message.state == PendingState::Asking)
        return TimelineModel::tr("Written a while ago and never sent. Send it now?");
    if (!message.reason)
        return TimelineModel::tr("Not sent.");
    return TimelineModel::tr("Not sent. %1").arg(textFor(*message.reason));
}

/// All that is shown of a person.
QString shownOf(const Person* person) {
    return person != nullptr ? person->name + u'\n' + person->displayName : QString();
}

} // namespace

void TimelineItems::open(ChannelId channel) {
    m_channel = channel;
    m_shown.clear();
    m_quotes.clear();
}

bool TimelineItems::areRenamed(const QSet<PersonId>& people) const {
    return std::any_of(people.begin(), people.end(), [this](PersonId id) {
        const auto shown = m_shown.constFind(id);
        return shown != m_shown.cend() && *shown != shownOf(m_state.person(id));
    });
}

const Person* TimelineItems::remember(PersonId id) {
    const Person* person = m_state.person(id);
    m_shown.insert(id, shownOf(person));
    return person;
}

QString TimelineItems::nameOf(PersonId id) {
    remember(id);
    return client::nameOf(m_state, id);
}

QList<ReactionPill> TimelineItems::pillsOf(const MessagePosted& message) {
    QList<ReactionPill> pills;
    for (const Reaction& reaction : message.reactions) {
        if (reaction.people.isEmpty())
            continue;
        QStringList names;
        for (const PersonId who : reaction.people.first(std::min<qsizetype>(reaction.people.size(), 12)))
            names << (who == m_state.me() ? TimelineModel::tr("You") : nameOf(who));
        if (reaction.people.size() > 12)
            names << TimelineModel::tr("and others");
        pills.append({reaction.emoji, static_cast<int>(reaction.people.size()),
                      reaction.people.contains(m_state.me()), names.join(u", "_qs)});
    }
    return pills;
}

QuoteLine TimelineItems::quoteOf(MessageId id) {
    QuoteLine quote;
    quote.message = id;
    const Event* event = m_state.timeline(m_channel).message(id);
    const std::optional<Event> asked = event != nullptr ? m_state.asAsked(*event) : std::nullopt;
    if (asked)
        event = &*asked;
    const auto* posted = event != nullptr ? std::get_if<MessagePosted>(&event->body) : nullptr;
    if (posted == nullptr) {
        quote.name = TimelineModel::tr("Earlier message");
        quote.text = TimelineModel::tr("Press to go there");
        return quote;
    }
    quote.author = event->author;
    quote.name = event->author == m_state.me() ? TimelineModel::tr("You") : nameOf(event->author);
    quote.text = summaryOf(*posted).replace(u'\n', u' ');
    quote.deleted = posted->deleted;
    if (!posted->deleted && !posted->entry.photos.isEmpty())
        quote.photo = posted->entry.photos.first();
    return quote;
}

TimelineItem TimelineItems::of(const Event& told) {
    const std::optional<Event> asked = m_state.asAsked(told);
    const Event& event = asked ? *asked : told;
    TimelineItem item;
    ++m_made;
    item.serial = item.first = event.serial;
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
        remember(event.author); // it may be named there
        if (const auto* member = std::get_if<MemberChanged>(&event.body);
            member != nullptr && member->change == MemberChange::Joined && event.author == member->person.id)
            item.joined = {item.own ? TimelineModel::tr("You") : nameOf(event.author)};
        return item;
    }
    // One's own rows keep the key they had while they were pending: the row stays, only its state changes.
    item.key = item.own && !event.clientId.isEmpty() ? event.clientId : u"m"_qs + event.message.toString();
    item.authorName = item.own ? TimelineModel::tr("You") : nameOf(event.author);
    item.text = posted->entry.text;
    item.deleted = posted->deleted;
    item.edited = posted->edited;
    item.pinned = posted->pinned;
    item.photos = posted->entry.photos;
    for (const PersonId who : posted->entry.mentions)
        if (const Person* person = remember(who)) {
            item.mentions << person->name;
            if (!person->displayName.isEmpty() && person->displayName != person->name)
                item.mentions << person->displayName;
        }
    if (posted->entry.mentionsAll)
        item.mentions << u"channel"_qs;
    if (posted->replyTo) {
        m_quotes[*posted->replyTo].insert(event.serial);
        item.quote = quoteOf(*posted->replyTo);
    }
    item.reactions = pillsOf(*posted);
    if (item.own && !item.deleted) {
        const Receipt farthest = m_state.farthest(m_channel);
        item.delivery = farthest.read >= event.serial        ? Delivery::Seen
                        : farthest.delivered >= event.serial ? Delivery::Delivered
                                                             : Delivery::Sent;
        if (asked && m_state.isChangeWaiting(event.message))
            item.delivery = Delivery::Waiting;
    }
    return item;
}

TimelineItem TimelineItems::of(const PendingMessage& message) {
    TimelineItem item;
    item.key = item.clientId = message.clientId;
    item.message = message.message;
    item.serial = message.serial;
    item.author = m_state.me();
    item.authorName = TimelineModel::tr("You");
    item.own = true;
    item.time = message.createdAt;
    item.text = message.words();
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

} // namespace parlor::client
