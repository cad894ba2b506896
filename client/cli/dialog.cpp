#include "client/cli/dialog.h"

#include "client/cli/output.h"

#include <QSysInfo>

namespace parlor::cli {

using client::Connection;
using client::Connectivity;

Dialog::Dialog(Context& context, Hooks hooks)
    : m_context(context),
      m_hooks(std::move(hooks)),
      m_link(context.network, context.executor, context.session, context.clock,
             u"parlor-cli on "_qs + QSysInfo::machineHostName()),
      m_requests(m_link),
      m_patience(this) {
    m_link.setListener(this);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        const auto problem = m_link.connection().problem;
        m_context.fail(problem.value_or(Error{ErrorCode::NetworkFailed, {}, 0}));
    });
    connect(&m_context.session, &client::Session::renewed, this, [this](const QString& token) {
        m_requests.send(Authenticate{token}, [](const Result<Answer>&) {});
    });
}

void Dialog::open(int patienceMs, bool bulk) {
    m_patience.setInterval(patienceMs);
    if (patienceMs > 0)
        m_patience.start();
    m_link.setBulk(bulk);
    m_link.open(m_context.session.credentials()->account.server);
}

void Dialog::setPatience(int patienceMs) {
    m_patience.stop();
    m_patience.setInterval(patienceMs);
}

Hello Dialog::hello() {
    m_gathering = false;
    return m_hooks.hello ? m_hooks.hello() : Hello();
}

void Dialog::connectionChanged(const Connection& connection) {
    const bool online = connection.state == Connectivity::Online;
    if (online && !m_gathering && !m_ready) {
        m_ready = true;
        m_patience.stop();
        if (m_hooks.ready)
            m_hooks.ready();
    } else if (!online && m_ready) {
        m_ready = false;
        if (m_patience.interval() > 0)
            m_patience.start();
        m_requests.connectionLost();
        if (m_hooks.lost)
            m_hooks.lost();
    }
}

void Dialog::received(const Frame& frame) {
    if (const auto* welcome = std::get_if<Welcome>(&frame))
        welcomed(*welcome);
    else if (const auto* reply = std::get_if<Reply>(&frame))
        m_requests.received(*reply);
    else if (const auto* refusal = std::get_if<Refusal>(&frame))
        m_requests.received(*refusal);
    else if (const auto* events = std::get_if<Events>(&frame); events && m_hooks.events)
        m_hooks.events(*events);
    else if (const auto* own = std::get_if<PersonEvents>(&frame); own && m_hooks.personEvents)
        m_hooks.personEvents(*own);
}

void Dialog::welcomed(const Welcome& welcome) {
    if (m_gathering) {
        m_welcome.channels += welcome.channels;
    } else {
        m_welcome = welcome;
    }
    learn(welcome.people);
    learn({welcome.person});
    m_gathering = welcome.more;
    if (!m_gathering && m_link.connection().state == Connectivity::Online)
        connectionChanged(m_link.connection());
}

void Dialog::stopped(const Error& error) {
    m_context.fail(error);
}

void Dialog::learn(const QList<Person>& people) {
    for (const Person& person : people)
        m_people.insert(person.id, person);
}

QString Dialog::nameOf(PersonId person) const {
    const auto found = m_people.constFind(person);
    if (found != m_people.cend())
        return found->name;
    return person.isValid() ? person.toString() : QString();
}

QString Dialog::nameOf(const ChannelState& state) const {
    if (!state.channel.name.isEmpty())
        return state.channel.name;
    QStringList names;
    for (const PersonId person : state.people)
        if (person != m_welcome.person.id || state.people.size() == 1)
            names.append(nameOf(person));
    return names.join(u", "_qs);
}

const ChannelState* Dialog::channel(const QString& nameOrId) const {
    const QString name = nameOrId.startsWith(u'#') ? nameOrId.mid(1) : nameOrId;
    for (const ChannelState& state : m_welcome.channels)
        if (!state.channel.name.isEmpty() && state.channel.name.compare(name, Qt::CaseInsensitive) == 0)
            return &state;
    for (const ChannelState& state : m_welcome.channels)
        if (state.channel.id.toString() == name)
            return &state;
    const QString person = name.startsWith(u'@') ? name.mid(1) : name;
    for (const ChannelState& state : m_welcome.channels)
        if (state.channel.name.isEmpty() && nameOf(state).compare(person, Qt::CaseInsensitive) == 0)
            return &state;
    return nullptr;
}

} // namespace parlor::cli
