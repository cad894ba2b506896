#include "shared/import/sidecar.h"

#include "shared/import/filenames.h"
#include "shared/import/innertime.h"
#include "shared/import/sidecarnames.h"
#include "tests/fuzz/target.h"

// What strangers' files say: JSON beside pictures, names in folders, times inside. What comes out is in
// range.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    const QByteArrayView bytes = fuzz::view(data, size);
    const Sidecar sidecar = readSidecar(bytes.toByteArray());
    PARLOR_HOLDS(sidecar.facts.caption.size() <= 2'000 && sidecar.facts.caption.isValidUtf16());
    PARLOR_HOLDS(sidecar.facts.rotation % 90 == 0 && sidecar.facts.rotation < 360);
    PARLOR_HOLDS(sidecar.facts.rating >= 0 && sidecar.facts.rating <= 5);
    if (sidecar.facts.place)
        PARLOR_HOLDS(sidecar.facts.place->first <= 90 && sidecar.facts.place->second <= 180);

    const QStringList names = fuzz::text(data, size).split(u'\n').mid(0, 64);
    const QHash<QString, QString> found = sidecarsOf(names, names);
    for (auto it = found.begin(); it != found.end(); ++it)
        PARLOR_HOLDS(names.contains(it.key()) && names.contains(*it)
                     && it->endsWith(u".json", Qt::CaseInsensitive));
    for (const QString& name : names) {
        PARLOR_HOLDS(originalOfEdited(name).size() < name.size() || name.isEmpty());
        (void)useOf(name);
        if (isSafePath(name))
            PARLOR_HOLDS(!name.startsWith(u'/') && !(u'/' + name + u'/').contains(u"/../"));
    }
    (void)innerTimes(bytes);
    return 0;
}
