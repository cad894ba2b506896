#include "client/cli/zipcommand.h"

#include "client/cli/albumfinder.h"
#include "client/cli/output.h"
#include "client/core/session/api.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QSaveFile>
#include <QTimer>

namespace parlor::cli {

namespace {

constexpr int mostFailures = 8;
constexpr int pauseMs = 500;
constexpr int silenceMs = 60'000;

} // namespace

ZipCommand::ZipCommand(Context& context, ZipOptions options)
    : m_context(context), m_options(std::move(options)) {}

void ZipCommand::start() {
    QJsonArray photos;
    for (const QString& id : m_options.photos) {
        if (!PhotoId::fromString(id))
            return m_context.fail(ExitCode::Usage, id + u" is not the id of a photo"_qs);
        photos.append(id);
    }
    m_context.withAccount([this, photos](const client::Account&) {
        if (m_options.album.isEmpty())
            ask({{u"photos"_qs, photos}});
        else
            findAlbum(m_context, this, m_options.album,
                      [this](const QString& id) { ask({{u"album"_qs, id}}); });
    });
}

void ZipCommand::ask(const QJsonObject& wanted) {
    m_wanted = wanted;
    whenDone(m_context.api.json("POST", u"/v1/archives"_qs, wanted), &m_context.executor, this,
             [this](const Result<client::HttpAnswer>& answer) {
                 const auto archive = client::objectOf(answer);
                 if (!archive)
                     return m_context.fail(archive.error());
                 made(*archive);
             });
}

void ZipCommand::made(const QJsonObject& archive) {
    m_archive = archive;
    const QByteArray etag = archive.value(u"etag").toString().toLatin1();
    QFile kept(note());
    const bool same = kept.open(QIODevice::ReadOnly) && kept.readAll() == etag;
    kept.close();
    if (!same) {
        QFile::remove(part());
        QSaveFile fresh(note());
        if (!fresh.open(QIODevice::WriteOnly) || fresh.write(etag) != etag.size() || !fresh.commit())
            return m_context.fail(ExitCode::CannotCreate, u"the file can not be written"_qs);
    }
    fetch();
}

void ZipCommand::fetch() {
    const qint64 have = QFileInfo(part()).size();
    if (have == m_archive.value(u"size").toInteger())
        return finish();
    client::HttpCall call;
    call.url = QUrl(m_archive.value(u"url").toString());
    call.continueIn = part();
    call.silenceMs = silenceMs;
    if (have > 0) {
        call.headers.emplaceBack("Range", "bytes=" + QByteArray::number(have) + '-');
        call.headers.emplaceBack("If-Range", m_archive.value(u"etag").toString().toLatin1());
    }
    whenDone(m_context.api.send(std::move(call)), &m_context.executor, this,
             [this, have](const Result<client::HttpAnswer>& answer) {
                 if (QFileInfo(part()).size() > have) {
                     m_failures = 0;
                     m_askedAgain = false;
                 }
                 fetched(answer);
             });
}

void ZipCommand::fetched(const Result<client::HttpAnswer>& answer) {
    if (answer)
        return fetch(); // all of it, or the connection ended early
    const ErrorCode code = answer.error().code;
    if (code == ErrorCode::FileFailed)
        return m_context.fail(ExitCode::CannotCreate, u"the file can not be written"_qs);
    if ((code == ErrorCode::Gone || code == ErrorCode::NotFound) && !m_askedAgain) {
        m_askedAgain = true;
        return ask(m_wanted); // a day is over, or a photo was edited: what came stays if it is the same zip
    }
    if (code == ErrorCode::BadRange) { // more than there is: not ours
        QFile::remove(part());
        QFile::remove(note());
    }
    if (!isTemporary(code) || ++m_failures >= mostFailures)
        return m_context.fail(answer.error());
    const auto wait = std::max<std::int64_t>(answer.error().retryAfterMs, qint64(pauseMs) << m_failures);
    QTimer::singleShot(static_cast<int>(wait), this, &ZipCommand::fetch);
}

void ZipCommand::finish() {
    QFile::remove(m_options.file);
    if (!QFile::rename(part(), m_options.file))
        return m_context.fail(ExitCode::CannotCreate, u"the file can not be written"_qs);
    QFile::remove(note());
    if (m_context.json)
        printLine(QJsonObject{{u"file"_qs, m_options.file},
                              {u"etag"_qs, m_archive.value(u"etag")},
                              {u"files"_qs, m_archive.value(u"files")},
                              {u"left_out"_qs, m_archive.value(u"left_out")},
                              {u"size"_qs, m_archive.value(u"size")}});
    m_context.finish(ExitCode::Ok);
}

} // namespace parlor::cli
