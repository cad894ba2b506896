#include "server/domain/commands/deliveryhandlers.h"

namespace parlor::server {

void addDeliveryCommands(CommandTable& table, Answers& answers, DeliveryService& deliveries) {
    // Its channels are many: each counts only where this connection listens.
    CommandRow acknowledge;
    acknowledge.anyToken = true;
    table.add<Acknowledge>(acknowledge, [&](const Caller& caller, const Acknowledge& command) {
        deliveries.acknowledge(caller, command);
        answers.answer(caller, Answer(Done()));
    });
    CommandRow list;
    list.operations = {QStringLiteral("subscribe"), QStringLiteral("history")};
    table.add<ListReceipts>(list, [&](const Caller& caller, const ListReceipts& command) {
        answers.later(caller, deliveries.receipts(caller, command));
    });
}

} // namespace parlor::server
