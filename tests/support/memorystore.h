#pragma once

#include "tests/support/memoryaccounts.h"
#include "tests/support/memorychannels.h"
#include "tests/support/memorymessages.h"
#include "tests/support/memorypersonstream.h"
#include "tests/support/memorysessions.h"

namespace parlor::test {

/// All store ports in memory, for tests of what stands on them. Answers at once; thread-safe.
class MemoryStore final : public CommitFeed {
public:
    /// `clock` lives longer.
    explicit MemoryStore(const Clock& clock) : m_state(clock) {
        m_state.identity.epoch = QString::number(makeId(), 16).rightJustified(16, u'0');
        m_state.identity.createdAt = clock.now();
    }

    void setCommittedSink(CommittedSink sink) override { m_state.sink = std::move(sink); }

    void setFailedSink(FailedSink) override {} // memory does not fail

    /// A photo that messages may show.
    void addPhoto(const PhotoReference& photo) { m_state.photos.insert(photo.id, photo); }

    MemoryAccountStore& accounts() { return m_accounts; }

    MemorySessionStore& sessions() { return m_sessions; }

    MemoryKeyStore& keys() { return m_keys; }

    MemoryChannelStore& channels() { return m_channels; }

    MemoryMessageStore& messages() { return m_messages; }

    MemoryPersonStream& personStreams() { return m_personStreams; }

private:
    MemoryState m_state;
    MemoryAccountStore m_accounts{m_state};
    MemorySessionStore m_sessions{m_state};
    MemoryKeyStore m_keys{m_state};
    MemoryChannelStore m_channels{m_state};
    MemoryMessageStore m_messages{m_state};
    MemoryPersonStream m_personStreams{m_state};
};

} // namespace parlor::test
