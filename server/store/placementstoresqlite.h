#pragma once

#include "server/domain/ports/placementstore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqlitePlacementStore final : public PlacementStore {
public:
    /// Both live longer.
    SqlitePlacementStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<QList<PlacedOriginal>>> noteOpened(QList<OpenedOriginal> opened, std::int64_t at) override;
    Task<Result<UnopenedPage>> unopened(PhotoId after, std::int64_t before) override;
    Task<Result<QList<PlacedOriginal>>> at(OriginalPlace place, PhotoId after, int limit) override;
    Task<Status> setPlace(PhotoId photo, OriginalPlace place) override;
    Task<Result<PlacementTotals>> totals() override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
