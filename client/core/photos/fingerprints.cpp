#include "client/core/photos/fingerprints.h"

namespace parlor::client {

Fingerprints::Fingerprints(Cache& cache, Hasher& hasher, Executor& executor, QObject* parent)
    : QObject(parent), m_cache(cache), m_hasher(hasher), m_executor(executor) {}

void Fingerprints::find(const QString& path, const Hasher::Cancelled& cancelled, Seen seen, Done done) {
    whenDone(m_hasher.look(path), &m_executor, this,
             [this, path, cancelled, seen = std::move(seen),
              done = std::move(done)](const Result<FileFacts>& facts) {
                 if (cancelled->load())
                     return;
                 if (!facts)
                     return done(std::unexpected(facts.error()));
                 if (facts->size > m_limits.largestFileNamed(path))
                     return done(fail(ErrorCode::TooLarge));
                 seen(*facts);
                 const auto known = m_cache.ask([path, facts = *facts](CacheDatabase& database) {
                     return database.outgoing.hash(path, facts.size, facts.changedAt);
                 });
                 whenDone(known, &m_executor, this,
                          [this, path, cancelled, done,
                           facts = *facts](const Result<std::optional<QByteArray>>& before) {
                              if (cancelled->load())
                                  return;
                              if (before && *before)
                                  return done(HashedFile{facts, **before});
                              hash(path, cancelled, done);
                          });
             });
}

void Fingerprints::hash(const QString& path, const Hasher::Cancelled& cancelled, const Done& done) {
    whenDone(m_hasher.hash(path, cancelled), &m_executor, this,
             [this, path, done](const Result<HashedFile>& fresh) {
                 if (fresh)
                     m_cache.tell([path, fresh = *fresh](CacheDatabase& database) {
                         return database.outgoing.storeHash(path, fresh.facts.size, fresh.facts.changedAt,
                                                            fresh.sha256);
                     });
                 done(fresh);
             });
}

} // namespace parlor::client
