#include "client/core/photos/diskimagestore.h"

#include "client/core/photos/imagedecoder.h"
#include "client/core/photos/pooljob.h"

#include <QFile>
#include <QPointer>

namespace parlor::client {

namespace {

constexpr int fetchesAtOnce = 6;
constexpr int decodersAtOnce = 2;
constexpr qint64 largestLocal = 300LL * 1024 * 1024;

/// Names that become parts of a path: nothing but what a hash or an id is made of.
bool isHash(const QString& text) {
    return text.size() == 16 && std::all_of(text.begin(), text.end(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

} // namespace

DiskImageStore::DiskImageStore(Api& api, Executor& executor, const QString& directory,
                               std::int64_t budgetBytes, QObject* parent)
    : QObject(parent),
      m_api(api),
      m_executor(executor),
      m_files(std::make_shared<PictureFiles>(directory, budgetBytes)) {
    m_filePool.setMaxThreadCount(1);
    m_decodePool.setMaxThreadCount(decodersAtOnce);
}

DiskImageStore::~DiskImageStore() {
    m_filePool.clear();
    m_decodePool.clear();
    m_filePool.waitForDone();
    m_decodePool.waitForDone();
}

ImageStore::Ticket DiskImageStore::request(const ImageRequest& request, Ready ready) {
    const Ticket ticket = ++m_last;
    Asked asked;
    asked.request = request;
    asked.ready = std::move(ready);
    const QString& kept = request.hash.isEmpty() ? request.keptAs : request.hash;
    if (request.file.isEmpty() && isHash(kept))
        asked.name = request.photo.toString() + u'-' + nameOf(request.kind) + u'-' + kept;
    m_asked.emplace(ticket, std::move(asked));
    readFile(ticket);
    return ticket;
}

void DiskImageStore::cancel(Ticket ticket) {
    const auto found = m_asked.find(ticket);
    if (found == m_asked.end())
        return;
    forget(found->second);
    m_asked.erase(found);
}

void DiskImageStore::forget(const Asked& asked) {
    asked.cancelled->store(true, std::memory_order_relaxed);
    if (asked.fetching && asked.handle)
        m_api.cancel(*asked.handle);
}

int DiskImageStore::urgency(Ticket ticket, const Asked& asked) {
    constexpr int step = 1 << 28;
    return (2 - static_cast<int>(asked.request.priority)) * step + static_cast<int>(ticket % step);
}

void DiskImageStore::clear() {
    for (const auto& [ticket, asked] : m_asked)
        forget(asked);
    m_asked.clear();
    PoolJob::start(m_filePool, [files = m_files] { files->clear(); });
}

void DiskImageStore::readFile(Ticket ticket) {
    const Asked& asked = m_asked.at(ticket);
    const bool local = !asked.request.file.isEmpty();
    if (!local && asked.name.isEmpty()) {
        m_asked.at(ticket).wantsFetch = true;
        return fetchNext();
    }
    const Promise<QByteArray> promise;
    PoolJob::start(
        m_filePool,
        [promise, files = m_files, local, name = local ? asked.request.file : asked.name,
         cancelled = asked.cancelled] {
            if (cancelled->load(std::memory_order_relaxed))
                return promise.finish({});
            if (!local)
                return promise.finish(files->read(name));
            QFile file(name);
            const bool readable = file.open(QIODevice::ReadOnly) && file.size() <= largestLocal;
            promise.finish(readable ? file.readAll() : QByteArray());
        },
        urgency(ticket, asked));
    whenDone(promise.task(), &m_executor, this, [this, ticket, local](const QByteArray& bytes) {
        const auto found = m_asked.find(ticket);
        if (found == m_asked.end())
            return;
        if (!bytes.isEmpty())
            return decode(ticket, bytes, Origin::Disk);
        if (local)
            return answer(ticket, fail(ErrorCode::FileFailed));
        found->second.wantsFetch = true;
        fetchNext();
    });
}

void DiskImageStore::fetchNext() {
    while (m_fetches < fetchesAtOnce) {
        auto best = m_asked.end();
        for (auto it = m_asked.begin(); it != m_asked.end(); ++it) {
            if (!it->second.wantsFetch)
                continue;
            // Later tickets come later in the map: of equal ones the newest wins, as what is on screen now.
            if (best == m_asked.end() || it->second.request.priority <= best->second.request.priority)
                best = it;
        }
        if (best == m_asked.end())
            return;
        fetch(best->first, best->second);
    }
}

void DiskImageStore::fetch(Ticket ticket, Asked& asked) {
    asked.wantsFetch = false;
    asked.fetching = true;
    asked.handle = std::make_shared<Api::Handle>();
    ++m_fetches;
    QString path =
        u"/v1/photos/%1/%2"_qs.arg(asked.request.photo.toString(), QString(nameOf(asked.request.kind)));
    if (isHash(asked.request.hash))
        path += u'/' + asked.request.hash;
    HttpCall call = jsonCall("GET", m_api.server(), path);
    call.largest = 128LL * 1024 * 1024;
    whenDone(m_api.send(std::move(call), asked.handle), &m_executor, this,
             [this, ticket](const Result<HttpAnswer>& answer) {
                 --m_fetches;
                 fetched(ticket, answer);
                 fetchNext();
             });
}

void DiskImageStore::fetched(Ticket ticket, const Result<HttpAnswer>& result) {
    const auto found = m_asked.find(ticket);
    if (found == m_asked.end())
        return;
    found->second.fetching = false;
    if (!result)
        return answer(ticket, std::unexpected(result.error()));
    decode(ticket, result->body, Origin::Server);
}

void DiskImageStore::decode(Ticket ticket, const QByteArray& bytes, Origin origin) {
    const Asked& asked = m_asked.at(ticket);
    const Promise<Result<QImage>> promise;
    PoolJob::start(
        m_decodePool,
        [promise, bytes, fit = asked.request.fit, cancelled = asked.cancelled] {
            promise.finish(cancelled->load(std::memory_order_relaxed) ? fail(ErrorCode::Cancelled)
                                                                      : decodeImage(bytes, fit));
        },
        urgency(ticket, asked));
    whenDone(promise.task(), &m_executor, this, [this, ticket, bytes, origin](const Result<QImage>& image) {
        decoded(ticket, bytes, origin, image);
    });
}

void DiskImageStore::decoded(Ticket ticket, const QByteArray& bytes, Origin origin,
                             const Result<QImage>& image) {
    const auto found = m_asked.find(ticket);
    if (found == m_asked.end())
        return;
    const QString name = found->second.name;
    if (name.isEmpty())
        return answer(ticket, image);
    if (!image && origin == Origin::Disk) {
        // The disk has lost something; the server has it still.
        PoolJob::start(m_filePool, [files = m_files, name] { files->remove(name); });
        found->second.wantsFetch = true;
        return fetchNext();
    }
    if (image && origin == Origin::Server)
        PoolJob::start(m_filePool, [files = m_files, name, bytes] { files->write(name, bytes); });
    answer(ticket, image);
}

void DiskImageStore::answer(Ticket ticket, const Result<QImage>& image) {
    const auto found = m_asked.find(ticket);
    if (found == m_asked.end())
        return;
    const Ready ready = std::move(found->second.ready);
    m_asked.erase(found);
    ready(image);
}

} // namespace parlor::client
