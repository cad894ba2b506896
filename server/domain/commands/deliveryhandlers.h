#pragma once

#include "server/domain/commands/answers.h"
#include "server/domain/commands/commandtable.h"
#include "server/domain/messages/deliveryservice.h"

namespace parlor::server {

/// `ack` and `receipts`. All live longer than the table.
void addDeliveryCommands(CommandTable& table, Answers& answers, DeliveryService& deliveries);

} // namespace parlor::server
