#include "tests/support/samplemovies.h"

#include "tests/support/sampleexif.h"

#include <QList>

#include <bit>
#include <utility>

namespace parlor::test {

namespace {

QByteArray big64(std::uint64_t value) {
    return big32(static_cast<quint32>(value >> 32)) + big32(static_cast<quint32>(value));
}

QByteArray wideBox(const char* type, const QByteArray& content) {
    return big32(1) + QByteArray(type, 4) + big64(static_cast<std::uint64_t>(content.size()) + 16) + content;
}

std::uint64_t secondsOf(const MovieOptions& options) {
    return options.created == 0 ? 0 : static_cast<std::uint64_t>(options.created + 2'082'844'800);
}

QByteArray header(const MovieOptions& options) {
    constexpr quint32 scale = 1'000;
    const std::uint64_t created = secondsOf(options);
    const auto duration = static_cast<quint32>(options.durationMs);
    const QByteArray rest(80, '\0');
    if (options.wideSizes)
        return box("mvhd", big32(0x01000000) + big64(created) + big64(created) + big32(scale)
                               + big64(duration) + rest);
    return box("mvhd", big32(0) + big32(static_cast<quint32>(created)) + big32(static_cast<quint32>(created))
                           + big32(scale) + big32(duration) + rest);
}

QByteArray track(const MovieOptions& options, const char* handler) {
    constexpr quint32 one = 0x00010000;
    const QByteArray matrix = options.sideways
                                  ? big32(0) + big32(one) + big32(0) + big32(0xffff0000) + big32(0) + big32(0)
                                  : big32(one) + big32(0) + big32(0) + big32(0) + big32(one) + big32(0);
    const int width = options.sideways ? options.height : options.width;
    const int height = options.sideways ? options.width : options.height;
    const QByteArray times = options.wideSizes ? big32(0x01000007) + big64(0) + big64(0) + big32(1) + big32(0)
                                                     + big64(static_cast<std::uint64_t>(options.durationMs))
                                               : big32(7) + big32(0) + big32(0) + big32(1) + big32(0)
                                                     + big32(static_cast<quint32>(options.durationMs));
    const QByteArray head =
        box("tkhd", times + QByteArray(16, '\0') + matrix + big32(0) + big32(0) + big32(0x40000000)
                        + big16(width) + big16(0) + big16(height) + big16(0));
    return box("trak", head + box("mdia", box("hdlr", big32(0) + big32(0) + handler + QByteArray(13, '\0'))));
}

QByteArray metadata(const MovieOptions& options) {
    const QList<std::pair<QByteArray, QByteArray>> values{
        {"com.apple.quicktime.make", "ParlorMakeMarker"},
        {"com.apple.quicktime.creationdate", options.creationDate},
        {"com.apple.quicktime.content.identifier", options.contentId},
        {"com.apple.quicktime.location.ISO6709", options.place},
    };
    QByteArray keys;
    QByteArray list;
    quint32 number = 0;
    for (const auto& [key, value] : values) {
        if (value.isEmpty())
            continue;
        keys += big32(static_cast<quint32>(key.size()) + 8) + "mdta" + key;
        list += box(big32(++number).constData(), box("data", big32(1) + big32(0) + value));
    }
    return box("meta", box("hdlr", big32(0) + big32(0) + "mdta" + QByteArray(13, '\0'))
                           + box("keys", big32(0) + big32(number) + keys) + box("ilst", list));
}

} // namespace

QByteArray box(const char* type, const QByteArray& content) {
    return big32(static_cast<quint32>(content.size()) + 8) + QByteArray(type, 4) + content;
}

QByteArray mp4Movie(const MovieOptions& options) {
    const QByteArray ftyp = box("ftyp", options.brand + big32(0) + options.brand + "mp42");
    QByteArray tracks = track(options, "soun");
    if (options.pictures)
        tracks += track(options, "vide");
    const QByteArray moov = box("moov", header(options) + tracks + metadata(options));
    const QByteArray data(options.dataBytes, 'm');
    const QByteArray mdat = options.wideSizes ? wideBox("mdat", data) : box("mdat", data);
    return options.headerLast ? ftyp + mdat + moov : ftyp + moov + mdat;
}

namespace {

/// Two chunks of two samples each.
QByteArray tableOf(const QList<quint32>& chunks, quint32 sampleBytes, bool sameSize) {
    QByteArray offsets;
    for (const quint32 chunk : chunks)
        offsets += big32(chunk);
    const auto samples = static_cast<quint32>(2 * chunks.size());
    const QByteArray sizes = sameSize ? big32(0) + big32(1) + big32(samples)
                                      : big32(0) + big32(0) + big32(samples)
                                            + big32(sampleBytes).repeated(static_cast<qsizetype>(samples));
    return box("stbl", box("stsd", big32(0) + big32(0))
                           + box("stsc", big32(0) + big32(1) + big32(1) + big32(2) + big32(1))
                           + box("stsz", sizes)
                           + box("stco", big32(0) + big32(static_cast<quint32>(chunks.size())) + offsets));
}

QByteArray trackWith(const QByteArray& plain, const QByteArray& table) {
    // The last box of a track is its media: the table goes to its end.
    const qsizetype at = plain.indexOf("mdia") - 4;
    const QByteArray media = plain.mid(at + 8);
    return box("trak", plain.mid(8, at - 8) + box("mdia", media + box("minf", table)));
}

} // namespace

QByteArray talkativeMovie(const QByteArray& secret, bool headerLast, bool plainSound) {
    constexpr quint32 bytes = 50;
    const auto chunk = static_cast<quint32>(2 * bytes);
    const QByteArray ftyp = box("ftyp", "isom" + big32(0) + "isommp42");
    // pictures, text, sound, a gap; twice
    const QByteArray text = secret.leftJustified(bytes, '.', true).repeated(2);
    const QByteArray round = QByteArray(chunk, 'P') + text + QByteArray(chunk, 'S') + secret;
    const QByteArray mdat = box("mdat", round + round);
    const auto moovAt = [&](quint32 data) {
        const auto step = static_cast<quint32>(round.size());
        const auto chunks = [&](quint32 from) { return QList<quint32>{data + from, data + step + from}; };
        const QByteArray pictures = trackWith(track({}, "vide"), tableOf(chunks(0), bytes, false));
        const QByteArray words = trackWith(track({}, "meta"), tableOf(chunks(chunk), bytes, false));
        const QByteArray sound = trackWith(track({}, "soun"), tableOf(chunks(2 * chunk), bytes, plainSound));
        MovieOptions place;
        place.place = secret;
        return box("moov", header({}) + pictures + words + sound + box("udta", box("\xa9xyz", secret))
                               + metadata(place));
    };
    const QByteArray loose =
        box("uuid", QByteArray(16, 'u') + secret) + box("free", secret) + box("GPS ", secret);
    const auto headerBytes = static_cast<quint32>(ftyp.size() + (headerLast ? 0 : moovAt(0).size()) + 8);
    const QByteArray moov = moovAt(headerBytes);
    return headerLast ? ftyp + mdat + moov + loose : ftyp + moov + mdat + loose;
}

namespace {

QByteArray element(quint32 id, const QByteArray& content) {
    QByteArray bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        if ((id >> shift) != 0)
            bytes += static_cast<char>(id >> shift & 0xff);
    return bytes + big32(0x10000000u | static_cast<quint32>(content.size())) + content;
}

} // namespace

QByteArray matroskaMovie(const MatroskaOptions& options) {
    QByteArray info = element(0x2ad7b1, big32(1'000'000));
    info += element(0x4489, big64(std::bit_cast<std::uint64_t>(options.durationMs)));
    if (options.date != 0)
        info += element(0x4461, big64(static_cast<std::uint64_t>(options.date)));
    const QByteArray video =
        element(0xe0, element(0xb0, big16(options.width)) + element(0xba, big16(options.height)));
    const QByteArray sound = element(0xae, element(0xd7, "\x02") + element(0x83, "\x02"));
    const QByteArray picture = element(0xae, element(0xd7, "\x01") + element(0x83, "\x01") + video);
    const QByteArray tracks = element(0x1654ae6b, sound + (options.pictures ? picture : QByteArray()));
    // The segment's size is not known, as when it was streamed.
    return element(0x1a45dfa3, element(0x4282, options.docType)) + big32(0x18538067)
           + QByteArray("\x01\xff\xff\xff\xff\xff\xff\xff", 8) + element(0x1549a966, info) + tracks
           + element(0x1f43b675, QByteArray(500, 'c'));
}

QByteArray talkativeMatroska(const QByteArray& secret, bool subtitles) {
    QByteArray file = matroskaMovie();
    if (subtitles) {
        const QByteArray words = element(0xae, element(0xd7, "\x03") + element(0x83, "\x11"));
        const qsizetype at = file.indexOf(QByteArray("\x16\x54\xae\x6b", 4));
        const quint32 size = QByteArray(file.mid(at + 4, 4)).toHex().toUInt(nullptr, 16);
        file.replace(at + 4, 4, big32(size + static_cast<quint32>(words.size())));
        file.insert(at + 8, words);
    }
    const QByteArray named = element(0x7ba9, secret) + element(0x7373, secret);
    const qsizetype info = file.indexOf(QByteArray("\x15\x49\xa9\x66", 4));
    const quint32 said = QByteArray(file.mid(info + 4, 4)).toHex().toUInt(nullptr, 16);
    file.replace(info + 4, 4, big32(said + static_cast<quint32>(named.size())));
    file.insert(info + 8, named);
    return file + element(0x1254c367, secret) + element(0x1f43b675, QByteArray(100, 'c'))
           + element(0x1941a469, secret) + element(0xec, secret);
}

QByteArray containerXmp(qsizetype movieBytes) {
    return R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description Camera:MotionPhoto="1"><Container:Directory><rdf:Seq>)"
           R"(<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" Item:Semantic="Primary" Item:Length="0" Item:Padding="0"/></rdf:li>)"
           R"(<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="video/mp4" Item:Semantic="MotionPhoto" Item:Length=")"
           + QByteArray::number(movieBytes)
           + R"(" Item:Padding="0"/></rdf:li></rdf:Seq></Container:Directory></rdf:Description></rdf:RDF></x:xmpmeta>)";
}

QByteArray microVideoXmp(qsizetype movieBytes) {
    return R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description GCamera:MicroVideo="1" GCamera:MicroVideoVersion="1" GCamera:MicroVideoOffset=")"
           + QByteArray::number(movieBytes) + R"("/></rdf:RDF></x:xmpmeta>)";
}

} // namespace parlor::test
