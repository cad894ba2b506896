#include "client/cli/channelcommands.h"

#include "client/cli/output.h"

namespace parlor::cli {

namespace {
constexpr int patienceMs = 30'000;

/// `ROLE +right -right =right …`: what is granted, denied, as everywhere.
Result<RoleOverrides> changed(RoleOverrides rights, const QStringList& words) {
    std::optional<Role> role;
    for (const QString& word : words) {
        if (const auto named = roleFrom(word)) {
            if (*named > Role::Moderator)
                return parlor::fail(ErrorCode::BadRequest, u"admins and owners may do everything"_qs);
            role = named;
            continue;
        }
        const auto right = channelRightFrom(word.mid(1));
        const QChar sign = word.isEmpty() ? QChar() : word.front();
        if (!role || !right || !QStringView(u"+-=").contains(sign))
            return parlor::fail(ErrorCode::BadRequest,
                                u"%1 is neither a role nor +, - or = and a right"_qs.arg(word));
        rights.decide(*role, *right, sign == u'=' ? std::nullopt : std::optional(sign == u'+'));
    }
    return rights;
}

QString wordsOf(const RoleOverrides& rights, Role role) {
    QStringList words;
    for (int i = 0; i < channelRightCount; ++i) {
        const auto right = static_cast<ChannelRight>(i);
        if (const auto decided = rights.decision(role, right))
            words.append((*decided ? u'+' : u'-') + QString(nameOf(right)));
    }
    return words.join(u' ');
}
} // namespace

using Verb = ChannelsOptions::Verb;

ChannelsCommand::ChannelsCommand(Context& context, ChannelsOptions options)
    : m_context(context),
      m_options(std::move(options)),
      m_dialog(context, {[this] { ready(); }, {}, {}, {}}) {}

void ChannelsCommand::start() {
    m_context.withAccount([this](const client::Account&) { m_dialog.open(patienceMs, false); });
}

void ChannelsCommand::ready() {
    switch (m_options.verb) {
    case Verb::List:
        return list();
    case Verb::Create:
        return enter(CreateChannel{m_clientId,
                                   ChannelKind::Channel,
                                   m_options.isPrivate ? Visibility::Private : Visibility::Public,
                                   m_options.name,
                                   m_options.topic,
                                   {}});
    case Verb::Join: {
        const QString name = m_options.name.startsWith(u'#') ? m_options.name.mid(1) : m_options.name;
        return enter(JoinChannel{m_clientId, {}, name});
    }
    case Verb::Leave: {
        const ChannelState* state = m_dialog.channel(m_options.name);
        if (!state)
            return m_context.fail({ErrorCode::UnknownChannel, {}, 0});
        const QJsonObject left = toJson(*state, m_dialog.nameOf(*state));
        m_dialog.requests().send(LeaveChannel{m_clientId, state->channel.id},
                                 [this, left](const Result<Answer>& answer) {
                                     if (!answer && answer.error().code == ErrorCode::NetworkFailed)
                                         return;
                                     if (!answer)
                                         return m_context.fail(answer.error());
                                     if (m_context.json)
                                         printLine(left);
                                     m_context.finish(ExitCode::Ok);
                                 });
        return;
    }
    case Verb::Members:
        return members();
    case Verb::Rights:
        return rights();
    }
}

void ChannelsCommand::print(const ChannelState& state) {
    const QString name = m_dialog.nameOf(state);
    if (m_context.json)
        printLine(toJson(state, name));
    else
        printLine(u"%1  %2%3"_qs.arg(name, QString(parlor::nameOf(state.channel.kind)),
                                     state.unread > 0 ? u"  %1 unread"_qs.arg(state.unread) : QString()));
}

void ChannelsCommand::list() {
    if (!m_options.all) {
        for (const ChannelState& state : m_dialog.channels())
            print(state);
        return m_context.finish(ExitCode::Ok);
    }
    m_dialog.requests().send(ListChannels{true}, [this](const Result<Answer>& answer) {
        if (!answer && answer.error().code == ErrorCode::NetworkFailed)
            return;
        const auto* found = answer ? std::get_if<ChannelList>(&*answer) : nullptr;
        if (!found)
            return m_context.fail(answer ? Error{ErrorCode::BadFrame, {}, 0} : answer.error());
        m_dialog.learn(found->people);
        for (const ChannelState& state : found->channels)
            print(state);
        m_context.finish(ExitCode::Ok);
    });
}

void ChannelsCommand::enter(parlor::Command command) {
    m_dialog.requests().send(std::move(command), [this](const Result<Answer>& answer) {
        // The connection comes back and ready() asks again with the same client id.
        if (!answer && answer.error().code == ErrorCode::NetworkFailed)
            return;
        const auto* entered = answer ? std::get_if<ChannelList>(&*answer) : nullptr;
        if (!answer)
            return m_context.fail(answer.error());
        if (!entered || entered->channels.isEmpty())
            return m_context.fail(Error{ErrorCode::BadFrame, {}, 0});
        m_dialog.learn(entered->people);
        print(entered->channels.first());
        m_context.finish(ExitCode::Ok);
    });
}

void ChannelsCommand::rights() {
    const ChannelState* state = m_dialog.channel(m_options.name);
    if (!state)
        return m_context.fail({ErrorCode::UnknownChannel, {}, 0});
    const Channel channel = state->channel;
    if (m_options.changes.isEmpty()) {
        print(channel, channel.rights);
        return m_context.finish(ExitCode::Ok);
    }
    const auto wanted = changed(channel.rights, m_options.changes);
    if (!wanted)
        return m_context.fail(ExitCode::Usage, wanted.error().detail);
    UpdateChannel update;
    update.clientId = m_clientId;
    update.channel = channel.id;
    update.rights = *wanted;
    m_dialog.requests().send(update, [this, channel, rights = *wanted](const Result<Answer>& answer) {
        if (!answer && answer.error().code == ErrorCode::NetworkFailed)
            return;
        if (!answer)
            return m_context.fail(answer.error());
        print(channel, rights);
        m_context.finish(ExitCode::Ok);
    });
}

void ChannelsCommand::print(const Channel& channel, const RoleOverrides& rights) {
    if (m_context.json) {
        printLine(QJsonObject{
            {u"id"_qs, channel.id.toString()}, {u"name"_qs, channel.name}, {u"rights"_qs, rights.toJson()}});
        return;
    }
    for (const Role role : RoleOverrides::roles)
        if (const QString words = wordsOf(rights, role); !words.isEmpty())
            printLine(u"%1  %2"_qs.arg(QString(parlor::nameOf(role)), words));
}

void ChannelsCommand::members() {
    const ChannelState* state = m_dialog.channel(m_options.name);
    if (!state)
        return m_context.fail({ErrorCode::UnknownChannel, {}, 0});
    m_dialog.requests().send(ListMembers{state->channel.id}, [this](const Result<Answer>& answer) {
        if (!answer && answer.error().code == ErrorCode::NetworkFailed)
            return;
        const auto* found = answer ? std::get_if<MemberList>(&*answer) : nullptr;
        if (!found)
            return m_context.fail(answer ? Error{ErrorCode::BadFrame, {}, 0} : answer.error());
        for (const Member& member : found->members) {
            if (m_context.json)
                printLine(QJsonObject{{u"id"_qs, member.person.id.toString()},
                                      {u"name"_qs, member.person.name},
                                      {u"role"_qs, QString(parlor::nameOf(member.role))},
                                      {u"online"_qs, member.online},
                                      {u"joined_at"_qs, qint64(member.joinedAt)}});
            else
                printLine(u"%1  %2%3"_qs.arg(member.person.name, QString(parlor::nameOf(member.role)),
                                             member.online ? u"  online"_qs : QString()));
        }
        m_context.finish(ExitCode::Ok);
    });
}

} // namespace parlor::cli
