#pragma once

#include "server/domain/sessions/tokendesk.h"
#include "shared/core/logging.h"
#include "shared/core/result.h"

#include <QHash>
#include <QString>
#include <QStringList>

namespace parlor::server {

/// What an operator may decide. Sources, each over the one before: built-in values, the TOML file, the
/// environment
/// (`PARLOR_` and the key in capitals with `_` for `.`), flags. An unknown key or a bad value is an error
/// that names its line.
struct Config {
    QString name; ///< `name`: the server's, for people; empty: the machine's host name
    QStringList listen{QStringLiteral(
        "127.0.0.1:7420")};   ///< `listen`: ADDRESS:PORT, IPv6 in brackets; http:// for plain loopback
    QString publicUrl;        ///< `public_url`: where people reach it, for invite links
    bool behindProxy = false; ///< `behind_proxy`: a proxy in front encrypts, so no certificate of our own
    QStringList trustedProxies{QStringLiteral("127.0.0.1/32"),
                               QStringLiteral("::1/128")}; ///< `trusted_proxies`: CIDRs
    QStringList origins;    ///< `origins`: web pages that may open sockets and ask for tokens
    int threads = 0;        ///< `threads`: for sockets; 0: one a core
    QString tlsCertificate; ///< `tls.certificate`: PEM file
    QString tlsKey;         ///< `tls.key`: PEM file
    QString logFormat = QStringLiteral("logfmt"); ///< `log.format`: logfmt or json
    QString logRules;                             ///< `log.rules`: Qt's logging rules, ';' between them
    QString storageKeyFile; ///< `storage.key_file`: 32 bytes, outside the data directory: seals stored files
    QStringList
        oldKeyFiles;       ///< `storage.old_key_files`: open what they sealed until `parlord rotate` is done
    bool reread = false;   ///< `storage.reread`: a file is read back from the disk before it counts as stored
    qint64 scrubRate = 20; ///< `storage.scrub_rate`: MB a second read back at night; 0 turns it off
    QString coldDirectory; ///< `storage.cold_dir`: for originals that nobody opens; empty: there is none
    int coldAfterDays = 365;  ///< `storage.cold_after_days`: without being opened; 0: only when asked to
    qint64 coldRate = 20;     ///< `storage.cold_rate`: MB a second moved; 0: as fast as the disks
    qint64 quota = 0;         ///< `storage.quota`: bytes a person; 0: the default of 10 GiB
    int mediaWorkers = 0;     ///< `media.workers`: 0: one a core
    QString mediaWorkerPath;  ///< `media.worker`: program; empty: beside parlord
    int viewEffort = 4;       ///< `media.effort`: 0 (fast) … 6 (small) for the view
    QStringList topicsListen; ///< `topics.listen`: ADDRESS:PORT of the topic socket; empty: there is none
    bool topicsOpen = false;  ///< `topics.open`: without a token anybody may publish and subscribe
    QString topicsRate = QStringLiteral("bulk"); ///< `topics.rate`: person or bulk, for those without a token
    QString authCapability; ///< `auth.capability`: JSON, the most GET /auth gives people; empty: all they may
    QString anonymousCapability; ///< `auth.anonymous.capability`: JSON, what GET /auth gives anybody; empty:
                                 ///< nothing
    QString anonymousKey;    ///< `auth.anonymous.key`: the API key that such tokens act for; empty: our own
    qint64 editWindow = 0;   ///< `chat.edit_window`: seconds that people may edit what they said; 0: for ever
    qint64 deleteWindow = 0; ///< `chat.delete_window`: the same for taking it back
    QStringList hooksAllow;  ///< `webhooks.allow`: networks beside the internet that they may reach
    QString hooksCertificates;   ///< `webhooks.certificates`: PEM file of authorities; empty: the system's
    bool noticesEnabled = false; ///< `notices.enabled`: tell people who are away; off by default
    QString noticesWebhook;      ///< `notices.webhook`: an address that gets each away notice
    bool noticesIncludeText = false; ///< `notices.include_text`: what was said goes along
    int noticesDelay = 60;           ///< `notices.delay`: seconds from the first message to the notice
    int noticesQuiet = 900;          ///< `notices.quiet`: seconds between two notices of one person
    QString mailServer;              ///< `mail.server`: HOST or HOST:PORT; empty: no mail
    QString mailSecurity = QStringLiteral("starttls"); ///< `mail.security`: starttls, tls or none
    QString mailUser;                                  ///< `mail.user`
    QString mailPasswordFile;                          ///< `mail.password_file`: the password on one line
    QString mailFrom;                                  ///< `mail.from`: the sender's address
    QString masterKeyFile; ///< `keys.master_file`: API keys' master; empty: DATA/master.key
};

/// One setting that a flag, the environment or the file may give.
using Settings = QHash<QString, QString>;

/// What GET /auth gives, of a configuration that loadConfig() found well.
AuthGrants grantsOf(const Config& config);

/// Reads the file (may be empty: none), then the environment, then `flags` (dotted key → text). BadRequest
/// with a sentence for people in `detail` on any fault.
Result<Config> loadConfig(const QString& file, const Settings& environment, const Settings& flags);

/// The `PARLOR_…` variables of this process as dotted keys.
Settings configEnvironment();

/// The configuration as TOML with every key, secrets left out.
QString toToml(const Config& config);

} // namespace parlor::server
