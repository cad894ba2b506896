#pragma once

#include "server/domain/ports/deliverystore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteDeliveryStore final : public DeliveryStore {
public:
    /// Both live longer.
    SqliteDeliveryStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<QList<DeliveryPlace>>> places(ChannelId channel) override;
    Task<Status> raise(QList<Raise> places) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
