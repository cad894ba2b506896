#pragma once

#include "tests/support/memoryaccounts.h"
#include "tests/support/memorychannels.h"
#include "tests/support/memorydeliveries.h"
#include "tests/support/memorymessages.h"
#include "tests/support/memorymoderation.h"
#include "tests/support/memorypersonstream.h"
#include "tests/support/memoryplans.h"
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

    /// How often it was asked for something so far.
    [[nodiscard]] int reads() const { return m_state.reads; }

    /// A photo that messages may show.
    void addPhoto(const PhotoReference& photo) { m_state.photos.insert(photo.id, photo); }

    MemoryAccountStore& accounts() { return m_accounts; }

    MemorySessionStore& sessions() { return m_sessions; }

    MemoryKeyStore& keys() { return m_keys; }

    MemoryChannelStore& channels() { return m_channels; }

    MemoryMessageStore& messages() { return m_messages; }

    MemoryPersonStream& personStreams() { return m_personStreams; }

    MemoryPlanStore& plans() { return m_plans; }

    MemoryKeywordStore& keywords() { return m_keywords; }

    MemoryErasureStore& erasure() { return m_erasure; }

    MemoryDeliveryStore& deliveries() { return m_deliveries; }

    MemoryModerationLog& moderationLog() { return m_moderationLog; }

    MemoryFilterStore& filters() { return m_filters; }

    MemoryReportStore& reports() { return m_reports; }

    MemoryWebhookStore& webhooks() { return m_webhooks; }

    MemoryNoticeStore& notices() { return m_notices; }

private:
    MemoryState m_state;
    MemoryAccountStore m_accounts{m_state};
    MemorySessionStore m_sessions{m_state};
    MemoryKeyStore m_keys{m_state};
    MemoryChannelStore m_channels{m_state};
    MemoryMessageStore m_messages{m_state};
    MemoryPersonStream m_personStreams{m_state};
    MemoryPlanStore m_plans{m_state};
    MemoryKeywordStore m_keywords{m_state};
    MemoryErasureStore m_erasure{m_state};
    MemoryDeliveryStore m_deliveries{m_state};
    MemoryModerationLog m_moderationLog{m_state};
    MemoryFilterStore m_filters{m_state, m_moderationLog};
    MemoryReportStore m_reports{m_state, m_moderationLog};
    MemoryWebhookStore m_webhooks{m_state, m_moderationLog};
    MemoryNoticeStore m_notices{m_state};
};

} // namespace parlor::test
