#include "client/cli/sendcommand.h"

#include "client/cli/output.h"

namespace parlor::cli {

namespace {
constexpr int oneSeconds = 30;
constexpr int linesSeconds = 300;
} // namespace

SendCommand::SendCommand(Context& context, SendOptions options)
    : m_context(context),
      m_options(std::move(options)),
      m_dialog(context, {[this] { next(); }, {}, [this] { m_inFlight = false; }, {}}),
      m_again(this),
      m_deadline(this) {
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &SendCommand::send);
    m_deadline.setSingleShot(true);
    const int usual = m_options.lines ? linesSeconds : oneSeconds;
    m_deadline.setInterval((m_options.timeoutSeconds > 0 ? m_options.timeoutSeconds : usual) * 1000);
    connect(&m_deadline, &QTimer::timeout, this,
            [this] { m_context.failWaiting(u"the server did not take the message in time"_qs); });
}

void SendCommand::start() {
    if (!m_options.replyTo.isEmpty()) {
        m_replyTo = MessageId::fromString(m_options.replyTo);
        if (!m_replyTo)
            return m_context.fail(ExitCode::Usage, u"--reply-to wants the id of a message"_qs);
    }
    if (!m_options.clientId.isEmpty() && !isClientId(m_options.clientId))
        return m_context.fail(ExitCode::Usage, u"--client-id wants 22 characters of base64url"_qs);
    if (!m_options.lines)
        m_current = Line{m_options.text, m_options.clientId.isEmpty() ? makeClientId() : m_options.clientId};
    m_context.withAccount([this](const client::Account&) {
        if (m_options.lines)
            m_lines.emplace(m_context.executor, [this] { next(); });
        m_dialog.open(m_deadline.interval(), m_options.lines);
    });
}

void SendCommand::next() {
    if (m_context.isFinished() || m_inFlight || m_again.isActive())
        return;
    if (!m_current && m_lines) {
        QByteArray line;
        if (m_lines->next(&line))
            m_current = Line{QString::fromUtf8(line), makeClientId()};
        else if (m_lines->isAtEnd())
            return m_context.finish(m_worst.value_or(ExitCode::Ok));
        if (!line.isValidUtf8()) {
            m_inFlight = true; // nothing sends it meanwhile
            return m_context.executor.post([self = QPointer(this)] {
                if (self)
                    self->answered(parlor::fail(ErrorCode::BadText));
            });
        }
    }
    if (m_current && m_dialog.isReady())
        send();
}

void SendCommand::send() {
    if (m_inFlight || !m_current || !m_dialog.isReady())
        return;
    const ChannelState* state = m_dialog.channel(m_options.channel);
    if (!state)
        return m_context.fail({ErrorCode::UnknownChannel, {}, 0});
    m_inFlight = true;
    if (!m_deadline.isActive())
        m_deadline.start();
    SendMessage command;
    command.channel = state->channel.id;
    command.clientId = m_current->clientId;
    command.entry.text = m_current->text;
    command.replyTo = m_replyTo;
    const QString clientId = m_current->clientId;
    m_dialog.requests().send(command, [this, clientId](const Result<Answer>& answer) {
        if (!m_current || m_current->clientId != clientId)
            return;
        if (!answer)
            return answered(std::unexpected(answer.error()));
        const auto* committed = std::get_if<Committed>(&*answer);
        answered(committed ? Result<Committed>(*committed) : parlor::fail(ErrorCode::BadFrame));
    });
}

void SendCommand::answered(const Result<Committed>& answer) {
    m_inFlight = false;
    if (!answer && answer.error().code == ErrorCode::NetworkFailed)
        return; // again, with the same client id, when the connection is back
    if (!answer && isTemporary(answer.error().code)) {
        m_context.waitsFor(answer.error());
        (void)m_backoff.next();
        m_again.start(static_cast<int>(std::max(answer.error().retryAfterMs, m_backoff.ceiling() / 2)));
        return;
    }
    m_deadline.stop();
    m_context.goesOn();
    m_backoff.reset();
    m_current.reset();
    if (!m_options.lines) {
        if (!answer)
            return m_context.fail(answer.error());
        printAnswer(*answer);
        return m_context.finish(ExitCode::Ok);
    }
    if (answer) {
        printAnswer(*answer);
    } else {
        // A line that is refused for good does not hold up those behind it, but the end says so.
        m_worst = exitCodeFor(answer.error().code);
        printLine(QJsonObject{{u"error"_qs, QString(wireCode(answer.error().code))}});
        if (*m_worst == ExitCode::NoPermission || *m_worst == ExitCode::Config)
            return m_context.fail(answer.error());
    }
    next();
}

void SendCommand::printAnswer(const Committed& committed) {
    if (m_context.json || m_options.lines)
        printLine(QJsonObject{{u"serial"_qs, qint64(committed.serial.value())},
                              {u"id"_qs, committed.message.toString()},
                              {u"time"_qs, qint64(committed.time)}});
    else
        printLine(u"sent as %1"_qs.arg(committed.serial.value()));
}

} // namespace parlor::cli
