#include "shared/protocol/codecnouns.h"

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace parlor::codec {

namespace {

constexpr int maxSide = 1'000'000;
constexpr int maxOffsetMinutes = 24 * 60;
constexpr qsizetype maxPlaceholder = 255;

template<class T>
void setNumber(JsonWriter& out, QLatin1StringView key, const std::optional<T>& number) {
    if (number)
        out.number(key, *number);
}

void setReal(JsonWriter& out, QLatin1StringView key, const std::optional<double>& number) {
    if (number && std::isfinite(*number))
        out.key(key).value(*number);
}

void write(JsonWriter& out, const PhotoFacts& facts) {
    out.begin();
    setNumber(out, "taken_at"_L1, facts.takenAt);
    setNumber(out, "offset_min"_L1, facts.offsetMinutes);
    setNumber(out, "taken_local"_L1, facts.takenLocal);
    out.setText("mime"_L1, QString::fromLatin1(facts.mimeType));
    out.setText("make"_L1, facts.make).setText("model"_L1, facts.model).setText("lens"_L1, facts.lens);
    setReal(out, "exposure_s"_L1, facts.exposureSeconds);
    setReal(out, "f_number"_L1, facts.fNumber);
    setReal(out, "focal_mm"_L1, facts.focalLengthMm);
    setNumber(out, "iso"_L1, facts.iso);
    setReal(out, "latitude"_L1, facts.latitude);
    setReal(out, "longitude"_L1, facts.longitude);
    setReal(out, "altitude"_L1, facts.altitude);
    if (facts.perceptualHash != 0)
        out.text("phash"_L1, QString::number(facts.perceptualHash, 16).rightJustified(16, u'0'));
    out.setFlag("panorama"_L1, facts.panorama).setFlag("motion"_L1, facts.motion);
    setNumber(out, "duration_ms"_L1, facts.durationMs);
    out.end();
}

Result<PhotoFacts> factsFromJson(const QJsonObject& json) {
    JsonReader in(json);
    PhotoFacts facts;
    in.number("taken_at"_L1, facts.takenAt);
    in.number("offset_min"_L1, facts.offsetMinutes, -maxOffsetMinutes, maxOffsetMinutes);
    in.number("taken_local"_L1, facts.takenLocal);
    QString mime;
    in.text("mime"_L1, mime);
    facts.mimeType = mime.toLatin1();
    in.text("make"_L1, facts.make);
    in.text("model"_L1, facts.model);
    in.text("lens"_L1, facts.lens);
    in.real("exposure_s"_L1, facts.exposureSeconds);
    in.real("f_number"_L1, facts.fNumber);
    in.real("focal_mm"_L1, facts.focalLengthMm);
    in.number("iso"_L1, facts.iso, 0, std::numeric_limits<int>::max());
    in.real("latitude"_L1, facts.latitude);
    in.real("longitude"_L1, facts.longitude);
    in.real("altitude"_L1, facts.altitude);
    QByteArray hash;
    in.hex("phash"_L1, hash, 8);
    facts.perceptualHash = hash.isEmpty() ? 0 : hash.toHex().toULongLong(nullptr, 16);
    in.flag("panorama"_L1, facts.panorama);
    in.flag("motion"_L1, facts.motion);
    in.number("duration_ms"_L1, facts.durationMs, 0);
    return in.finish(std::move(facts));
}

void write(JsonWriter& out, const PhotoCrop& crop) {
    out.begin().number("x"_L1, crop.x()).number("y"_L1, crop.y());
    out.number("width"_L1, crop.width()).number("height"_L1, crop.height()).end();
}

void write(JsonWriter& out, const Rendering& rendering) {
    out.begin().word("kind"_L1, nameOf(rendering.kind)).setText("hash"_L1, rendering.hash);
    out.number("width"_L1, rendering.width).number("height"_L1, rendering.height);
    out.number("size"_L1, rendering.size).end();
}

Result<Rendering> renderingFromJson(const QJsonObject& json) {
    JsonReader in(json);
    Rendering rendering;
    in.word("kind"_L1, rendering.kind, renderingKindFrom, Need::Required);
    QByteArray hash;
    in.hex("hash"_L1, hash, 8);
    rendering.hash = QString::fromLatin1(hash.toHex());
    in.number("width"_L1, rendering.width, 0, maxSide);
    in.number("height"_L1, rendering.height, 0, maxSide);
    in.number("size"_L1, rendering.size);
    return in.finish(std::move(rendering));
}

} // namespace

QJsonObject toJson(const PhotoCrop& crop) {
    return {{u"x"_s, crop.x()}, {u"y"_s, crop.y()}, {u"width"_s, crop.width()}, {u"height"_s, crop.height()}};
}

Result<PhotoCrop> photoCropFromJson(const QJsonObject& json) {
    JsonReader in(json);
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    in.number("x"_L1, x, 0, PhotoCrop::whole, Need::Required);
    in.number("y"_L1, y, 0, PhotoCrop::whole, Need::Required);
    in.number("width"_L1, width, 0, PhotoCrop::whole, Need::Required);
    in.number("height"_L1, height, 0, PhotoCrop::whole, Need::Required);
    const auto crop = PhotoCrop::from(x, y, width, height);
    if (!crop)
        in.fail(ErrorCode::BadFrame);
    return in.finish(crop.value_or(PhotoCrop()));
}

void write(JsonWriter& out, const Locality& locality) {
    out.begin().id("id"_L1, locality.id).text("name"_L1, locality.name);
    out.setText("region"_L1, locality.region).text("country"_L1, locality.country);
    out.setText("country_code"_L1, locality.countryCode).end();
}

Result<Locality> localityFromJson(const QJsonObject& json) {
    JsonReader in(json);
    Locality locality;
    in.id("id"_L1, locality.id, Need::Required);
    in.text("name"_L1, locality.name);
    in.text("region"_L1, locality.region);
    in.text("country"_L1, locality.country);
    in.text("country_code"_L1, locality.countryCode);
    return in.finish(std::move(locality));
}

void write(JsonWriter& out, const Photo& photo) {
    out.begin().id("id"_L1, photo.id).setId("owner"_L1, photo.owner).word("state"_L1, nameOf(photo.state));
    if (photo.facts.isVideo())
        out.word("kind"_L1, "video"_L1);
    out.setText("reason"_L1, photo.reason)
        .setText("name"_L1, photo.name)
        .setHex("sha256"_L1, photo.sha256)
        .number("size"_L1, photo.size);
    out.number("taken_at"_L1, photo.takenAt).number("offset_min"_L1, photo.offsetMinutes);
    out.number("taken_local"_L1, photo.takenLocal).number("uploaded_at"_L1, photo.uploadedAt);
    out.number("width"_L1, photo.facts.width).number("height"_L1, photo.facts.height);
    write(out.key("facts"_L1), photo.facts);
    if (photo.locality.id.isValid())
        write(out.key("locality"_L1), photo.locality);
    out.setBase64("placeholder"_L1, photo.placeholder);
    if (!photo.renderings.isEmpty()) {
        out.key("renderings"_L1).beginList();
        for (const auto& rendering : photo.renderings)
            write(out, rendering);
        out.endList();
    }
    out.setFlag("favourite"_L1, photo.favourite).setFlag("archived"_L1, photo.archived);
    out.setFlag("trashed"_L1, photo.trashed).setText("caption"_L1, photo.caption);
    if (!photo.tags.isEmpty())
        writeTexts(out, "tags"_L1, photo.tags);
    out.setNumber("rating"_L1, photo.rating).setNumber("rotation"_L1, photo.rotation);
    if (!photo.crop.isWhole())
        write(out.key("crop"_L1), photo.crop);
    out.setObject("metadata"_L1, photo.metadata).end();
}

Result<Photo> photoFromJson(const QJsonObject& json) {
    JsonReader in(json);
    Photo photo;
    in.id("id"_L1, photo.id, Need::Required);
    in.id("owner"_L1, photo.owner);
    in.word("state"_L1, photo.state, photoStateFrom);
    in.text("reason"_L1, photo.reason);
    in.text("name"_L1, photo.name);
    in.hex("sha256"_L1, photo.sha256, 32);
    in.number("size"_L1, photo.size);
    in.number("taken_at"_L1, photo.takenAt, -maxNumber);
    in.number("offset_min"_L1, photo.offsetMinutes, -maxOffsetMinutes, maxOffsetMinutes);
    in.number("taken_local"_L1, photo.takenLocal, -maxNumber);
    in.number("uploaded_at"_L1, photo.uploadedAt);
    in.nested("facts"_L1, photo.facts, factsFromJson);
    in.nested("locality"_L1, photo.locality, localityFromJson);
    in.number("width"_L1, photo.facts.width, 0, maxSide);
    in.number("height"_L1, photo.facts.height, 0, maxSide);
    in.base64("placeholder"_L1, photo.placeholder, maxPlaceholder);
    in.list("renderings"_L1, photo.renderings, renderingFromJson);
    in.flag("favourite"_L1, photo.favourite);
    in.flag("archived"_L1, photo.archived);
    in.flag("trashed"_L1, photo.trashed);
    in.text("caption"_L1, photo.caption);
    in.texts("tags"_L1, photo.tags);
    in.number("rating"_L1, photo.rating, 0, highestRating);
    in.number("rotation"_L1, photo.rotation, 0, 359);
    in.nested("crop"_L1, photo.crop, photoCropFromJson);
    in.object("metadata"_L1, photo.metadata);
    return in.finish(std::move(photo));
}

void write(JsonWriter& out, const PhotoReference& photo) {
    out.begin().id("id"_L1, photo.id).setNumber("width"_L1, photo.width).setNumber("height"_L1, photo.height);
    out.setBase64("placeholder"_L1, photo.placeholder);
    out.setText("thumb"_L1, photo.thumbHash).setText("view"_L1, photo.viewHash);
    if (photo.video)
        out.word("kind"_L1, "video"_L1).setNumber("duration_ms"_L1, photo.durationMs);
    out.end();
}

Result<PhotoReference> photoReferenceFromJson(const QJsonObject& json) {
    JsonReader in(json);
    PhotoReference photo;
    in.id("id"_L1, photo.id, Need::Required);
    in.number("width"_L1, photo.width, 0, maxSide);
    in.number("height"_L1, photo.height, 0, maxSide);
    in.base64("placeholder"_L1, photo.placeholder, maxPlaceholder);
    QByteArray thumb;
    in.hex("thumb"_L1, thumb, 8);
    photo.thumbHash = QString::fromLatin1(thumb.toHex());
    QByteArray view;
    in.hex("view"_L1, view, 8);
    photo.viewHash = QString::fromLatin1(view.toHex());
    QString kind;
    in.text("kind"_L1, kind);
    photo.video = kind == u"video";
    in.number("duration_ms"_L1, photo.durationMs, 0);
    return in.finish(std::move(photo));
}

} // namespace parlor::codec
