#include "client/cli/askcommand.h"

#include "client/cli/output.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QJsonArray>

namespace parlor::cli {

namespace {

constexpr int patienceMs = 30'000;

QJsonObject toJson(const ScheduledMessage& scheduled) {
    QJsonObject object{{u"plan"_qs, scheduled.id.toString()},
                       {u"kind"_qs, u"message"_qs},
                       {u"at"_qs, qint64(scheduled.at)},
                       {u"channel"_qs, scheduled.channel.toString()},
                       {u"text"_qs, scheduled.entry.text}};
    if (scheduled.failed)
        object.insert(u"failed"_qs, QString(wireCode(*scheduled.failed)));
    return object;
}

QJsonObject toJson(const Reminder& reminder) {
    return {{u"plan"_qs, reminder.id.toString()},
            {u"kind"_qs, u"reminder"_qs},
            {u"at"_qs, qint64(reminder.at)},
            {u"channel"_qs, reminder.channel.isValid() ? reminder.channel.toString() : QString()},
            {u"message"_qs, reminder.message.isValid() ? reminder.message.toString() : QString()},
            {u"text"_qs, reminder.text}};
}

QJsonObject toJson(const Member& member) {
    QJsonObject object{{u"id"_qs, member.person.id.toString()},
                       {u"name"_qs, member.person.name},
                       {u"role"_qs, QString(nameOf(member.role))},
                       {u"online"_qs, member.online},
                       {u"muted"_qs, member.muted},
                       {u"joined_at"_qs, qint64(member.joinedAt)}};
    if (member.until > 0)
        object.insert(u"until"_qs, qint64(member.until));
    if (!member.presence.isEmpty())
        object.insert(u"presence"_qs, member.presence);
    return object;
}

QJsonObject toJson(const Person& person) {
    QJsonObject object{{u"id"_qs, person.id.toString()},
                       {u"name"_qs, person.name},
                       {u"display_name"_qs, person.displayName},
                       {u"role"_qs, QString(nameOf(person.role))}};
    if (!person.metadata.isEmpty())
        object.insert(u"metadata"_qs, person.metadata);
    return object;
}

QJsonObject toJson(const Receipt& receipt, const QString& name) {
    return {{u"person"_qs, receipt.person.toString()},
            {u"name"_qs, name},
            {u"delivered"_qs, qint64(receipt.delivered.value())},
            {u"read"_qs, qint64(receipt.read.value())}};
}

QJsonObject toJson(const PrivateState& state) {
    QJsonArray drafts;
    for (const DraftChanged& draft : state.drafts)
        drafts.append(QJsonObject{{u"channel"_qs, draft.channel.toString()}, {u"text"_qs, draft.text}});
    return {{u"keywords"_qs, QJsonArray::fromStringList(state.keywords)},
            {u"settings"_qs, state.settings},
            {u"drafts"_qs, drafts}};
}

} // namespace

AskCommand::AskCommand(Context& context, AskOptions options)
    : m_context(context),
      m_options(std::move(options)),
      m_dialog(context, {[this] { ready(); }, {}, {}, {}}) {
    m_named.clientId = makeClientId();
}

void AskCommand::start() {
    m_context.withAccount([this](const client::Account&) { m_dialog.open(patienceMs, false); });
}

void AskCommand::ready() {
    m_named.channels.clear();
    m_named.people.clear();
    for (const QString& name : m_options.channels) {
        const ChannelState* state = m_dialog.channel(name);
        const auto id = state ? std::optional(state->channel.id) : ChannelId::fromString(name);
        if (!id)
            return m_context.fail({ErrorCode::UnknownChannel, {}, 0});
        if (m_named.channels.isEmpty() && state)
            m_named.last = state->last;
        m_named.channels.append(*id);
    }
    findPeople();
}

void AskCommand::findPeople() {
    if (m_named.people.size() == m_options.people.size())
        return ask();
    QString name = m_options.people.at(m_named.people.size());
    if (name.startsWith(u'@'))
        name.remove(0, 1);
    m_dialog.requests().send(
        FindPeople{name, limits::peoplePage}, [this, name](const Result<Answer>& answer) {
            if (!answer && answer.error().code == ErrorCode::NetworkFailed)
                return; // ready() begins anew when the connection is back
            const auto* found = answer ? std::get_if<PeopleList>(&*answer) : nullptr;
            if (!found)
                return m_context.fail(answer ? Error{ErrorCode::BadFrame, {}, 0} : answer.error());
            auto id = PersonId::fromString(name);
            for (const Person& person : found->people)
                if (person.name.compare(name, Qt::CaseInsensitive) == 0)
                    id = person.id;
            if (!id)
                return m_context.fail({ErrorCode::UnknownPerson, {}, 0});
            m_named.people.append(*id);
            findPeople();
        });
}

void AskCommand::ask() {
    if (!m_command) {
        auto command = m_options.make(m_named);
        if (!command)
            return m_context.fail(ExitCode::Usage, command.error().detail.isEmpty()
                                                       ? describe(command.error())
                                                       : command.error().detail);
        m_command = *std::move(command);
    }
    m_dialog.requests().send(*m_command, [this](const Result<Answer>& answer) {
        if (!answer && answer.error().code == ErrorCode::NetworkFailed)
            return;
        if (!answer)
            return m_context.fail(answer.error());
        print(*answer);
        m_context.finish(ExitCode::Ok);
    });
}

void AskCommand::print(const Event& event, ChannelId channel) {
    const QString author = m_dialog.nameOf(event.author);
    if (!m_context.json) {
        printLine(toText(event, author));
        return;
    }
    QJsonObject object = cli::toJson(event, author);
    object.insert(u"channel"_qs, channel.toString());
    printLine(object);
}

void AskCommand::print(const PlanList& list) {
    const auto show = [this](const QJsonObject& object) {
        if (m_context.json)
            printLine(object);
        else
            printLine(u"%1  %2  %3%4"_qs.arg(
                object[u"plan"_qs].toString(), object[u"kind"_qs].toString(), object[u"text"_qs].toString(),
                object.contains(u"failed"_qs) ? u"  failed: "_qs + object[u"failed"_qs].toString()
                                              : QString()));
    };
    for (const ScheduledMessage& scheduled : list.scheduled)
        show(toJson(scheduled));
    for (const Reminder& reminder : list.reminders)
        show(toJson(reminder));
}

void AskCommand::print(const Answer& answer) {
    if (const auto* committed = std::get_if<Committed>(&answer)) {
        if (m_context.json)
            printLine(QJsonObject{{u"serial"_qs, qint64(committed->serial.value())},
                                  {u"id"_qs, committed->message.toString()},
                                  {u"time"_qs, qint64(committed->time)}});
    } else if (const auto* page = std::get_if<HistoryPage>(&answer)) {
        m_dialog.learn(page->people);
        for (const Event& event : page->events)
            print(event, page->channel);
    } else if (const auto* found = std::get_if<SearchPage>(&answer)) {
        for (const SearchHit& hit : found->hits)
            print(hit.event, hit.channel);
    } else if (const auto* list = std::get_if<ChannelList>(&answer)) {
        m_dialog.learn(list->people);
        for (const ChannelState& state : list->channels) {
            if (m_context.json)
                printLine(cli::toJson(state, m_dialog.nameOf(state)));
            else
                printLine(u"%1  %2"_qs.arg(m_dialog.nameOf(state), QString(nameOf(state.channel.kind))));
        }
    } else if (const auto* members = std::get_if<MemberList>(&answer)) {
        for (const Member& member : members->members) {
            if (m_context.json)
                printLine(toJson(member));
            else
                printLine(u"%1  %2"_qs.arg(member.person.name, QString(nameOf(member.role))));
        }
    } else if (const auto* people = std::get_if<PeopleList>(&answer)) {
        for (const Person& person : people->people) {
            if (m_context.json)
                printLine(toJson(person));
            else
                printLine(
                    u"%1  %2  %3"_qs.arg(person.name, person.displayName, QString(nameOf(person.role))));
        }
    } else if (const auto* receipts = std::get_if<Receipts>(&answer)) {
        for (const Receipt& receipt : receipts->receipts) {
            const QJsonObject line = toJson(receipt, m_dialog.nameOf(receipt.person));
            if (m_context.json)
                printLine(line);
            else
                printLine(u"%1  delivered %2  read %3"_qs.arg(line[u"name"_qs].toString())
                              .arg(receipt.delivered.value())
                              .arg(receipt.read.value()));
        }
    } else if (const auto* plans = std::get_if<PlanList>(&answer)) {
        print(*plans);
    } else if (const auto* own = std::get_if<PrivateState>(&answer)) {
        printLine(toJson(*own));
    } else if (m_context.json) {
        printLine(QJsonObject{{u"done"_qs, true}});
    }
}

WatchCommand::WatchCommand(Context& context, WatchOptions options)
    : m_context(context),
      m_options(options),
      m_dialog(context, {[this] {
                             // Whatever the stream held before this is not printed; what comes while the line
                             // is cut is.
                             if (!m_started || m_epoch != m_dialog.epoch())
                                 m_applied = m_dialog.personSerial();
                             m_epoch = m_dialog.epoch();
                             m_started = true;
                             m_dialog.setPatience(0);
                         },
                         {},
                         {},
                         [this] {
                             Hello hello;
                             hello.epoch = m_epoch;
                             hello.person = m_applied;
                             return hello;
                         },
                         [this](const PersonEvents& events) { take(events); }}),
      m_deadline(this) {
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this,
            [this] { m_context.finish(m_options.count > 0 ? ExitCode::Temporary : ExitCode::Ok); });
}

void WatchCommand::start() {
    if (m_options.timeout > 0)
        m_deadline.start(m_options.timeout * 1'000);
    m_context.withAccount([this](const client::Account&) { m_dialog.open(patienceMs, false); });
}

void WatchCommand::take(const PersonEvents& events) {
    for (const PersonEvent& event : events.events) {
        if (event.serial <= m_applied || m_context.isFinished())
            continue;
        m_applied = event.serial;
        const bool written = printLine(codec::toJson(event));
        ++m_printed;
        if (!written || (m_options.count > 0 && m_printed >= m_options.count))
            m_context.finish(ExitCode::Ok);
    }
}

} // namespace parlor::cli
