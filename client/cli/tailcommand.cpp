#include "client/cli/tailcommand.h"

#include "client/cli/output.h"
#include "shared/protocol/limits.h"

namespace parlor::cli {

namespace {
constexpr int firstPatienceMs = 30'000;
} // namespace

TailCommand::TailCommand(Context& context, TailOptions options)
    : m_context(context),
      m_options(std::move(options)),
      m_dialog(context, {[this] { ready(); },
                         [this](const Events& events) {
                             if (m_started && events.channel == m_channel && events.epoch == m_epoch)
                                 take(events.events);
                         },
                         [this] { m_fetching = m_resolving = false; }, [this] { return hello(); }}),
      m_gap(this),
      m_deadline(this) {
    m_gap.setSingleShot(true);
    m_gap.setInterval(limits::gapWaitMs);
    connect(&m_gap, &QTimer::timeout, this, &TailCommand::fetch);
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        if (m_options.count > 0)
            return m_context.fail(ExitCode::Temporary,
                                  u"%1 of %2 events came in time"_qs.arg(m_printed).arg(m_options.count));
        m_context.finish(ExitCode::Ok);
    });
}

void TailCommand::start() {
    if (m_options.timeoutSeconds > 0)
        m_deadline.start(m_options.timeoutSeconds * 1000);
    m_context.withAccount([this](const client::Account&) {
        m_dialog.open(m_options.timeoutSeconds > 0 ? 0 : firstPatienceMs, false);
    });
}

Hello TailCommand::hello() {
    Hello hello;
    if (m_started) {
        hello.epoch = m_epoch;
        hello.channels = {{m_channel, m_stream.applied()}};
    }
    return hello;
}

void TailCommand::ready() {
    const ChannelState* state = m_dialog.channel(m_options.channel);
    if (!state)
        return m_context.fail({ErrorCode::UnknownChannel, {}, 0});
    if (m_started && m_epoch != m_dialog.epoch())
        return m_context.fail(ExitCode::Data,
                              u"the server was restored from a backup: serials begin anew"_qs);
    m_epoch = m_dialog.epoch();
    m_channel = state->channel.id;
    if (!m_started) {
        m_started = true;
        m_dialog.setPatience(0);
        const Serial from(m_options.from ? std::max<std::int64_t>(*m_options.from, 1) - 1
                                         : state->last.value());
        m_stream.restart(from);
    }
    // Whatever the server says about resuming: from here on history fills what the socket does not bring.
    if (m_stream.applied() < state->last)
        fetch();
    flush();
}

void TailCommand::take(const QList<Event>& events) {
    m_unprinted += m_stream.take(events, client::lastSerialOf);
    flush();
    if (m_stream.hasGap() && !m_gap.isActive() && !m_fetching)
        m_gap.start();
}

void TailCommand::fetch() {
    if (m_fetching || !m_dialog.isReady())
        return;
    m_fetching = true;
    History history;
    history.channel = m_channel;
    history.after = m_stream.applied();
    history.limit = limits::historyPage;
    m_dialog.requests().send(history, [this](const Result<Answer>& answer) {
        m_fetching = false;
        if (!answer && isTemporary(answer.error().code)) {
            m_gap.start();
            return;
        }
        const auto* page = answer ? std::get_if<HistoryPage>(&*answer) : nullptr;
        if (!page)
            return m_context.fail(answer ? Error{ErrorCode::BadFrame, {}, 0} : answer.error());
        m_dialog.learn(page->people);
        const Serial before = m_stream.applied();
        take(page->events);
        if (page->more && m_stream.applied() > before && !m_context.isFinished())
            fetch();
    });
}

void TailCommand::flush() {
    while (!m_unprinted.isEmpty() && !m_context.isFinished()) {
        if (!m_dialog.knows(m_unprinted.first().author))
            return resolve(m_unprinted.first());
        print(m_unprinted.takeFirst());
    }
}

void TailCommand::resolve(const Event& event) {
    if (m_resolving || !m_dialog.isReady())
        return;
    m_resolving = true;
    History history;
    history.channel = m_channel;
    history.after = event.serial.previous();
    history.limit = limits::historyPage;
    m_dialog.requests().send(history, [this, author = event.author](const Result<Answer>& answer) {
        m_resolving = false;
        if (!answer && isTemporary(answer.error().code))
            return;
        if (const auto* page = answer ? std::get_if<HistoryPage>(&*answer) : nullptr)
            m_dialog.learn(page->people);
        if (!m_dialog.knows(author)) {
            // Nobody knows a name any more: the id stands for it.
            Person former;
            former.id = author;
            former.name = author.toString();
            m_dialog.learn({former});
        }
        flush();
    });
}

void TailCommand::print(const Event& event) {
    if (std::holds_alternative<Skipped>(event.body))
        return;
    const QString author = m_dialog.nameOf(event.author);
    const bool written = m_context.json ? printLine(toJson(event, author)) : printLine(toText(event, author));
    ++m_printed;
    if (!written || (m_options.count > 0 && m_printed >= m_options.count))
        m_context.finish(ExitCode::Ok);
}

} // namespace parlor::cli
