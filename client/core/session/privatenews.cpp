#include "client/core/session/privatenews.h"

#include <QSet>

namespace parlor::client {

PrivateNews::PrivateNews(State& state, Requests& requests, Drafts& drafts, LibrarySync& library,
                         Uploader& uploader, Executor& executor, QObject* parent)
    : QObject(parent),
      m_state(state),
      m_requests(requests),
      m_drafts(drafts),
      m_library(library),
      m_uploader(uploader),
      m_executor(executor) {}

void PrivateNews::online() {
    whenDone(m_requests.ask<PrivateState>(ReadPrivate{}), &m_executor, this,
             [this](const Result<PrivateState>& own) {
                 if (own) // else the next welcome asks again
                     take(*own);
             });
}

void PrivateNews::take(const PrivateState& own) {
    m_state.apply(KeywordsKnown{own.keywords});
    QSet<ChannelId> drafted;
    for (const DraftChanged& draft : own.drafts) {
        drafted.insert(draft.channel);
        m_drafts.heard(draft);
    }
    for (const ChannelId channel : m_state.channels().keys())
        if (!drafted.contains(channel) && !m_state.channel(channel)->draft.isEmpty())
            m_drafts.heard({channel, {}});
}

void PrivateNews::happened(const PersonEventBody& body) {
    if (const auto* keywords = std::get_if<KeywordsChanged>(&body)) {
        m_state.apply(KeywordsKnown{keywords->words});
    } else if (const auto* draft = std::get_if<DraftChanged>(&body)) {
        m_drafts.heard(*draft);
    } else if (const auto* changed = std::get_if<LibraryPhotoChanged>(&body)) {
        m_library.changed(changed->photo);
        m_uploader.photoChanged(changed->photo);
    } else if (const auto* removed = std::get_if<LibraryPhotoRemoved>(&body)) {
        m_library.removed(removed->photo);
    }
}

} // namespace parlor::client
