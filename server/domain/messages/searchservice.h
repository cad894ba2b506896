#pragma once

#include "server/domain/accounts/peopledirectory.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/messagestore.h"
#include "server/domain/sessions/principal.h"
#include "shared/core/executor.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QObject>

#include <memory>

namespace parlor::server {

/// Finds messages among all that the asker may read. Domain thread only.
class SearchService final : public QObject {
    Q_OBJECT
public:
    SearchService(MessageStore& messages, ChannelStore& channels, PeopleDirectory& people, Executor& executor,
                  QObject* parent = nullptr);

    /// BadRequest, UnknownPerson (from:), UnknownChannel (in:).
    Task<Result<SearchPage>> search(const Principal& principal, const Search& command);

private:
    struct Asked;

    void findPeople(const std::shared_ptr<Asked>& asked);
    void findChannels(const std::shared_ptr<Asked>& asked);
    void read(const std::shared_ptr<Asked>& asked);

    MessageStore& m_messages;
    ChannelStore& m_channels;
    PeopleDirectory& m_people;
    Executor& m_executor;
};

} // namespace parlor::server
