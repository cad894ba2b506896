#include "server/store/photofacts.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

template<class T>
void put(QJsonObject& out, QLatin1StringView key, const std::optional<T>& value) {
    if (!value)
        return;
    if constexpr (std::is_same_v<T, double>)
        out.insert(key, *value);
    else
        out.insert(key, static_cast<qint64>(*value));
}

template<class T>
void take(const QJsonObject& in, QLatin1StringView key, std::optional<T>& value) {
    const QJsonValue found = in.value(key);
    if (!found.isDouble())
        return;
    if constexpr (std::is_same_v<T, double>)
        value = found.toDouble();
    else
        value = static_cast<T>(found.toInteger());
}

void put(QJsonObject& out, QLatin1StringView key, const QString& text) {
    if (!text.isEmpty())
        out.insert(key, text);
}

} // namespace

QJsonObject columnOf(const PhotoFacts& facts) {
    QJsonObject out;
    put(out, "taken_at"_L1, facts.takenAt);
    put(out, "offset"_L1, facts.offsetMinutes);
    put(out, "taken_local"_L1, facts.takenLocal);
    put(out, "mime"_L1, QString::fromLatin1(facts.mimeType));
    put(out, "make"_L1, facts.make);
    put(out, "model"_L1, facts.model);
    put(out, "lens"_L1, facts.lens);
    put(out, "exposure"_L1, facts.exposureSeconds);
    put(out, "f"_L1, facts.fNumber);
    put(out, "focal"_L1, facts.focalLengthMm);
    put(out, "iso"_L1, facts.iso);
    put(out, "lat"_L1, facts.latitude);
    put(out, "lon"_L1, facts.longitude);
    put(out, "alt"_L1, facts.altitude);
    if (facts.rating != 0)
        out.insert("rating"_L1, facts.rating);
    if (facts.perceptualHash != 0)
        out.insert("phash"_L1, QString::number(facts.perceptualHash, 16));
    if (facts.panorama)
        out.insert("panorama"_L1, true);
    if (facts.motion)
        out.insert("motion"_L1, true);
    put(out, "duration"_L1, facts.durationMs);
    put(out, "content"_L1, QString::fromLatin1(facts.contentId));
    if (facts.motionBytes > 0) {
        out.insert("motion_at"_L1, static_cast<qint64>(facts.motionOffset));
        out.insert("motion_bytes"_L1, static_cast<qint64>(facts.motionBytes));
    }
    return out;
}

PhotoFacts factsFrom(const QJsonObject& in) {
    PhotoFacts facts;
    take(in, "taken_at"_L1, facts.takenAt);
    take(in, "offset"_L1, facts.offsetMinutes);
    take(in, "taken_local"_L1, facts.takenLocal);
    facts.mimeType = in.value("mime"_L1).toString().toLatin1();
    facts.make = in.value("make"_L1).toString();
    facts.model = in.value("model"_L1).toString();
    facts.lens = in.value("lens"_L1).toString();
    take(in, "exposure"_L1, facts.exposureSeconds);
    take(in, "f"_L1, facts.fNumber);
    take(in, "focal"_L1, facts.focalLengthMm);
    take(in, "iso"_L1, facts.iso);
    take(in, "lat"_L1, facts.latitude);
    take(in, "lon"_L1, facts.longitude);
    take(in, "alt"_L1, facts.altitude);
    facts.rating = in.value("rating"_L1).toInt();
    facts.perceptualHash = in.value("phash"_L1).toString().toULongLong(nullptr, 16);
    facts.panorama = in.value("panorama"_L1).toBool();
    facts.motion = in.value("motion"_L1).toBool();
    take(in, "duration"_L1, facts.durationMs);
    facts.contentId = in.value("content"_L1).toString().toLatin1();
    facts.motionOffset = in.value("motion_at"_L1).toInteger();
    facts.motionBytes = in.value("motion_bytes"_L1).toInteger();
    return facts;
}

} // namespace parlor::server
