#include "server/app/shareparts.h"

namespace parlor::server {

ShareParts::ShareParts(Foundation& f, PhotoParts& photos, const Config& config, QByteArray key)
    : m_store(f.store().writer(), f.store().readers()),
      m_service(m_store, f.passwords(), std::move(key), f.clock(), f.executor()),
      m_zip(m_store, photos.store(), photos.cleaner(), photos.blobs(), f.executor()),
      m_serving(photos.processing(), photos.blobs(), photos.cleaner(), m_zip, f.executor()),
      m_uploads(m_store, photos.uploads(), f.executor()),
      m_routes(m_service, f.executor(), config.publicUrl),
      m_pages(m_service, photos.catalogue(), m_serving, m_uploads, f.clock(), f.executor()) {}

void ShareParts::addTo(RouteTable& table) {
    m_routes.addTo(table);
    m_pages.addTo(table);
}

} // namespace parlor::server
