#include "tests/faults/desktop.h"

#include "tests/support/processes.h"
#include "tests/support/waiting.h"

namespace parlor::test {

Desktop::Desktop(std::uint16_t port, const QString& person, const QString& channelName) {
    start();
    client::SignIn signIn;
    signIn.server.url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port));
    signIn.name = person;
    signIn.password = ServerProcess::passwordOf(person);
    if (const Status entered = await(m_client->actions().signIn(signIn)); !entered)
        qFatal("sign in: %s", wireCode(entered.error().code).data());
    if (!waitFor([this] { return isOnline(); }))
        qFatal("the client does not get online");
    const auto joined = await(m_client->actions().joinChannelByName(channelName));
    if (!joined)
        qFatal("join: %s", wireCode(joined.error().code).data());
    m_channel = *joined;
    m_client->actions().openChannel(m_channel);
}

Desktop::~Desktop() = default;

void Desktop::start() {
    client::ClientOptions options;
    options.directory = m_profile.path();
    options.tokens = client::KeepTokens::File;
    options.device = QStringLiteral("desktop");
    m_client = std::make_unique<client::Client>(options);
    if (const auto started = await(m_client->start()); !started)
        qFatal("client: %s", wireCode(started.error().code).data());
}

void Desktop::restart() {
    m_client.reset();
    start();
    m_client->actions().openChannel(m_channel);
}

QString Desktop::say(const QString& text, HistoryChecker* checker) {
    if (checker)
        checker->attempted(m_channel.toString(), text);
    client::OutgoingMessage message;
    message.channel = m_channel;
    message.text = text;
    return m_client->actions().sendMessage(message);
}

void Desktop::edit(MessageId message, const QString& text) {
    (void)m_client->actions().editMessage(m_channel, message, text);
}

bool Desktop::isAt(qint64 head) {
    const client::Timeline& timeline = state().timeline(m_channel);
    return state().pending(m_channel).isEmpty() && timeline.isAtEnd() && timeline.window()
           && timeline.window()->to.value() >= head;
}

std::string Desktop::standing() {
    const client::Timeline& timeline = state().timeline(m_channel);
    return u"%1, %2 pending, shows up to %3%4"_qs.arg(isOnline() ? u"online"_qs : u"offline"_qs)
        .arg(state().pending(m_channel).size())
        .arg(timeline.window() ? timeline.window()->to.value() : -1)
        .arg(timeline.isAtEnd() ? u", the end"_qs : QString())
        .toStdString();
}

void Desktop::tell(HistoryChecker* checker, const QString& observer) {
    const client::Timeline& timeline = state().timeline(m_channel);
    const QString name = m_channel.toString();
    if (!timeline.window())
        return;
    checker->begins(observer, name, timeline.window()->from.value() - 1);
    for (const Event& event : timeline.rows()) {
        const auto* posted = std::get_if<MessagePosted>(&event.body);
        checker->observed(observer, name, {event.serial.value(), posted ? posted->entry.text : QString()});
    }
}

} // namespace parlor::test
