#pragma once

#include "client/cli/context.h"
#include "client/core/net/requests.h"
#include "client/core/net/socketlink.h"
#include "shared/protocol/frames.h"

#include <QHash>
#include <QTimer>

namespace parlor::cli {

/// A live connection for one command: knows the channels and people of its welcome, and comes back by itself.
class Dialog final : public QObject, public client::LinkListener {
    Q_OBJECT
public:
    struct Hooks {
        std::function<void()> ready; ///< after each complete welcome
        std::function<void(const Events&)> events;
        std::function<void()> lost;
        std::function<Hello()> hello; ///< cursors
        std::function<void(const PersonEvents&)> personEvents{};
    };

    Dialog(Context& context, Hooks hooks);

    /// Gives up with Unavailable when there is no welcome for `patienceMs` (0: never gives up).
    void open(int patienceMs, bool bulk);

    void setPatience(int patienceMs);

    client::Requests& requests() { return m_requests; }

    [[nodiscard]] const Epoch& epoch() const { return m_welcome.epoch; }

    [[nodiscard]] Serial personSerial() const { return m_welcome.personSerial; }

    [[nodiscard]] const QList<ChannelState>& channels() const { return m_welcome.channels; }

    [[nodiscard]] bool isReady() const { return m_ready; }

    /// By name (a leading # is dropped), by id, or for direct channels by the other person's name: of those
    /// one is in. nullptr when there is none.
    [[nodiscard]] const ChannelState* channel(const QString& nameOrId) const;
    /// How a channel is called in lists.
    [[nodiscard]] QString nameOf(const ChannelState& state) const;

    void learn(const QList<Person>& people);

    [[nodiscard]] bool knows(PersonId person) const { return m_people.contains(person) || !person.isValid(); }

    /// The sign-in name, else the id; empty for nobody.
    [[nodiscard]] QString nameOf(PersonId person) const;

    Hello hello() override;
    void connectionChanged(const client::Connection& connection) override;
    void received(const Frame& frame) override;
    void stopped(const Error& error) override;

private:
    void welcomed(const Welcome& welcome);

    Context& m_context;
    const Hooks m_hooks;
    client::SocketLink m_link;
    client::Requests m_requests;
    QTimer m_patience;
    Welcome m_welcome;
    QHash<PersonId, Person> m_people;
    bool m_gathering = false;
    bool m_ready = false;
};

} // namespace parlor::cli
