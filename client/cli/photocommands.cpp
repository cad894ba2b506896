#include "client/cli/photocommands.h"

#include "client/cli/output.h"
#include "client/cli/uploadfiles.h"
#include "shared/protocol/codec.h"

namespace parlor::cli {

using client::Transfer;
using client::TransferId;
using client::TransferState;

namespace {

constexpr int stalledMs = 120'000;
constexpr int patienceMs = 60'000;

bool isAboutUs(ErrorCode code) {
    const ExitCode exit = exitCodeFor(code);
    return exit == ExitCode::NoPermission || exit == ExitCode::Config;
}

} // namespace

UploadCommand::UploadCommand(Context& context, UploadOptions options)
    : m_context(context),
      m_options(std::move(options)),
      m_cache(m_cacheThread, context.profile + u"/client.sqlite"_qs),
      m_uploader(context.api, m_cache, m_hasher, context.executor, context.clock,
                 {[this](const Transfer& transfer) { changed(transfer); }, [](TransferId) {},
                  [this](const Transfer& transfer) { finished(transfer); }}),
      m_dialog(context, {[this] { post(); }, {}, [this] { m_posting = false; }, {}}),
      m_stalled(this) {
    m_stalled.setSingleShot(true);
    m_stalled.setInterval(m_options.timeoutSeconds > 0 ? m_options.timeoutSeconds * 1'000 : stalledMs);
    connect(&m_stalled, &QTimer::timeout, this,
            [this] { m_context.failWaiting(u"the server takes nothing any more"_qs); });
}

void UploadCommand::start() {
    m_stalled.start();
    m_context.withAccount([this](const client::Account& account) {
        const QString owner = account.person.id.toString() + u'@' + account.server.url.authority();
        whenDone(m_cache.ask([owner](client::CacheDatabase& database) { return database.begin(owner); }),
                 &m_context.executor, this,
                 [this, server = account.server](const Result<client::CachedStart>& begun) {
                     if (!begun)
                         return m_context.fail(begun.error());
                     // Queues of runs that were killed: what they had sent is found again by its content.
                     for (const Transfer& old : begun->transfers)
                         m_cache.tell([id = old.id](client::CacheDatabase& database) {
                             return database.outgoing.removeTransfer(id);
                         });
                     askLimits(server);
                 });
    });
}

void UploadCommand::askLimits(const client::ServerAddress& server) {
    whenDone(m_context.session.lookUp(server), &m_context.executor, this,
             [this](const Result<client::ServerInfo>& info) {
                 // A server that can't be asked now takes nothing now, either: the uploader waits for it.
                 if (info && info->unknownPin.isEmpty())
                     m_limits = info->limits;
                 m_uploader.setLimits(m_limits);
                 begin();
             });
}

void UploadCommand::begin() {
    const UploadFiles found = uploadFilesOf(m_options.paths);
    // A message shows only photos that are ready.
    const auto finish = m_options.wait || !m_options.channel.isEmpty() ? client::Uploader::Finish::Processed
                                                                       : client::Uploader::Finish::Stored;
    m_stalled.start();
    for (const QString& path : found.unreadable) {
        m_worst = exitCodeFor(ErrorCode::FileFailed);
        report(path, u"refused"_qs, {}, ErrorCode::FileFailed);
    }
    for (const QString& path : found.files) {
        const TransferId id = m_uploader.add(path, {}, finish);
        m_paths.insert(id, path);
        m_order.append(id);
    }
    if (found.files.isEmpty())
        end();
}

/// A try that ends where the one before did is no progress.
void UploadCommand::changed(const Transfer& transfer) {
    if (transfer.state == TransferState::Waiting)
        return m_context.waitsFor({transfer.reason.value_or(ErrorCode::NetworkFailed), {}, 0});
    std::int64_t& sent = m_sent[transfer.id];
    const bool moved = transfer.state == TransferState::Uploading && transfer.sent > sent;
    if (!moved && transfer.state != TransferState::Hashing && transfer.state != TransferState::Processing)
        return;
    sent = transfer.sent;
    m_context.goesOn();
    m_stalled.start();
}

void UploadCommand::finished(const Transfer& transfer) {
    m_sent.remove(transfer.id);
    const QString path = m_paths.take(transfer.id);
    const bool done = transfer.state == TransferState::Done;
    const ErrorCode reason = transfer.reason.value_or(ErrorCode::Internal);
    if (done) {
        m_photos.insert(transfer.id, transfer.photo);
    } else {
        m_worst = exitCodeFor(reason);
        m_cache.tell([id = transfer.id](client::CacheDatabase& database) {
            return database.outgoing.removeTransfer(id);
        });
    }
    const QString result = !done ? u"refused"_qs : transfer.had ? u"had"_qs : u"uploaded"_qs;
    report(path, result, transfer.photo, transfer.reason);
    if (!done && isAboutUs(reason))
        return m_context.fail({reason, {}, 0});
    if (m_paths.isEmpty())
        end();
}

void UploadCommand::report(const QString& path, const QString& result, PhotoId id,
                           std::optional<ErrorCode> reason) {
    if (m_context.json)
        printLine(QJsonObject{{u"path"_qs, path},
                              {u"result"_qs, result},
                              {u"id"_qs, id.isValid() ? id.toString() : QString()},
                              {u"reason"_qs, reason ? QString(wireCode(*reason)) : QString()}});
    else
        printLine(path + u": "_qs + result + (reason ? u" - "_qs + textFor(*reason) : QString()));
}

void UploadCommand::end() {
    m_stalled.stop();
    for (const TransferId id : std::as_const(m_order))
        if (m_photos.contains(id) && !m_toPost.contains(m_photos.value(id)))
            m_toPost.append(m_photos.value(id));
    if (m_options.channel.isEmpty() || m_toPost.isEmpty())
        return m_context.finish(m_worst.value_or(ExitCode::Ok));
    m_dialog.open(patienceMs, false);
}

void UploadCommand::post() {
    if (m_posting || m_context.isFinished())
        return;
    if (m_toPost.isEmpty())
        return m_context.finish(m_worst.value_or(ExitCode::Ok));
    const ChannelState* state = m_dialog.channel(m_options.channel);
    if (!state)
        return m_context.fail({ErrorCode::UnknownChannel, {}, 0});
    if (m_clientId.isEmpty())
        m_clientId = makeClientId();
    SendMessage command;
    command.channel = state->channel.id;
    command.clientId = m_clientId;
    command.entry.kind = EntryKind::Photos;
    command.entry.text = m_options.text;
    for (const PhotoId id : m_toPost.first(std::min<qsizetype>(m_toPost.size(), m_limits.photosPerMessage))) {
        PhotoReference photo;
        photo.id = id;
        command.entry.photos.append(photo);
    }
    m_posting = true;
    m_dialog.requests().send(
        command, [this, count = command.entry.photos.size()](const Result<Answer>& answer) {
            m_posting = false;
            if (!answer && answer.error().code == ErrorCode::NetworkFailed)
                return; // again with the same client id when the connection is back
            if (!answer && isTemporary(answer.error().code)) {
                QTimer::singleShot(static_cast<int>(std::max<std::int64_t>(answer.error().retryAfterMs, 500)),
                                   this, &UploadCommand::post);
                return;
            }
            if (!answer)
                return m_context.fail(answer.error());
            m_toPost.remove(0, count);
            m_clientId.clear();
            post();
        });
}

DownloadCommand::DownloadCommand(Context& context, DownloadOptions options)
    : m_context(context), m_options(std::move(options)) {}

void DownloadCommand::start() {
    const auto id = PhotoId::fromString(m_options.id);
    if (!id)
        return m_context.fail(ExitCode::Usage, u"this is not the id of a photo"_qs);
    m_context.withAccount([this, id](const client::Account&) {
        if (m_options.originalVersion)
            findOriginal(*id);
        else
            fetch(*id);
    });
}

void DownloadCommand::findOriginal(PhotoId edited) {
    whenDone(m_context.api.get(u"/v1/photos/"_qs + edited.toString()), &m_context.executor, this,
             [this](const Result<client::HttpAnswer>& answer) {
                 const auto object = client::objectOf(answer);
                 if (!object)
                     return m_context.fail(object.error());
                 const auto id = PhotoId::fromString(object->value(u"original_version"_qs).toString());
                 if (!id)
                     return m_context.fail(ExitCode::Data, u"this photo has no original version"_qs);
                 fetch(*id);
             });
}

void DownloadCommand::fetch(PhotoId photo) {
    client::HttpCall call;
    call.url = QUrl(u"/v1/photos/%1/%2"_qs.arg(photo.toString(), m_options.variant));
    call.saveTo = m_options.file;
    whenDone(m_context.api.send(std::move(call)), &m_context.executor, this,
             [this, photo](const Result<client::HttpAnswer>& answer) {
                 if (!answer && answer.error().code == ErrorCode::FileFailed)
                     return m_context.fail(ExitCode::CannotCreate, u"the file can not be written"_qs);
                 if (!answer)
                     return m_context.fail(answer.error());
                 if (m_context.json)
                     printLine(QJsonObject{{u"id"_qs, photo.toString()},
                                           {u"variant"_qs, m_options.variant},
                                           {u"file"_qs, m_options.file}});
                 m_context.finish(ExitCode::Ok);
             });
}

} // namespace parlor::cli
