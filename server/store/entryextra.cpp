#include "server/store/entryextra.h"

#include "shared/protocol/codec.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace parlor::server {

using namespace Qt::StringLiterals;

QJsonObject extraOf(const Entry& entry) {
    QJsonObject extra;
    if (!entry.name.isEmpty())
        extra.insert(u"name"_qs, entry.name);
    if (!entry.data.isEmpty())
        extra.insert(u"data"_qs, entry.data);
    if (!entry.encoding.isEmpty())
        extra.insert(u"encoding"_qs, entry.encoding);
    if (!entry.metadata.isEmpty())
        extra.insert(u"metadata"_qs, entry.metadata);
    if (entry.mentionsAll)
        extra.insert(u"mentions_all"_qs, true);
    QJsonArray mentions;
    for (const PersonId person : entry.mentions)
        mentions.append(person.toString());
    if (!mentions.isEmpty())
        extra.insert(u"mentions"_qs, mentions);
    QJsonArray photos;
    for (const PhotoReference& photo : entry.photos)
        photos.append(codec::toJson(photo));
    if (!photos.isEmpty())
        extra.insert(u"photos"_qs, photos);
    if (entry.quote)
        extra.insert(u"quote"_qs, QJsonObject{{u"channel"_qs, entry.quote->channel.toString()},
                                              {u"message"_qs, entry.quote->message.toString()},
                                              {u"author"_qs, entry.quote->author.toString()},
                                              {u"text"_qs, entry.quote->text}});
    return extra;
}

void setExtra(Entry& entry, const QJsonObject& extra) {
    entry.name = extra.value("name"_L1).toString();
    entry.data = extra.value("data"_L1).toString();
    entry.encoding = extra.value("encoding"_L1).toString();
    entry.metadata = extra.value("metadata"_L1).toObject();
    entry.mentionsAll = extra.value("mentions_all"_L1).toBool();
    entry.mentions.clear();
    const QJsonArray mentions = extra.value("mentions"_L1).toArray();
    for (const auto& mention : mentions)
        if (const auto person = PersonId::fromString(mention.toString()))
            entry.mentions.append(*person);
    entry.quote = quoteFrom(extra);
    entry.photos.clear();
    const QJsonArray photos = extra.value("photos"_L1).toArray();
    for (const auto& photo : photos)
        if (auto reference = codec::photoReferenceFromJson(photo.toObject()))
            entry.photos.append(*std::move(reference));
}

namespace {
template<class T>
T idIn(const QJsonObject& object, QLatin1StringView name) {
    return T::fromString(object.value(name).toString()).value_or(T());
}
} // namespace

std::optional<Quote> quoteFrom(const QJsonObject& extra) {
    const QJsonObject quote = extra.value("quote"_L1).toObject();
    if (quote.isEmpty())
        return std::nullopt;
    return Quote{.channel = idIn<ChannelId>(quote, "channel"_L1),
                 .message = idIn<MessageId>(quote, "message"_L1),
                 .author = idIn<PersonId>(quote, "author"_L1),
                 .text = quote.value("text"_L1).toString()};
}

QString detailOf(const PhotoChanged& changed) {
    const QJsonObject detail{{u"photo"_qs, codec::toJson(changed.photo)}, {u"removed"_qs, changed.removed}};
    return QString::fromUtf8(QJsonDocument(detail).toJson(QJsonDocument::Compact));
}

Result<PhotoChanged> photoChangedFrom(const QString& detail) {
    const QJsonObject json = QJsonDocument::fromJson(detail.toUtf8()).object();
    TRY_ASSIGN(PhotoReference photo, codec::photoReferenceFromJson(json.value("photo"_L1).toObject()));
    return PhotoChanged{.photo = std::move(photo), .removed = json.value("removed"_L1).toBool()};
}

} // namespace parlor::server
