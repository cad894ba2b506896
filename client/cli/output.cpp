#include "client/cli/output.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>

namespace parlor::cli {

namespace {

bool printBytes(QByteArray line, std::FILE* file) {
    line += '\n';
    const auto size = static_cast<std::size_t>(line.size());
    return std::fwrite(line.constData(), 1, size, file) == size && std::fflush(file) == 0;
}

QString harmless(QString text) {
    for (QChar& c : text)
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            c = c == u'\n' || c == u'\t' ? QChar(u' ') : QChar(QChar::ReplacementCharacter);
    return text;
}

const Entry* entryOf(const Event& event) {
    if (const auto* posted = std::get_if<MessagePosted>(&event.body))
        return &posted->entry;
    if (const auto* edited = std::get_if<MessageEdited>(&event.body))
        return &edited->entry;
    return nullptr;
}

/// What an event without an entry says.
QString wordsOf(const Event& event) {
    if (const auto* reaction = std::get_if<ReactionChanged>(&event.body))
        return reaction->emoji;
    if (const auto* member = std::get_if<MemberChanged>(&event.body))
        return member->person.name + u' ' + nameOf(member->change);
    if (const auto* channel = std::get_if<ChannelChanged>(&event.body))
        return channel->channel.name;
    return {};
}

} // namespace

QJsonObject toJson(const ChannelState& state, const QString& name) {
    return {{u"id"_qs, state.channel.id.toString()},
            {u"name"_qs, name},
            {u"kind"_qs, QString(nameOf(state.channel.kind))},
            {u"serial"_qs, qint64(state.last.value())},
            {u"unread"_qs, qint64(state.unread)},
            {u"mentions"_qs, qint64(state.mentions)},
            {u"member"_qs, state.member},
            {u"visibility"_qs, QString(nameOf(state.channel.visibility))},
            {u"topic"_qs, state.channel.topic},
            {u"description"_qs, state.channel.description},
            {u"archived"_qs, state.channel.archived},
            {u"slow_mode"_qs, state.channel.slowMode},
            {u"retention"_qs, qint64(state.channel.retention)},
            {u"rights"_qs, state.channel.rights.toJson()},
            {u"role"_qs, QString(nameOf(state.role))},
            {u"notifications"_qs, QString(nameOf(state.notifications))},
            {u"marked_unread"_qs, state.markedUnread},
            {u"invited"_qs, state.invited},
            {u"read"_qs, qint64(state.read.value())}};
}

QJsonObject toJson(const Event& event, const QString& author) {
    const Entry* entry = entryOf(event);
    QJsonObject object{{u"serial"_qs, qint64(event.serial.value())},
                       {u"id"_qs, event.message.isValid() ? event.message.toString() : QString()},
                       {u"type"_qs, QString(typeOf(event.body))},
                       {u"kind"_qs, entry ? QString(nameOf(entry->kind)) : QString()},
                       {u"author"_qs, author},
                       {u"text"_qs, entry ? entry->text : wordsOf(event)},
                       {u"time"_qs, qint64(event.time)}};
    if (entry && !entry->photos.isEmpty()) {
        QJsonArray photos;
        for (const PhotoReference& photo : entry->photos)
            photos.append(photo.id.toString());
        object.insert(u"photos"_qs, photos);
    }
    if (entry && entry->quote)
        object.insert(u"quote"_qs, QJsonObject{{u"message"_qs, entry->quote->message.toString()},
                                               {u"text"_qs, entry->quote->text}});
    if (const auto* member = std::get_if<MemberChanged>(&event.body); member && member->until > 0)
        object.insert(u"until"_qs, qint64(member->until));
    if (const auto* posted = std::get_if<MessagePosted>(&event.body)) {
        if (posted->edited)
            object.insert(u"edited"_qs, true);
        if (posted->deleted)
            object.insert(u"deleted"_qs, true);
        if (posted->replyTo)
            object.insert(u"reply_to"_qs, posted->replyTo->toString());
        if (posted->thread)
            object.insert(u"thread"_qs, posted->thread->toString());
        if (posted->pinned)
            object.insert(u"pinned"_qs, true);
    }
    return object;
}

QJsonObject toJson(const Photo& photo) {
    QJsonObject object{{u"id"_qs, photo.id.toString()},
                       {u"taken_at"_qs, qint64(photo.takenAt)},
                       {u"offset_min"_qs, photo.offsetMinutes},
                       {u"width"_qs, photo.facts.width},
                       {u"height"_qs, photo.facts.height},
                       {u"name"_qs, photo.name},
                       {u"sha256"_qs, QString::fromLatin1(photo.sha256.toHex())},
                       {u"state"_qs, QString(nameOf(photo.state))}};
    if (!photo.reason.isEmpty())
        object.insert(u"reason"_qs, photo.reason);
    return object;
}

QString toText(const Event& event, const QString& author) {
    const Entry* entry = entryOf(event);
    QString text = entry ? entry->text : wordsOf(event);
    if (entry && !entry->photos.isEmpty())
        text += u" [%1 photos]"_qs.arg(entry->photos.size());
    const QString when = QDateTime::fromMSecsSinceEpoch(event.time).toString(u"yyyy-MM-dd HH:mm"_qs);
    const bool posted = std::holds_alternative<MessagePosted>(event.body);
    const QString type = posted ? QString() : u" ("_qs + typeOf(event.body) + u')';
    return u"[%1] %2 %3%4: %5"_qs.arg(QString::number(event.serial.value()), when, author, type, text);
}

bool printLine(const QJsonObject& object) {
    return printBytes(QJsonDocument(object).toJson(QJsonDocument::Compact), stdout);
}

bool printLine(const QString& text) {
    return printBytes(harmless(text).toUtf8(), stdout);
}

void printError(const QString& text) {
    printBytes(("parlor-cli: " + harmless(text).toUtf8()), stderr);
}

QString describe(const Error& error) {
    return u"%1 (%2)"_qs.arg(textFor(error.code), QString(wireCode(error.code)));
}

} // namespace parlor::cli
