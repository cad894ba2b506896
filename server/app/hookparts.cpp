#include "server/app/hookparts.h"

#include <QFile>

namespace parlor::server {

namespace {

constexpr std::int64_t secondMs = 1'000;
constexpr int flushSeconds = 10;

NoticePolicy policyOf(const Config& config, const Foundation& foundation, const ModerationParts& moderation) {
    return {.enabled = config.noticesEnabled,
            .webhook = config.noticesWebhook,
            .secret = moderation.secretOf(u"away notices"_qs),
            .includeText = config.noticesIncludeText,
            .delayMs = config.noticesDelay * secondMs,
            .quietMs = config.noticesQuiet * secondMs,
            .serverName = foundation.identity().name,
            .link = config.publicUrl};
}

Result<QString> passwordIn(const QString& path) {
    if (path.isEmpty())
        return QString();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FileFailed, u"%1: %2"_qs.arg(path, file.errorString()));
    return QString::fromUtf8(file.readLine()).trimmed();
}

} // namespace

Result<AddressGuard> hookGuardOf(const Config& config) {
    const auto guard = AddressGuard::make(config.hooksAllow);
    if (!guard)
        return fail(ErrorCode::BadRequest, u"webhooks.allow: "_qs + guard.error().detail);
    return *guard;
}

Result<OutgoingConfig> outgoingConfigOf(const Config& config, const AddressGuard& guard) {
    OutgoingConfig outgoing;
    outgoing.guard = guard;
    outgoing.certificates = config.hooksCertificates;
    outgoing.mailUser = config.mailUser;
    outgoing.mailFrom = config.mailFrom;
    outgoing.mailSecurity = config.mailSecurity == u"tls"    ? MailSecurity::Tls
                            : config.mailSecurity == u"none" ? MailSecurity::None
                                                             : MailSecurity::StartTls;
    constexpr int submission = 587, submissions = 465;
    const qsizetype colon = config.mailServer.lastIndexOf(u':');
    bool ok = colon < 0;
    outgoing.mailHost = config.mailServer.left(colon < 0 ? config.mailServer.size() : colon);
    outgoing.mailPort = ok ? (outgoing.mailSecurity == MailSecurity::Tls ? submissions : submission)
                           : config.mailServer.mid(colon + 1).toInt(&ok);
    if (!ok)
        return fail(ErrorCode::BadRequest, u"mail.server is HOST or HOST:PORT"_qs);
    TRY_ASSIGN(outgoing.mailPassword, passwordIn(config.mailPasswordFile));
    return outgoing;
}

HookParts::HookParts(Foundation& f, ChatParts& chat, ModerationParts& moderation, OutgoingConfig outgoing,
                     const Config& config)
    : m_foundation(f),
      m_chat(chat),
      m_moderation(moderation),
      m_client(std::move(outgoing)),
      m_sender(
          moderation.webhookRows(), f.store().messages(), f.store().channels(), chat.people(), m_client,
          [&moderation](WebhookId id) { return moderation.secretOf(u"webhook "_qs + id.toString()); },
          f.executor(), f.clock()),
      m_staff(f.store().accounts(), f.store().personStreams(), f.executor()),
      m_notices(moderation.notices(), f.store().channels(), f.store().messages(), chat.people(), chat.live(),
                m_client, m_client, policyOf(config, f, moderation), f.executor(), f.clock()) {
    chat.messages().setFilter(&moderation.filter());
    moderation.webhooks().setServing(&chat.messages(), &m_sender);
    const auto onReport = [this](const Report& report) {
        m_staff.tell(Role::Moderator, {u"report"_qs, report.channel, report.reason});
    };
    moderation.filter().setOnReport(onReport);
    moderation.reports().setOnReport(onReport);
    m_sender.setOnDisabled([this](const Webhook& webhook) {
        m_staff.tell(Role::Admin,
                     {u"webhook_disabled"_qs, webhook.channel, webhook.name + u": "_qs + webhook.lastError});
    });
    m_second.setInterval(static_cast<int>(secondMs));
    QObject::connect(&m_second, &QTimer::timeout, &m_sender, [this] {
        m_sender.tick();
        m_notices.tick();
        if (++m_seconds % flushSeconds == 0)
            (void)m_moderation.filter().flush();
    });
}

HookParts::~HookParts() {
    m_chat.messages().setFilter(nullptr);
    m_moderation.webhooks().setServing(nullptr, nullptr);
    (void)m_moderation.filter().flush(); // queued before the store closes
}

Status HookParts::start() {
    TRY(m_foundation.wait(m_sender.load()));
    TRY(m_foundation.wait(m_notices.load()));
    m_second.start();
    return {};
}

void HookParts::committed(const CommittedItem& item) {
    m_sender.committed(item);
    m_notices.committed(item);
}

} // namespace parlor::server
