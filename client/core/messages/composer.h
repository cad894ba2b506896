#pragma once

#include "client/core/actions.h"
#include "client/core/messages/outbox.h"
#include "client/core/photos/uploader.h"
#include "client/core/state.h"
#include "shared/core/clock.h"

namespace parlor::client {

/// What one sends, with its files: a message waits in the outbox for the uploads that it names. Interface
/// thread only.
class Composer {
public:
    /// All live longer.
    Composer(State& state, Outbox& outbox, Uploader& uploader, const Clock& clock)
        : m_state(state), m_outbox(outbox), m_uploader(uploader), m_clock(clock) {}

    /// The client id by which the message is known until it is there.
    QString send(OutgoingMessage message);
    /// Into the library, or with a channel as messages of as many as fit one.
    QList<TransferId> sendFiles(const QStringList& paths, std::optional<ChannelId> channel);

    void retry(const QString& clientId);

    /// See Outbox::edit().
    bool edit(const QString& clientId, const QString& text) { return m_outbox.edit(clientId, text); }

    void discard(const QString& clientId);
    /// Of a file: the message that waits for it fails.
    void cancel(TransferId transfer);

private:
    State& m_state;
    Outbox& m_outbox;
    Uploader& m_uploader;
    const Clock& m_clock;
};

} // namespace parlor::client
