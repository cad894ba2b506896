#pragma once

#include "server/domain/accounts/erasure.h"
#include "server/domain/channels/ownservice.h"
#include "server/domain/channels/placeservice.h"
#include "server/domain/channels/presence.h"
#include "server/domain/commands/answers.h"
#include "server/domain/commands/commandtable.h"
#include "server/domain/messages/historyservice.h"
#include "server/domain/messages/planservice.h"

namespace parlor::server {

// More rows of the command table; see handlers.h.

void addReadingCommands(CommandTable& table, Answers& answers, HistoryService& history);
void addPlanCommands(CommandTable& table, Answers& answers, PlanService& plans);
void addOwnCommands(CommandTable& table, Answers& answers, OwnService& own, PlaceService& places,
                    Presence& presence);
void addErasureCommands(CommandTable& table, Answers& answers, Erasure& erasure);

} // namespace parlor::server
