#pragma once

#include "client/core/drafts.h"
#include "client/core/net/requests.h"
#include "client/core/photos/librarysync.h"
#include "client/core/photos/uploader.h"
#include "client/core/state.h"
#include "shared/core/executor.h"

#include <QObject>

namespace parlor::client {

/// What a person's private stream says beyond channels and settings: keywords, drafts and photos of all
/// devices. Interface thread only.
class PrivateNews final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    PrivateNews(State& state, Requests& requests, Drafts& drafts, LibrarySync& library, Uploader& uploader,
                Executor& executor, QObject* parent = nullptr);

    /// After each welcome: asks for what no event tells a device that was away too long.
    void online();

    void happened(const PersonEventBody& body);

private:
    void take(const PrivateState& own);

    State& m_state;
    Requests& m_requests;
    Drafts& m_drafts;
    LibrarySync& m_library;
    Uploader& m_uploader;
    Executor& m_executor;
};

} // namespace parlor::client
