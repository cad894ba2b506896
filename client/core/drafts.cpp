#include "client/core/drafts.h"

#include "client/core/unmadechannel.h"

#include <QPointer>

namespace parlor::client {

namespace {

constexpr int saveMs = 1'000;
constexpr int saveAnywayMs = 5'000;
constexpr int uploadMs = 14'000;
constexpr qint64 typingMs = 5'000;

} // namespace

Drafts::Drafts(State& state, Cache& cache, Requests& requests, QObject* parent)
    : QObject(parent),
      m_state(state),
      m_cache(cache),
      m_requests(requests),
      m_saveSoon(this),
      m_saveAnyway(this),
      m_upload(this) {
    m_clock.start();
    for (QTimer* timer : {&m_saveSoon, &m_saveAnyway, &m_upload})
        timer->setSingleShot(true);
    m_saveSoon.setInterval(saveMs);
    m_saveAnyway.setInterval(saveAnywayMs);
    m_upload.setInterval(uploadMs);
    connect(&m_saveSoon, &QTimer::timeout, this, &Drafts::save);
    connect(&m_saveAnyway, &QTimer::timeout, this, &Drafts::save);
    connect(&m_upload, &QTimer::timeout, this, &Drafts::upload);
}

void Drafts::changed(ChannelId channel, const QString& text) {
    channel = m_state.made(channel); // a key that was typed while it moved
    m_state.apply(DraftSaved{channel, text});
    m_unsaved.insert(channel, text);
    m_unsent.insert(channel, text);
    m_saveSoon.start();
    if (!m_saveAnyway.isActive())
        m_saveAnyway.start();
    m_upload.start();
}

void Drafts::typed(ChannelId channel) {
    const qint64 now = m_clock.elapsed();
    const auto last = m_typed.constFind(channel);
    if (last != m_typed.cend() && now - *last < typingMs)
        return;
    m_typed.insert(channel, now);
    if (m_state.isConnected() && !isUnmade(channel))
        m_requests.tell(Typing{channel});
}

void Drafts::move(ChannelId from, ChannelId to) {
    const ChannelView* view = m_state.channel(from);
    const QString text = view ? view->draft : QString();
    m_unsaved.remove(from);
    m_unsent.remove(from);
    if (!text.isEmpty()) {
        changed(to, text);
        save();
    }
    m_cache.tell([from](CacheDatabase& database) { return database.places.storeDraft(from, {}, false); });
}

void Drafts::heard(const DraftChanged& draft) {
    if (m_unsent.contains(draft.channel))
        return;
    m_state.apply(DraftSaved{draft.channel, draft.text});
    m_cache.tell([draft](CacheDatabase& database) {
        return database.places.storeDraft(draft.channel, draft.text, false);
    });
}

void Drafts::restore(const QHash<ChannelId, QString>& drafts, const QSet<ChannelId>& unsent) {
    for (const ChannelId channel : unsent)
        m_unsent.insert(channel, drafts.value(channel));
}

void Drafts::save() {
    m_saveSoon.stop();
    m_saveAnyway.stop();
    m_cache.tell([drafts = std::exchange(m_unsaved, {})](CacheDatabase& database) -> Status {
        for (auto draft = drafts.cbegin(); draft != drafts.cend(); ++draft)
            TRY(database.places.storeDraft(draft.key(), draft.value(), true));
        return {};
    });
}

void Drafts::upload() {
    // Offline it stays here; the next welcome or key tries again.
    if (!m_state.isConnected())
        return;
    saveAll();
    const auto drafts = m_unsent;
    for (auto draft = drafts.cbegin(); draft != drafts.cend(); ++draft) {
        if (isUnmade(draft.key()))
            continue;
        m_requests.send(SaveDraft{draft.key(), draft.value()},
                        [self = QPointer(this), channel = draft.key(),
                         text = draft.value()](const Result<Answer>& answer) {
                            if (self)
                                self->sent(channel, text, answer || !isTemporary(answer.error().code));
                        });
    }
}

// A channel that one has left takes no draft any more: that is an end, too.
void Drafts::sent(ChannelId channel, const QString& text, bool done) {
    const auto unsent = m_unsent.constFind(channel);
    if (!done || unsent == m_unsent.cend() || *unsent != text)
        return;
    m_unsent.erase(unsent);
    m_cache.tell([channel](CacheDatabase& database) { return database.places.draftSent(channel); });
}

void Drafts::saveAll() {
    if (!m_unsaved.isEmpty())
        save();
}

void Drafts::clear() {
    m_unsaved.clear();
    m_unsent.clear();
    m_typed.clear();
}

} // namespace parlor::client
