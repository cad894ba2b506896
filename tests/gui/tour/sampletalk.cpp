#include "tests/gui/tour/sampletalk.h"

#include "client/models/names.h"
#include "shared/core/task.h"

#include <QDir>
#include <QFile>
#include <QTest>
#include <QTextStream>

#include <utility>

namespace parlor::client {

namespace {

constexpr int patienceMs = 20'000;
const QString hikes = u"Weekend hikes"_qs, family = u"Family"_qs, garden = u"Kitchen garden"_qs,
              books = u"Book club"_qs, house = u"House and repairs"_qs;

/// Waits for an answer; false, with words on stderr, when it is an error or does not come.
template<class T>
bool got(const Task<T>& task, const QString& what) {
    if (!QTest::qWaitFor([&task] { return task.isDone(); }, patienceMs)) {
        QTextStream(stderr) << what << ": no answer\n";
        return false;
    }
    if (!task.value()) {
        QTextStream(stderr) << what << ": " << textFor(task.value().error().code) << '\n';
        return false;
    }
    return true;
}

} // namespace

SampleTalk::SampleTalk(QString server, QString passwords, QString profile)
    : m_server(std::move(server)), m_passwords(std::move(passwords)), m_profile(std::move(profile)) {}

SampleTalk::~SampleTalk() = default;

Client* SampleTalk::person(const QString& name) {
    if (const auto known = m_people.constFind(name); known != m_people.cend())
        return known->get();
    QFile secret(u"%1/%2.password"_qs.arg(m_passwords, name));
    const auto address = parseServerAddress(m_server);
    if (!secret.open(QIODevice::ReadOnly) || !address)
        return nullptr;
    ClientOptions options;
    options.directory = u"%1/%2"_qs.arg(m_profile, name);
    options.tokens = KeepTokens::File;
    options.device = u"Laptop"_qs;
    QDir().mkpath(options.directory);
    auto client = std::make_shared<Client>(options);
    if (!got(client->start(), name))
        return nullptr;
    if (!client->state().account()
        && !got(client->actions().signIn({*address, name, QString::fromUtf8(secret.readLine()).trimmed()}),
                name))
        return nullptr;
    if (!QTest::qWaitFor([&] { return client->state().connection().state == Connectivity::Online; },
                         patienceMs))
        return nullptr;
    m_people.insert(name, client);
    return client.get();
}

ChannelId SampleTalk::channelOf(Client& client, const QString& name) {
    ChannelId found;
    const bool known = QTest::qWaitFor(
        [&] {
            for (const ChannelView& view : client.state().channels())
                if (view.state.member && view.state.channel.name == name)
                    found = view.state.channel.id;
            return found.isValid();
        },
        patienceMs);
    if (!known)
        QTextStream(stderr) << name << ": no such channel\n";
    return found;
}

bool SampleTalk::make(const QString& owner, const QString& name, const QString& emoji, const QString& topic) {
    Client* maker = person(owner);
    if (maker == nullptr)
        return false;
    const auto made = maker->actions().createChannel(name, Visibility::Public, topic);
    if (!got(made, name))
        return false;
    UpdateChannel update;
    update.channel = *made.value();
    update.metadata = QJsonObject{{u"emoji"_qs, emoji}};
    (void)got(maker->actions().updateChannel(update), name); // a picture more or less
    for (const QString& other : {u"mira"_qs, u"ada"_qs, u"bo"_qs, u"chiara"_qs})
        if (other != owner
            && (person(other) == nullptr
                || !got(person(other)->actions().joinChannelByName(name), other + u" joins "_qs + name)))
            return false;
    return true;
}

bool SampleTalk::send(Client& client, const OutgoingMessage& message, Said* said) {
    if (!message.channel.isValid())
        return false;
    client.actions().openChannel(message.channel);
    const QString id = client.actions().sendMessage(message);
    // It stands in the timeline, and no longer among what waits, once the server has given it its place.
    const bool done = QTest::qWaitFor(
        [&] {
            for (const PendingMessage& pending : client.state().pending(message.channel))
                if (pending.clientId == id)
                    return false;
            const auto& rows = client.state().timeline(message.channel).rows();
            for (auto row = rows.rbegin(); row != rows.rend(); ++row)
                if (const auto* posted = std::get_if<MessagePosted>(&row->body);
                    posted != nullptr && row->author == client.state().me()
                    && posted->entry.text == message.text) {
                    *said = {message.channel, row->message, row->serial};
                    return true;
                }
            return false;
        },
        patienceMs);
    if (!done) {
        QTextStream(stderr) << "not sent: " << message.text << '\n';
        for (const PendingMessage& pending : client.state().pending(message.channel))
            QTextStream(stderr) << "  waits: " << pending.text << ", state "
                                << static_cast<int>(pending.state) << '\n';
    }
    return done;
}

bool SampleTalk::say(const QString& who, const QString& channel, const QString& text,
                     const QStringList& files, const QString& remember, const QString& replyTo) {
    Client* client = person(who);
    if (client == nullptr)
        return false;
    OutgoingMessage message;
    message.channel = channelOf(*client, channel);
    message.text = text;
    for (const QString& pattern : files) {
        const QStringList found = QDir(m_photos).entryList({pattern + u"*.jpg"_qs}, QDir::Files);
        if (found.isEmpty()) {
            QTextStream(stderr) << "no photo " << pattern << '\n';
            return false;
        }
        message.files << QDir(m_photos).filePath(found.first());
    }
    if (!replyTo.isEmpty())
        message.replyTo = m_remembered.value(replyTo).message;
    Said said;
    if (!send(*client, message, &said))
        return false;
    if (!remember.isEmpty())
        m_remembered.insert(remember, said);
    return true;
}

bool SampleTalk::write(const QString& who, const QString& to, const QString& text) {
    Client *from = person(who), *other = person(to);
    if (from == nullptr || other == nullptr)
        return false;
    const auto channel = from->actions().startDirect({other->state().me()});
    if (!got(channel, who + u" writes to "_qs + to))
        return false;
    if (const ChannelView* view = from->state().channel(*channel.value()))
        from->actions().markRead(*channel.value(), view->state.last);
    OutgoingMessage message;
    message.channel = *channel.value();
    message.text = text;
    Said said;
    return send(*from, message, &said);
}

bool SampleTalk::react(const QString& who, const QString& remembered, const QString& emoji) {
    const Said said = m_remembered.value(remembered);
    return person(who) != nullptr
           && got(person(who)->actions().react(said.channel, said.message, emoji, true),
                  u"reaction of "_qs + who);
}

bool SampleTalk::readUpTo(const QString& who, const QString& remembered) {
    const Said said = m_remembered.value(remembered);
    Client* client = person(who);
    if (client == nullptr
        || !QTest::qWaitFor(
            [&] {
                const ChannelView* view = client->state().channel(said.channel);
                return view != nullptr && view->state.last >= said.serial;
            },
            patienceMs))
        return false;
    client->actions().markRead(said.channel, said.serial);
    return QTest::qWaitFor([&] { return client->state().channel(said.channel)->state.read >= said.serial; },
                           patienceMs);
}

bool SampleTalk::begin(const QString& photos) {
    m_photos = photos;
    const QString mira = u"mira"_qs, ada = u"ada"_qs, bo = u"bo"_qs, chiara = u"chiara"_qs;
    const bool made = make(mira, house, u"🔧"_qs, u"Who mends what"_qs)
                      && make(mira, books, u"📚"_qs, u"No word about the ending"_qs)
                      && make(ada, garden, u"🌱"_qs, u"What grows"_qs) && make(mira, family, u"🏡"_qs, {})
                      && make(mira, hikes, u"🥾"_qs, u"Routes, dates and the best light"_qs);
    if (!made)
        return false;
    const QString rain = u"rain"_qs, path = u"path"_qs, awake = u"awake"_qs, dry = u"dry"_qs;
    return say(bo, house, u"The plumber comes on Tuesday."_qs)
           && say(chiara, books, u"I finally finished chapter nine. Not a word about the ending, please."_qs)
           && say(ada, garden, u"First seeds of the year are flying."_qs, {u"seeding"_qs, u"Dragonfly"_qs})
           && say(chiara, family, {}, {u"friends"_qs}, awake)
           && say(chiara, family, u"Look who is awake already"_qs) && react(ada, awake, u"😍"_qs)
           && write(bo, mira, u"Thank you for the lift yesterday!"_qs) && write(mira, bo, u"Any time 🙂"_qs)
           && say(ada, hikes, u"Five minutes before the rain found us."_qs,
                  {u"aitzgorri"_qs, u"picosdeeuropa"_qs, u"sunset"_qs}, rain)
           && react(mira, rain, u"❤️"_qs) && react(bo, rain, u"❤️"_qs) && react(chiara, rain, u"❤️"_qs)
           && react(chiara, rain, u"😍"_qs)
           && say(bo, hikes, u"Morning! Who is up for the ridge path on Saturday?"_qs, {}, path)
           && say(bo, hikes, u"Forecast says dry until four."_qs, {}, dry)
           && say(mira, hikes, u"Lovely. I will do the sandwiches, Chiara has the car."_qs, {}, u"mine"_qs)
           && readUpTo(mira, u"mine"_qs)
           && say(chiara, hikes, u"Count me in. I can bring the big tripod."_qs, {}, u"tripod"_qs, path)
           && react(ada, u"tripod"_qs, u"👍"_qs) && react(bo, u"tripod"_qs, u"👍"_qs)
           && react(ada, u"tripod"_qs, u"🎉"_qs) && say(bo, hikes, u"See you at the bridge at eight?"_qs)
           && write(ada, mira, u"Can you send me the original?"_qs) && mute(mira, house)
           && say(bo, house, u"He says he will be there at nine."_qs);
}

bool SampleTalk::mute(const QString& who, const QString& channel) {
    Client* client = person(who);
    (void)got(client->actions().setNotifications(channelOf(*client, channel), Notifications::Nothing),
              channel);
    return true;
}

bool SampleTalk::goOn() {
    Client* bo = person(u"bo"_qs);
    if (bo == nullptr || person(u"ada"_qs) == nullptr)
        return false;
    bo->actions().setTyping(channelOf(*bo, hikes));
    return true;
}

} // namespace parlor::client
