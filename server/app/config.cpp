#include "server/app/config.h"

#include "server/app/listening.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcessEnvironment>

#include <toml++/toml.h>

#include <array>
#include <functional>
#include <sstream>

namespace parlor::server {

namespace {

struct Key {
    QLatin1StringView name;
    std::function<bool(Config&, const QString&)> set; ///< false: not a value for this key
    std::function<QString(const Config&)> toml;
    std::function<Status(const Config&)> examine{}; ///< what is wrong with what was set; empty: nothing
};

QString quoted(const QString& text) {
    QString out = u"\""_qs;
    for (const QChar c : text)
        out += c == u'"' || c == u'\\' ? QString(u'\\') + c : QString(c);
    return out + u'"';
}

Key textKey(const char* name, QString Config::* member) {
    return {QLatin1StringView(name),
            [member](Config& config, const QString& value) {
                config.*member = value;
                return true;
            },
            [member](const Config& config) { return quoted(config.*member); }};
}

Key listKey(const char* name, QStringList Config::* member) {
    return {QLatin1StringView(name),
            [member](Config& config, const QString& value) {
                config.*member = value.split(u',', Qt::SkipEmptyParts);
                for (QString& item : config.*member)
                    item = item.trimmed();
                return true;
            },
            [member](const Config& config) {
                QStringList items;
                for (const QString& item : config.*member)
                    items.append(quoted(item));
                return QString(u'[' + items.join(u", "_qs) + u']');
            }};
}

Key addressesKey(const char* name, QStringList Config::* member) {
    Key key = listKey(name, member);
    key.examine = [member](const Config& config) -> Status {
        for (const QString& address : config.*member)
            TRY(parseListenAddress(address));
        return {};
    };
    return key;
}

Key flagKey(const char* name, bool Config::* member) {
    return {QLatin1StringView(name),
            [member](Config& config, const QString& value) {
                if (value != u"true" && value != u"false")
                    return false;
                config.*member = value == u"true";
                return true;
            },
            [member](const Config& config) { return config.*member ? u"true"_qs : u"false"_qs; }};
}

template<class Number>
Key numberKey(const char* name, Number Config::* member, qint64 low, qint64 high) {
    return {QLatin1StringView(name),
            [=](Config& config, const QString& value) {
                bool ok = false;
                const qint64 number = value.toLongLong(&ok);
                if (!ok || number < low || number > high)
                    return false;
                config.*member = static_cast<Number>(number);
                return true;
            },
            [member](const Config& config) { return QString::number(config.*member); }};
}

const std::vector<Key>& keys() {
    static const std::vector<Key> all{
        textKey("name", &Config::name),
        addressesKey("listen", &Config::listen),
        textKey("public_url", &Config::publicUrl),
        flagKey("behind_proxy", &Config::behindProxy),
        listKey("trusted_proxies", &Config::trustedProxies),
        listKey("origins", &Config::origins),
        numberKey("threads", &Config::threads, 0, 256),
        textKey("tls.certificate", &Config::tlsCertificate),
        textKey("tls.key", &Config::tlsKey),
        textKey("log.format", &Config::logFormat),
        textKey("log.rules", &Config::logRules),
        textKey("storage.key_file", &Config::storageKeyFile),
        listKey("storage.old_key_files", &Config::oldKeyFiles),
        flagKey("storage.reread", &Config::reread),
        numberKey("storage.scrub_rate", &Config::scrubRate, 0, 100'000),
        textKey("storage.cold_dir", &Config::coldDirectory),
        numberKey("storage.cold_after_days", &Config::coldAfterDays, 0, 36'500),
        numberKey("storage.cold_rate", &Config::coldRate, 0, 100'000),
        numberKey("storage.quota", &Config::quota, 0, 1LL << 52),
        numberKey("media.workers", &Config::mediaWorkers, 0, 64),
        textKey("media.worker", &Config::mediaWorkerPath),
        numberKey("media.effort", &Config::viewEffort, 0, 6),
        textKey("auth.capability", &Config::authCapability),
        textKey("auth.anonymous.capability", &Config::anonymousCapability),
        textKey("auth.anonymous.key", &Config::anonymousKey),
        textKey("keys.master_file", &Config::masterKeyFile),
        numberKey("chat.edit_window", &Config::editWindow, 0, 1LL << 40),
        numberKey("chat.delete_window", &Config::deleteWindow, 0, 1LL << 40),
        listKey("webhooks.allow", &Config::hooksAllow),
        textKey("webhooks.certificates", &Config::hooksCertificates),
        flagKey("notices.enabled", &Config::noticesEnabled),
        textKey("notices.webhook", &Config::noticesWebhook),
        flagKey("notices.include_text", &Config::noticesIncludeText),
        numberKey("notices.delay", &Config::noticesDelay, 0, 86'400),
        numberKey("notices.quiet", &Config::noticesQuiet, 0, 604'800),
        textKey("mail.server", &Config::mailServer),
        textKey("mail.security", &Config::mailSecurity),
        textKey("mail.user", &Config::mailUser),
        textKey("mail.password_file", &Config::mailPasswordFile),
        textKey("mail.from", &Config::mailFrom),
        addressesKey("topics.listen", &Config::topicsListen),
        flagKey("topics.open", &Config::topicsOpen),
        textKey("topics.rate", &Config::topicsRate),
    };
    return all;
}

const Key* findKey(const QString& name) {
    for (const Key& key : keys())
        if (name == key.name)
            return &key;
    return nullptr;
}

Status apply(Config& config, const QString& name, const QString& value, const QString& where) {
    const Key* key = findKey(name);
    if (!key)
        return fail(ErrorCode::BadRequest, u"%1: there is no setting named %2"_qs.arg(where, name));
    if (!key->set(config, value))
        return fail(ErrorCode::BadRequest, u"%1: %2 can not be \"%3\""_qs.arg(where, name, value));
    if (!key->examine)
        return {};
    if (const auto good = key->examine(config); !good)
        return fail(good.error().code, u"%1: %2: %3"_qs.arg(where, name, good.error().detail));
    return {};
}

std::optional<QString> textOf(const toml::node& node) {
    if (const auto* text = node.as_string())
        return QString::fromStdString(text->get());
    if (const auto* number = node.as_integer())
        return QString::number(number->get());
    if (const auto* flag = node.as_boolean())
        return flag->get() ? u"true"_qs : u"false"_qs;
    const auto* array = node.as_array();
    if (!array)
        return std::nullopt;
    QStringList items;
    for (const toml::node& item : *array) {
        const auto* text = item.as_string();
        if (!text)
            return std::nullopt;
        items.append(QString::fromStdString(text->get()));
    }
    return items.join(u',');
}

/// A capability may be written as a table, too.
std::optional<QString> jsonOf(const toml::table& table) {
    std::ostringstream json;
    json << toml::json_formatter{table};
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(json.str()));
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

Status applyTable(Config& config, const toml::table& table, const QString& prefix, const QString& file) {
    for (const auto& [name, node] : table) {
        const QString key = prefix + QString::fromStdString(std::string(name.str()));
        const auto* inner = node.as_table();
        const bool isCapability = inner && key.endsWith(u".capability") && findKey(key);
        if (inner && !isCapability) {
            TRY(applyTable(config, *inner, key + u'.', file));
            continue;
        }
        const QString where = u"%1, line %2"_qs.arg(file).arg(node.source().begin.line);
        const auto text = isCapability ? jsonOf(*inner) : textOf(node);
        if (!text)
            return fail(ErrorCode::BadRequest, u"%1: %2 has a value of the wrong kind"_qs.arg(where, key));
        TRY(apply(config, key, *text, where));
    }
    return {};
}

Status applyFile(Config& config, const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::BadRequest, u"%1: %2"_qs.arg(path, file.errorString()));
    try {
        const toml::table table = toml::parse(file.readAll().toStdString());
        return applyTable(config, table, {}, path);
    } catch (const toml::parse_error& error) {
        return fail(ErrorCode::BadRequest,
                    u"%1, line %2: %3"_qs.arg(path)
                        .arg(error.source().begin.line)
                        .arg(QString::fromStdString(std::string(error.description()))));
    }
}

Status check(const Config& config) {
    if (config.tlsCertificate.isEmpty() != config.tlsKey.isEmpty())
        return fail(ErrorCode::BadRequest, u"tls.certificate and tls.key go together"_qs);
    if (config.logFormat != u"logfmt" && config.logFormat != u"json")
        return fail(ErrorCode::BadRequest, u"log.format is logfmt or json"_qs);
    if (config.topicsRate != u"person" && config.topicsRate != u"bulk")
        return fail(ErrorCode::BadRequest, u"topics.rate is person or bulk"_qs);
    if (config.listen.isEmpty())
        return fail(ErrorCode::BadRequest, u"listen names no address"_qs);
    if (config.topicsOpen && config.topicsListen.isEmpty())
        return fail(ErrorCode::BadRequest, u"topics.open needs topics.listen"_qs);
    if (!QStringList{u"starttls"_qs, u"tls"_qs, u"none"_qs}.contains(config.mailSecurity))
        return fail(ErrorCode::BadRequest, u"mail.security is starttls, tls or none"_qs);
    if (!config.mailServer.isEmpty() && config.mailFrom.isEmpty())
        return fail(ErrorCode::BadRequest, u"mail.server needs mail.from"_qs);
    if (!config.coldDirectory.isEmpty() && !QDir::isAbsolutePath(config.coldDirectory))
        return fail(ErrorCode::BadRequest, u"storage.cold_dir is an absolute path"_qs);
    for (const auto& [name, text] : {std::pair(u"auth.capability"_qs, config.authCapability),
                                     std::pair(u"auth.anonymous.capability"_qs, config.anonymousCapability)})
        if (const auto capability = Capability::parse(text.toUtf8()); !text.isEmpty() && !capability)
            return fail(ErrorCode::BadRequest,
                        u"%1 is no capability: %2"_qs.arg(name, capability.error().detail));
    if (config.anonymousCapability.isEmpty() && !config.anonymousKey.isEmpty())
        return fail(ErrorCode::BadRequest, u"auth.anonymous.key needs auth.anonymous.capability"_qs);
    return {};
}

} // namespace

AuthGrants grantsOf(const Config& config) {
    AuthGrants grants;
    if (!config.authCapability.isEmpty())
        grants.people = Capability::parse(config.authCapability.toUtf8()).value_or(Capability());
    grants.anonymousKey = config.anonymousKey;
    grants.anonymous = Capability::parse(config.anonymousCapability.toUtf8()).value_or(Capability());
    return grants;
}

Settings configEnvironment() {
    Settings settings;
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const Key& key : keys()) {
        const QString variable = u"PARLOR_"_qs + QString(key.name).toUpper().replace(u'.', u'_');
        if (environment.contains(variable))
            settings.insert(QString(key.name), environment.value(variable));
    }
    return settings;
}

Result<Config> loadConfig(const QString& file, const Settings& environment, const Settings& flags) {
    Config config;
    if (!file.isEmpty())
        TRY(applyFile(config, file));
    for (auto it = environment.begin(); it != environment.end(); ++it)
        TRY(apply(config, it.key(), it.value(), u"environment"_qs));
    for (auto it = flags.begin(); it != flags.end(); ++it)
        TRY(apply(config, it.key(), it.value(), u"command line"_qs));
    TRY(check(config));
    return config;
}

QString toToml(const Config& config) {
    QString top;
    QString tables;
    QString current;
    for (const Key& key : keys()) {
        const QString name(key.name);
        const qsizetype dot = name.indexOf(u'.');
        if (dot < 0) {
            top += name + u" = "_qs + key.toml(config) + u'\n';
            continue;
        }
        if (name.left(dot) != current) {
            current = name.left(dot);
            tables += u"\n["_qs + current + u"]\n"_qs;
        }
        tables += name.mid(dot + 1) + u" = "_qs + key.toml(config) + u'\n';
    }
    return top + tables;
}

} // namespace parlor::server
