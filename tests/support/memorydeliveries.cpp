#include "tests/support/memorydeliveries.h"

namespace parlor::test {

Task<Result<QList<DeliveryPlace>>> MemoryDeliveryStore::places(ChannelId channel) {
    return m_state.read([&]() -> Result<QList<DeliveryPlace>> {
        QList<DeliveryPlace> places;
        const auto row = m_state.channels.constFind(channel);
        if (row == m_state.channels.constEnd())
            return places;
        const QList<PersonId> members = m_state.memberIds(*row);
        if (!keepsReceipts(row->channel.kind, static_cast<int>(members.size())))
            return places;
        for (const PersonId person : members) {
            const Serial read = row->members.value(person).read;
            const QJsonObject settings = m_state.people.value(person).settings;
            places.append({person, std::max(read, row->delivered.value(person)), read,
                           settings.value(u"read_receipts").toBool(true)});
        }
        return places;
    });
}

Task<Status> MemoryDeliveryStore::raise(QList<Raise> places) {
    ++m_writes;
    return m_state.write([&]() -> Status {
        for (const Raise& one : places) {
            const auto row = m_state.channels.find(one.channel);
            if (row == m_state.channels.end() || !row->members.value(one.person).member)
                continue;
            Serial& delivered = row->delivered[one.person];
            delivered = std::max(delivered, one.delivered);
        }
        return {};
    });
}

} // namespace parlor::test
