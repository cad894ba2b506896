#pragma once

#include "server/domain/channels/channelservice.h"
#include "server/domain/channels/placeservice.h"
#include "server/domain/channels/typingrelay.h"
#include "server/domain/commands/answers.h"
#include "server/domain/commands/commandtable.h"
#include "server/domain/messages/historyservice.h"
#include "server/domain/messages/messageservice.h"
#include "server/domain/messages/searchservice.h"
#include "server/domain/ports/accountstore.h"

namespace parlor::server {

// The rows of the command table, a group for each service. All that is given must live longer than the table.
// hello and auth are the router's own.

void addMessageCommands(CommandTable& table, Answers& answers, MessageService& messages,
                        HistoryService& history, SearchService& search);
void addChannelCommands(CommandTable& table, Answers& answers, ChannelService& channels, PlaceService& places,
                        TypingRelay& typing);
/// `executor` is the domain thread's.
void addPeopleCommands(CommandTable& table, Answers& answers, AccountStore& accounts, Executor& executor);

} // namespace parlor::server
