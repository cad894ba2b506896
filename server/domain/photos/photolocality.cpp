#include "server/domain/photos/photolocality.h"

#include "server/domain/localities/localitytable.h"
#include "shared/protocol/accentfolder.h"

namespace parlor::server {

Locality localityOf(const PhotoFacts& facts) {
    if (!facts.latitude || !facts.longitude)
        return {};
    return LocalityTable::builtIn().nearest(*facts.latitude, *facts.longitude);
}

QString localitySortKey(const QString& name) {
    return withoutAccents(name).toCaseFolded();
}

} // namespace parlor::server
