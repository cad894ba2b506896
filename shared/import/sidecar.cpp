#include "shared/import/sidecar.h"

#include "shared/protocol/photo.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

namespace parlor {

namespace {

constexpr qsizetype longestCaption = 2'000;
constexpr qsizetype longestTitle = 250;
constexpr qsizetype longestNote = 8'000;
constexpr qsizetype mostTags = 64;
constexpr qsizetype longestTag = 64;
constexpr std::int64_t farthest = 253'402'300'799'000; // the end of the year 9999
constexpr int mostOffset = 24 * 60;

/// Without what controls anything or turns the reading direction.
QString cleaned(const QString& raw, qsizetype longest, bool lines) {
    QString text;
    for (const QChar c : raw.normalized(QString::NormalizationForm_C)) {
        const char16_t u = c.unicode();
        const bool turns = (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069) || u == 0x200e
                           || u == 0x200f || u == 0x061c;
        if (turns || u == 0xfeff || u == 0x2028 || u == 0x2029
            || (c.category() == QChar::Other_Control && !(lines && u == u'\n')))
            continue;
        if (c.category() != QChar::Other_NotAssigned || c.isSurrogate())
            text += c;
    }
    if (!text.isValidUtf16()) // halves of characters
        text = QString::fromUtf8(text.toUtf8());
    text = text.trimmed();
    if (text.size() > longest)
        text.truncate(text.at(longest - 1).isHighSurrogate() ? longest - 1 : longest);
    return text;
}

std::optional<std::int64_t> timeFrom(const QJsonValue& value, std::int64_t factor) {
    bool ok = value.isDouble();
    const double number = value.isDouble() ? value.toDouble() : value.toString().toDouble(&ok);
    if (!ok || !std::isfinite(number) || std::abs(number) > static_cast<double>(farthest / factor))
        return std::nullopt;
    return static_cast<std::int64_t>(number) * factor;
}

/// Google writes 0, 0 where it knows nothing.
std::optional<std::pair<double, double>> placeFrom(const QJsonValue& latitude, const QJsonValue& longitude) {
    const double north = latitude.toDouble(1'000), east = longitude.toDouble(1'000);
    if (std::abs(north) > 90 || std::abs(east) > 180 || (north == 0 && east == 0))
        return std::nullopt;
    return std::pair(north, east);
}

Sidecar takeoutPhoto(const QJsonObject& json) {
    Sidecar sidecar;
    sidecar.kind = Sidecar::Kind::Takeout;
    sidecar.title = json.value(u"title").toString().left(longestTitle);
    ImportFacts& facts = sidecar.facts;
    facts.takenAt = timeFrom(json.value(u"photoTakenTime").toObject().value(u"timestamp"), 1'000);
    for (const char16_t* key : {u"geoData", u"geoDataExif"})
        if (!facts.place) {
            const QJsonObject place = json.value(QString::fromUtf16(key)).toObject();
            facts.place = placeFrom(place.value(u"latitude"), place.value(u"longitude"));
        }
    facts.caption = cleaned(json.value(u"description").toString(), longestCaption, true);
    facts.favourite = json.value(u"favorited").toBool();
    facts.archived = json.value(u"archived").toBool();
    if (json.value(u"trashed").toBool())
        sidecar.leaveOut = u"trash"_qs;
    return sidecar;
}

Sidecar ourPhoto(const QJsonObject& json) {
    Sidecar sidecar;
    sidecar.kind = Sidecar::Kind::Parlor;
    sidecar.title = json.value(u"name").toString().left(longestTitle);
    ImportFacts& facts = sidecar.facts;
    facts.takenAt = timeFrom(json.value(u"taken_at"), 1);
    const int offset = json.value(u"offset_min").toInt();
    if (std::abs(offset) <= mostOffset)
        facts.offsetMinutes = offset;
    facts.takenIsSure = true;
    const QJsonObject inside = json.value(u"facts").toObject();
    facts.place = placeFrom(inside.value(u"latitude"), inside.value(u"longitude"));
    facts.caption = cleaned(json.value(u"caption").toString(), longestCaption, true);
    const QJsonArray tags = json.value(u"tags").toArray();
    for (const QJsonValue& tag : tags)
        if (const QString clean = cleaned(tag.toString(), longestTag, false);
            !clean.isEmpty() && facts.tags.size() < mostTags)
            facts.tags.append(clean);
    const QString shelf = json.value(u"shelf").toString();
    facts.favourite = json.value(u"favourite").toBool();
    facts.archived = json.value(u"archived").toBool() || shelf == u"archive";
    const int rating = json.value(u"rating").toInt();
    facts.rating = rating > 0 && rating <= highestRating ? rating : 0;
    const int rotation = json.value(u"rotation").toInt();
    facts.rotation = rotation > 0 && rotation < 360 && rotation % 90 == 0 ? rotation : 0;
    facts.crop = codec::photoCropFromJson(json.value(u"crop").toObject()).value_or(PhotoCrop());
    if (shelf == u"trash" || shelf == u"held" || shelf == u"refused")
        sidecar.leaveOut = shelf;
    return sidecar;
}

Sidecar ourAlbums(const QJsonObject& json) {
    Sidecar sidecar;
    sidecar.kind = Sidecar::Kind::Albums;
    const QJsonArray albums = json.value(u"albums").toArray();
    for (const QJsonValue& value : albums) {
        ExportedAlbum album;
        const QJsonArray path = value[u"path"_qs].toArray();
        for (const QJsonValue& title : path)
            if (const QString clean = cleaned(title.toString(), longestTitle, false); !clean.isEmpty())
                album.path.append(clean);
        album.note = cleaned(value[u"note"_qs].toString(), longestNote, true);
        const QJsonArray photos = value[u"photos"_qs].toArray();
        for (const QJsonValue& photo : photos)
            album.photos.append(photo.toString());
        if (!album.path.isEmpty())
            sidecar.albums.append(album);
    }
    return sidecar;
}

Sidecar takeoutAlbum(const QJsonObject& json) {
    Sidecar sidecar;
    sidecar.kind = Sidecar::Kind::Album;
    sidecar.title = cleaned(json.value(u"title").toString(), longestTitle, false);
    sidecar.note = cleaned(json.value(u"description").toString(), longestNote, true);
    return sidecar;
}

} // namespace

Sidecar readSidecar(const QByteArray& bytes) {
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    if (json.contains(u"photoTakenTime"))
        return takeoutPhoto(json);
    if (json.value(u"parlor").toString() == u"albums")
        return ourAlbums(json);
    if (json.contains(u"sha256") && json.contains(u"taken_at"))
        return ourPhoto(json);
    const QJsonObject older = json.value(u"albumData").toObject(); // until 2020
    if (older.contains(u"title"))
        return takeoutAlbum(older);
    if (json.value(u"title").isString() && !json.contains(u"url"))
        return takeoutAlbum(json);
    return {};
}

} // namespace parlor
