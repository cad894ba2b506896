#pragma once

#include "server/app/photoparts.h"
#include "server/domain/shares/shareservice.h"
#include "server/domain/shares/sharezip.h"
#include "server/edge/shares/sharepages.h"
#include "server/edge/shares/shareroutes.h"
#include "server/store/sharestoresqlite.h"

namespace parlor::server {

/// Public links of a serving process. Domain thread only.
class ShareParts {
public:
    /// `key`: 32 secret bytes. The others live longer.
    ShareParts(Foundation& foundation, PhotoParts& photos, const Config& config, QByteArray key);

    void addTo(RouteTable& table);

private:
    SqliteShareStore m_store;
    ShareService m_service;
    ShareZip m_zip;
    ShareServing m_serving;
    ShareUploads m_uploads;
    ShareRoutes m_routes;
    SharePages m_pages;
};

} // namespace parlor::server
