#include "client/cli/sharecommands.h"

#include "client/cli/albumfinder.h"
#include "client/cli/output.h"
#include "client/cli/validators.h"
#include "client/core/session/api.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>

#include <cstdio>

namespace parlor::cli {

namespace {

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

/// What was said; the strings are filled by the parser.
struct Said {
    std::string id, album, mode = "view", title, passwordFile;
    std::vector<std::string> photos;
    double days = 0;
    int files = 0, devices = 0;
    double gigabytes = 0;
    bool location = false, never = false, noPassword = false, anyDevice = false, forgetDevices = false;
};

/// The first line of a file, or of standard input; nullopt when it can't be read.
std::optional<QString> passwordFrom(const std::string& path) {
    QFile file;
    const bool opened = path == "-" ? file.open(stdin, QIODevice::ReadOnly)
                                    : (file.setFileName(text(path)), file.open(QIODevice::ReadOnly));
    if (!opened) {
        printError(u"the password can not be read"_qs);
        return std::nullopt;
    }
    const QByteArray line = file.readLine();
    if (!line.isValidUtf8()) {
        printError(u"the password is not UTF-8"_qs);
        return std::nullopt;
    }
    return QString::fromUtf8(line).remove(u'\n').remove(u'\r');
}

qint64 inDays(double days) {
    constexpr double dayMs = 86'400'000;
    return QDateTime::currentMSecsSinceEpoch() + static_cast<qint64>(days * dayMs);
}

/// Of both create and edit; nullopt with a reason on standard error.
std::optional<QJsonObject> bodyOf(const Said& said, const CLI::App& command) {
    QJsonObject body;
    const auto given = [&command](const char* option) { return command.count(option) > 0; };
    if (given("--mode"))
        body.insert(u"mode"_qs, text(said.mode));
    if (given("--title"))
        body.insert(u"title"_qs, text(said.title));
    if (said.location)
        body.insert(u"location"_qs, true);
    if (said.days > 0)
        body.insert(u"expires_at"_qs, inDays(said.days));
    if (said.files > 0)
        body.insert(u"files"_qs, said.files);
    if (said.devices > 0)
        body.insert(u"devices"_qs, said.devices);
    if (said.gigabytes > 0)
        body.insert(u"bytes"_qs, static_cast<qint64>(said.gigabytes * 1'000'000'000));
    if (!said.passwordFile.empty()) {
        const auto password = passwordFrom(said.passwordFile);
        if (!password)
            return std::nullopt;
        body.insert(u"password"_qs, *password);
    }
    return body;
}

void addFields(CLI::App* command, Said& said) {
    command->add_option("--mode", said.mode, "What guests may do: look, download originals, or put photos in")
        ->check(CLI::IsMember({"view", "download", "upload"}));
    command->add_option("--title", said.title, "Instead of the album's");
    command->add_option("--password-file", said.passwordFile,
                        "A file with its password, - for standard input");
    command->add_option("--days", said.days, "It ends after so many days")->check(aboveZero());
    command->add_flag("--location", said.location,
                      "Downloads keep where they were taken and the numbers of camera and lens");
    command->add_option("--devices", said.devices, "It opens on so many devices, and on no others")
        ->check(aboveZero());
    command->add_option("--files", said.files, "So many files guests may put in")->check(aboveZero());
    command->add_option("--gigabytes", said.gigabytes, "So much guests may put in")->check(aboveZero());
}

std::unique_ptr<Command> requestOf(Context& context, const QByteArray& method, const QString& path,
                                   const std::optional<QJsonObject>& body) {
    if (!body)
        context.finish(ExitCode::Usage);
    return std::make_unique<ShareCommand>(context, method, path, body.value_or(QJsonObject()));
}

} // namespace

ShareCommand::ShareCommand(Context& context, QByteArray method, QString path, QJsonObject body)
    : m_context(context), m_method(std::move(method)), m_path(std::move(path)), m_body(std::move(body)) {}

void ShareCommand::start() {
    m_context.withAccount([this](const client::Account&) {
        const QString album = m_body.value(u"album"_qs).toString();
        if (album.isEmpty())
            return send({});
        findAlbum(m_context, this, album, [this](const QString& id) {
            m_body.insert(u"album"_qs, id);
            send({});
        });
    });
}

void ShareCommand::send(const QString& before) {
    client::HttpCall call = client::jsonCall(m_method, m_context.api.server(), m_path, m_body);
    call.url = QUrl(before.isEmpty() ? m_path : m_path + u"?before="_qs + before);
    whenDone(m_context.api.send(std::move(call)), &m_context.executor, this,
             [this](const Result<client::HttpAnswer>& answer) {
                 if (answer && answer->body.isEmpty())
                     return m_context.finish(ExitCode::Ok);
                 const auto object = client::objectOf(answer);
                 if (!object)
                     return m_context.fail(object.error());
                 if (!object->contains(u"shares"_qs)) {
                     print(*object);
                     return m_context.finish(ExitCode::Ok);
                 }
                 const QJsonArray shares = object->value(u"shares"_qs).toArray();
                 for (const QJsonValue& share : shares)
                     print(share.toObject());
                 const QString next = object->value(u"next"_qs).toString();
                 if (!next.isEmpty())
                     return send(next);
                 m_context.finish(ExitCode::Ok);
             });
}

void ShareCommand::print(const QJsonObject& share) {
    if (m_context.json) {
        printLine(share);
        return;
    }
    if (share.contains(u"link"_qs)) // it is told this once
        printLine(share.value(u"link"_qs).toString());
    const QJsonValue end = share.value(u"expires_at"_qs);
    QString line = u"%1  %2  %3  %4 views"_qs
                       .arg(share.value(u"id"_qs).toString(), share.value(u"mode"_qs).toString(),
                            share.value(u"title"_qs).toString())
                       .arg(share.value(u"views"_qs).toInteger());
    if (share.value(u"password"_qs).toBool())
        line += u"  with a password"_qs;
    if (share.contains(u"devices"_qs))
        line += u"  %1 of %2 devices"_qs.arg(share.value(u"devices_used"_qs).toInt())
                    .arg(share.value(u"devices"_qs).toInt());
    if (!share.value(u"revoked_at"_qs).isNull())
        line += u"  revoked"_qs;
    else if (!end.isNull())
        line += (end.toInteger() <= QDateTime::currentMSecsSinceEpoch() ? u"  ended "_qs : u"  until "_qs)
                + QDateTime::fromMSecsSinceEpoch(end.toInteger()).toString(Qt::ISODate);
    printLine(line);
}

void addShareCommands(CLI::App& app, bool& json, MakeCommand& chosen) {
    const auto said = std::make_shared<Said>();
    CLI::App* shares = app.add_subcommand("shares", "Public links to an album or some photos");
    shares->require_subcommand(1);
    shares->fallthrough();
    const auto add = [&](const char* name, const char* about, auto make) {
        CLI::App* command = shares->add_subcommand(name, about);
        command->fallthrough();
        command->add_flag("--json", json, "One JSON object a line");
        command->callback([&chosen, command, make, said] {
            chosen = [command, make, said](Context& context) { return make(context, *said, *command); };
        });
        return command;
    };
    const QString all = QStringLiteral("/v1/shares");
    const auto pathOf = [all](const Said& s) { return all + u'/' + text(s.id); };
    auto* create = add("create", "Make a link; it is shown this once",
                       [all](Context& context, const Said& s, const CLI::App& c) {
                           auto body = bodyOf(s, c);
                           QJsonArray photos;
                           for (const std::string& id : s.photos)
                               photos.append(text(id));
                           if (body && !s.album.empty())
                               body->insert(u"album"_qs, text(s.album));
                           else if (body)
                               body->insert(u"photos"_qs, photos);
                           return requestOf(context, "POST", all, body);
                       });
    auto* album = create->add_option("--album", said->album, "Id or title of an album, or");
    create->add_option("PHOTO", said->photos, "Ids of photos")->excludes(album);
    addFields(create, *said);
    add("list", "Your links, newest first", [all](Context& context, const Said&, const CLI::App&) {
        return std::make_unique<ShareCommand>(context, "GET", all);
    });
    auto* edit = add("edit", "Change one", [pathOf](Context& context, const Said& s, const CLI::App& c) {
        auto body = bodyOf(s, c);
        if (body && s.never)
            body->insert(u"expires_at"_qs, QJsonValue());
        if (body && s.noPassword)
            body->insert(u"password"_qs, QString());
        if (body && s.anyDevice)
            body->insert(u"devices"_qs, QJsonValue());
        if (body && s.forgetDevices)
            body->insert(u"forget_devices"_qs, true);
        return requestOf(context, "PATCH", pathOf(s), body);
    });
    edit->add_option("ID", said->id)->required();
    addFields(edit, *said);
    edit->add_flag("--never-ends", said->never)->excludes("--days");
    edit->add_flag("--no-password", said->noPassword)->excludes("--password-file");
    edit->add_flag("--any-device", said->anyDevice, "Any number of devices")->excludes("--devices");
    edit->add_flag("--forget-devices", said->forgetDevices, "Count from the beginning; nobody stays in");
    add("revoke", "End one at once",
        [pathOf](Context& context, const Said& s, const CLI::App&) {
            return std::make_unique<ShareCommand>(context, "DELETE", pathOf(s));
        })
        ->add_option("ID", said->id)
        ->required();
}

} // namespace parlor::cli
