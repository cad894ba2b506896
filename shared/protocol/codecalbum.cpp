#include "shared/protocol/album.h"
#include "shared/protocol/codecnouns.h"

#include <QJsonDocument>

#include <array>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace parlor {

namespace {
constexpr std::array rights{"none"_L1, "read"_L1, "contribute"_L1, "own"_L1};
} // namespace

QLatin1StringView nameOf(AlbumRight right) {
    return rights.at(static_cast<std::size_t>(right));
}

std::optional<AlbumRight> albumRightFrom(QStringView name) {
    for (std::size_t i = 0; i < rights.size(); ++i)
        if (name == rights.at(i))
            return static_cast<AlbumRight>(i);
    return std::nullopt;
}

namespace codec {

void write(JsonWriter& out, const Album& album) {
    out.begin().id("id"_L1, album.id).id("owner"_L1, album.owner).setId("parent"_L1, album.parent);
    out.text("title"_L1, album.title).setText("note"_L1, album.note).setId("cover"_L1, album.cover);
    out.number("photos"_L1, album.photos).number("place"_L1, album.place);
    out.number("created_at"_L1, album.createdAt).number("revision"_L1, album.revision);
    out.word("right"_L1, nameOf(album.right)).setFlag("shared"_L1, album.shared).end();
}

QByteArray toBytes(const Album& album) {
    JsonWriter out;
    write(out, album);
    return out.take();
}

QJsonObject toJson(const Album& album) {
    return QJsonDocument::fromJson(toBytes(album)).object();
}

QJsonObject toJson(const AlbumShare& share) {
    QJsonObject out{{"contribute"_L1, share.contribute}};
    if (share.person.isValid())
        out.insert("person"_L1, share.person.toString());
    if (share.channel.isValid())
        out.insert("channel"_L1, share.channel.toString());
    return out;
}

Result<Album> albumFromJson(const QJsonObject& json) {
    JsonReader in(json);
    Album album;
    in.id("id"_L1, album.id, Need::Required);
    in.id("owner"_L1, album.owner);
    in.id("parent"_L1, album.parent);
    in.text("title"_L1, album.title);
    in.text("note"_L1, album.note);
    in.id("cover"_L1, album.cover);
    in.number("photos"_L1, album.photos, 0, std::numeric_limits<int>::max());
    in.number("place"_L1, album.place, -maxNumber);
    in.number("created_at"_L1, album.createdAt);
    in.number("revision"_L1, album.revision);
    in.word("right"_L1, album.right, albumRightFrom);
    in.flag("shared"_L1, album.shared);
    return in.finish(std::move(album));
}

Result<AlbumShare> albumShareFromJson(const QJsonObject& json) {
    JsonReader in(json);
    AlbumShare share;
    in.id("person"_L1, share.person);
    in.id("channel"_L1, share.channel);
    in.flag("contribute"_L1, share.contribute);
    if (share.person.isValid() == share.channel.isValid())
        in.fail(ErrorCode::BadRequest);
    return in.finish(share);
}

} // namespace codec

} // namespace parlor
