#include "server/media/worker/pictures/cleaner.h"
#include "server/media/worker/pictures/exiffacts.h"
#include "server/media/worker/pictures/jpegoutline.h"
#include "tests/fuzz/target.h"

// What is to be overwritten in somebody's original lies in order and inside, and afterwards it says no place.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    using namespace parlor::server;
    using namespace parlor::server::media;
    const auto overwrites = overwritesOf(Bytes(data, size));
    if (!overwrites)
        return 0;
    PARLOR_HOLDS(decodeOverwrites(encode(*overwrites), static_cast<std::int64_t>(size)) == *overwrites);
    QByteArray file(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    for (const Overwrite& one : *overwrites)
        file.replace(one.offset, one.length, one.bytes.isEmpty() ? QByteArray(one.length, '\0') : one.bytes);
    PARLOR_HOLDS(file.size() == static_cast<qsizetype>(size));
    const Bytes cleaned(reinterpret_cast<const std::uint8_t*>(file.constData()), size);
    if (const auto outline = outlineJpeg(cleaned); outline && startsWith(cleaned, "\xff\xd8")) {
        PhotoFacts facts;
        readExif(outline->exif, facts);
        readXmp(outline->xmp, facts);
        PARLOR_HOLDS(!facts.latitude);
        PARLOR_HOLDS(outline->trailer.empty() || outline->trailer.front() == 0);
    }
    return 0;
}
