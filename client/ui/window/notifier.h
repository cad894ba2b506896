#pragma once

#include "client/core/state.h"
#include "client/ui/settings/preferences.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>

namespace parlor::client {

/// Decides what is worth telling somebody who is not looking: one notice a channel for what came together,
/// none for what was read meanwhile, here or on another device. Interface thread only.
class Notifier final : public QObject {
    Q_OBJECT
public:
    /// `looksAt`: whether the person sees this channel right now. All outlive the notifier.
    Notifier(State& state, const Preferences& preferences, std::function<bool(ChannelId)> looksAt,
             QObject* parent = nullptr);

Q_SIGNALS:
    void told(parlor::ChannelId channel, const QString& title, const QString& words);

private:
    struct Gathered {
        int count = 0;
        bool mentionsMe = false;
    };

    void tellAll();
    [[nodiscard]] bool wants(const ChannelState& channel, bool mentionsMe) const;

    State& m_state;
    const Preferences& m_preferences;
    std::function<bool(ChannelId)> m_looksAt;
    QHash<ChannelId, Gathered> m_gathered;
    QTimer m_pause;
};

} // namespace parlor::client
