#include "client/cli/librarycommands.h"

#include "client/cli/output.h"
#include "client/core/session/api.h"
#include "shared/protocol/codec.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTimeZone>

#include <cmath>

namespace parlor::cli {

namespace {

constexpr int patienceMs = 60'000;

/// "Rome, Lazio, Italy".
QString townWords(const Locality& locality) {
    QStringList names{locality.name, locality.region, locality.country};
    names.removeAll(QString());
    return names.join(u", "_qs);
}

QString photoLine(const Photo& photo) {
    QString line = u"%1  %2  %3x%4  %5"_qs.arg(photo.id.toString(), photo.name)
                       .arg(photo.facts.width)
                       .arg(photo.facts.height)
                       .arg(QString(nameOf(photo.state)));
    if (photo.favourite)
        line += u"  favourite"_qs;
    if (photo.rating > 0)
        line += u"  "_qs + QString(photo.rating, u'★');
    if (photo.trashed)
        line += u"  in the trash"_qs;
    else if (photo.archived)
        line += u"  archived"_qs;
    if (photo.locality.id.isValid())
        line += u"  in "_qs + townWords(photo.locality);
    if (!photo.caption.isEmpty())
        line += u"  "_qs + photo.caption.simplified();
    return line;
}

/// A town of the library and how many photos are of it.
QString localityLine(const Locality& locality, const QJsonObject& counts) {
    return u"%1  %2  (%3)"_qs.arg(locality.id.toString(), townWords(locality))
        .arg(counts.value(u"photos"_qs).toInteger());
}

/// What its owner learns of the other one of an edited pair.
QString versionWords(const QJsonObject& photo) {
    const QString original = photo.value(u"original_version"_qs).toString();
    const QString edited = photo.value(u"edited_version"_qs).toString();
    return !original.isEmpty() ? u"  edited, original "_qs + original
           : !edited.isEmpty() ? u"  original of "_qs + edited
                               : QString();
}

/// What has no form of its own: "name value" pairs.
QString pairsLine(const QJsonObject& object) {
    QStringList parts;
    for (auto it = object.begin(); it != object.end(); ++it)
        parts.append(
            it.key() + u' '
            + (it->isString()
                   ? it->toString()
                   : QString::fromUtf8(
                         QJsonDocument(QJsonArray{*it}).toJson(QJsonDocument::Compact).chopped(1).mid(1))));
    return parts.join(u"  "_qs);
}

/// Of percents; the whole for an empty text.
std::optional<PhotoCrop> cropFrom(const QString& text) {
    if (text.isEmpty())
        return PhotoCrop();
    constexpr double ofPercent = PhotoCrop::whole / 100.0;
    QList<int> sides;
    for (const QString& part : text.split(u',')) {
        bool ok = false;
        const double side = part.trimmed().toDouble(&ok) * ofPercent;
        if (!ok || !(side >= 0 && side <= PhotoCrop::whole))
            return std::nullopt;
        sides.append(static_cast<int>(std::lround(side)));
    }
    return sides.size() == 4 ? PhotoCrop::from(sides.at(0), sides.at(1), sides.at(2), sides.at(3))
                             : std::nullopt;
}

} // namespace

LibraryCommand::LibraryCommand(Context& context, QList<LibraryCall> calls, int limit)
    : m_context(context), m_calls(std::move(calls)), m_left(limit > 0 ? limit : -1) {}

void LibraryCommand::start() {
    m_context.withAccount([this](const client::Account&) { next(); });
}

void LibraryCommand::next() {
    if (m_calls.isEmpty() || m_left == 0)
        return m_context.finish(ExitCode::Ok);
    send(m_calls.takeFirst(), {});
}

void LibraryCommand::send(const LibraryCall& call, const QString& cursor) {
    QString path = call.path;
    QStringList query;
    if (!call.query.isEmpty())
        query.append(call.query);
    if (!cursor.isEmpty())
        query.append(call.cursor + u'=' + QString::fromLatin1(QUrl::toPercentEncoding(cursor)));
    if (!query.isEmpty())
        path += u'?' + query.join(u'&');
    client::HttpCall http = client::jsonCall(call.method, m_context.api.server(), call.path, call.body);
    http.url = QUrl(path);
    whenDone(m_context.api.send(std::move(http)), &m_context.executor, this,
             [this, call](const Result<client::HttpAnswer>& answer) {
                 if (answer && answer->body.isEmpty())
                     return next();
                 const auto object = client::objectOf(answer);
                 if (!object)
                     return m_context.fail(object.error());
                 print(call, *object);
                 const QString after = object->value(u"next"_qs).toString();
                 if (!call.cursor.isEmpty() && !after.isEmpty() && m_left != 0)
                     return send(call, after);
                 next();
             });
}

void LibraryCommand::print(const LibraryCall& call, const QJsonObject& answer) {
    if (call.list.isEmpty())
        return printOne(answer);
    const QJsonArray lines = answer.value(call.list).toArray();
    for (const QJsonValue& line : lines) {
        if (m_left == 0)
            return;
        printOne(line.toObject());
        if (m_left > 0)
            --m_left;
    }
}

void LibraryCommand::printOne(const QJsonObject& object) {
    const auto photo = object.contains(u"uploaded_at"_qs) ? codec::photoFromJson(object)
                                                          : Result<Photo>(fail(ErrorCode::BadFrame));
    if (m_context.json) {
        QJsonObject line = object;
        const QJsonObject fixed = photo ? toJson(*photo) : QJsonObject();
        for (auto it = fixed.begin(); it != fixed.end(); ++it)
            line.insert(it.key(), it.value()); // these are always there
        printLine(line);
        return;
    }
    if (object.contains(u"title"_qs)) {
        const auto album = codec::albumFromJson(object);
        if (album)
            printLine(u"%1  %2  (%3)%4"_qs.arg(album->id.toString(), album->title)
                          .arg(album->photos)
                          .arg(album->right == AlbumRight::Own ? QString()
                                                               : u"  "_qs + QString(nameOf(album->right))));
        return;
    }
    if (object.contains(u"country"_qs))
        if (const auto locality = codec::localityFromJson(object))
            return static_cast<void>(printLine(localityLine(*locality, object)));
    printLine(photo ? photoLine(*photo) + versionWords(object) : pairsLine(object));
}

AlbumShareCommand::AlbumShareCommand(Context& context, AlbumShareOptions options)
    : m_context(context),
      m_options(std::move(options)),
      m_dialog(context, {[this] { ready(); }, {}, {}, {}}) {}

void AlbumShareCommand::start() {
    if (const auto id = PersonId::fromString(m_options.person))
        return m_context.withAccount(
            [this, id](const client::Account&) { send(u"person"_qs, id->toString()); });
    m_context.withAccount([this](const client::Account&) { m_dialog.open(patienceMs, false); });
}

void AlbumShareCommand::ready() {
    if (!m_options.channel.isEmpty()) {
        const ChannelState* state = m_dialog.channel(m_options.channel);
        if (state == nullptr)
            return m_context.fail({ErrorCode::UnknownChannel, {}, 0});
        return send(u"channel"_qs, state->channel.id.toString());
    }
    const QString name = m_options.person;
    m_dialog.requests().send(
        FindPeople{name, limits::peoplePage}, [this, name](const Result<Answer>& answer) {
            if (!answer && answer.error().code == ErrorCode::NetworkFailed)
                return; // ready() asks again when the connection is back
            const auto* found = answer ? std::get_if<PeopleList>(&*answer) : nullptr;
            if (found == nullptr)
                return m_context.fail(answer ? Error{ErrorCode::BadFrame, {}, 0} : answer.error());
            for (const Person& person : found->people)
                if (person.name.compare(name, Qt::CaseInsensitive) == 0)
                    return send(u"person"_qs, person.id.toString());
            m_context.fail({ErrorCode::UnknownPerson, {}, 0});
        });
}

void AlbumShareCommand::send(const QString& key, const QString& id) {
    const QString path = u"/v1/albums/"_qs + m_options.album + u"/shares"_qs;
    client::HttpCall call;
    if (m_options.end) {
        call = client::jsonCall("DELETE", m_context.api.server(), path);
        call.url = QUrl(path + u'?' + key + u'=' + id);
    } else {
        call = client::jsonCall("POST", m_context.api.server(), path,
                                {{key, id}, {u"contribute"_qs, m_options.contribute}});
    }
    whenDone(m_context.api.send(std::move(call)), &m_context.executor, this,
             [this](const Result<client::HttpAnswer>& answer) {
                 if (!answer)
                     return m_context.fail(answer.error());
                 m_context.finish(ExitCode::Ok);
             });
}

std::optional<QJsonObject> photoEditBody(const PhotoEditOptions& options) {
    QJsonObject body;
    if (options.caption)
        body.insert(u"caption"_qs, *options.caption);
    if (options.rating)
        body.insert(u"rating"_qs, *options.rating);
    if (options.rotation)
        body.insert(u"rotation"_qs, *options.rotation);
    if (options.crop) {
        const auto crop = cropFrom(*options.crop);
        if (!crop) {
            printError(
                u"the crop has to look like 25,10,50,80: left, top, width and height in percent, 1 at least"_qs);
            return std::nullopt;
        }
        body.insert(u"crop"_qs, crop->isWhole() ? QJsonValue(QJsonValue::Null) : codec::toJson(*crop));
    }
    if (options.tags) {
        QJsonArray tags;
        for (const QString& tag : options.tags->split(u',', Qt::SkipEmptyParts))
            tags.append(tag.trimmed());
        body.insert(u"tags"_qs, tags);
    }
    if (options.date) {
        // The clock on the wall there; the offset says where that was.
        const QDateTime local = QDateTime::fromString(*options.date, Qt::ISODate);
        if (!local.isValid()) {
            printError(u"the date has to look like 2024-05-31T20:15:00"_qs);
            return std::nullopt;
        }
        const QDateTime asUtc(local.date(), local.time(), Qt::UTC);
        const int offset = options.offsetMinutes.value_or(0);
        body.insert(u"taken_at"_qs, asUtc.toMSecsSinceEpoch() - offset * 60'000LL);
        body.insert(u"offset_min"_qs, offset);
    } else if (options.offsetMinutes) { // the same moment by the clock of another place
        body.insert(u"offset_min"_qs, *options.offsetMinutes);
    }
    if (options.place) {
        const QStringList parts = options.place->split(u',');
        bool ok = parts.size() == 2;
        const double latitude = parts.value(0).toDouble(ok ? &ok : nullptr);
        bool alsoOk = ok;
        const double longitude = parts.value(1).toDouble(&alsoOk);
        if (!options.place->isEmpty() && !(ok && alsoOk)) {
            printError(u"the place has to look like 48.137,11.575, or be empty"_qs);
            return std::nullopt;
        }
        const bool none = options.place->isEmpty();
        body.insert(u"latitude"_qs, none ? QJsonValue(QJsonValue::Null) : QJsonValue(latitude));
        body.insert(u"longitude"_qs, none ? QJsonValue(QJsonValue::Null) : QJsonValue(longitude));
    }
    return body;
}

} // namespace parlor::cli
