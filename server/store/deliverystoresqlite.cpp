#include "server/store/deliverystoresqlite.h"

#include "server/store/rowvalues.h"
#include "shared/protocol/limits.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

Task<Result<QList<DeliveryPlace>>> SqliteDeliveryStore::places(ChannelId channel) {
    return m_readers.run<QList<DeliveryPlace>>(
        [channel](Connection& connection) -> Result<QList<DeliveryPlace>> {
            TRY_ASSIGN(Rows rows,
                       connection.statement("deliveries.places"_L1).run(channel, limits::receiptPeople));
            QList<DeliveryPlace> places;
            while (rows.next())
                places.append({rows.id<PersonId>(0), rows.serial(1), rows.serial(2), !rows.flag(3)});
            return places;
        });
}

Task<Status> SqliteDeliveryStore::raise(QList<Raise> places) {
    return m_writer.submit<void>([places](Connection& connection, Effects&) -> Status {
        for (const Raise& one : places)
            TRY(connection.statement("deliveries.raise"_L1).change(one.channel, one.person, one.delivered));
        return {};
    });
}

} // namespace parlor::server
