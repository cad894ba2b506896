#include "server/net/http/answermemory.h"

#include "server/net/http/responsehead.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <unistd.h>

namespace parlor::server {

namespace {

bool mayBeRepeated(const HttpRequest& request) {
    return (request.method == "GET" || request.method == "HEAD") && request.contentLength == 0
           && request.query.isEmpty();
}

/// The value of Authorization; empty when there is none, or when the request wants something else than the
/// whole file.
QByteArray tokenOf(const HttpRequest& request) {
    static constexpr std::array<QByteArrayView, 6> conditions{
        "range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since"};
    QByteArray authorization;
    for (const auto& [name, value] : request.headers) {
        if (name == "authorization")
            authorization = value;
        else if (std::ranges::find(conditions, QByteArrayView(name)) != conditions.end())
            return {};
    }
    return authorization;
}

/// Null when it is not there as it should be.
QByteArray bytesOf(int descriptor, std::int64_t offset, std::int64_t length) {
    QByteArray bytes(qsizetype(length), Qt::Uninitialized);
    ssize_t n = 0;
    do
        n = ::pread(descriptor, bytes.data(), std::size_t(length), offset);
    while (n < 0 && errno == EINTR);
    return n == length ? bytes : QByteArray();
}

} // namespace

std::optional<AnswerMemory::Recalled> AnswerMemory::find(const HttpRequest& request, std::int64_t now) {
    if (!mayBeRepeated(request))
        return std::nullopt;
    File* file = m_files.find(request.path);
    if (!file)
        return std::nullopt;
    if (!file->mark.holds()) {
        m_files.drop(request.path);
        return std::nullopt;
    }
    const QByteArray authorization = tokenOf(request);
    const Viewer* viewer = m_viewers.find(authorization);
    if (!viewer)
        return std::nullopt;
    if (!viewer->mark.holds() || viewer->until <= now) {
        m_viewers.drop(authorization);
        return std::nullopt;
    }
    if (viewer->person != file->owner && !maySee(viewer->person, file->photo))
        return std::nullopt;
    if (!file->bytes.isNull())
        return Recalled{file->fields, file->bytes, file->length};
    return open(request.path, *file);
}

bool AnswerMemory::maySee(PersonId person, PhotoId photo) {
    const Sight sight{person, photo};
    const Right* right = m_rights.find(sight);
    if (!right)
        return false;
    if (right->mark.holds())
        return true;
    m_rights.drop(sight);
    return false;
}

std::optional<AnswerMemory::Recalled> AnswerMemory::open(const QString& path, File& file) {
    std::shared_ptr<const int> descriptor = file.descriptor.lock();
    if (!descriptor) {
        m_files.drop(path);
        return std::nullopt;
    }
    Recalled recalled{file.fields, FileBody{descriptor, file.offset, file.length}, file.length};
    if (file.length > smallBytes)
        return recalled;
    const QByteArray bytes = bytesOf(*descriptor, file.offset, file.length);
    if (bytes.isNull())
        return std::nullopt;
    File filled = std::move(file);
    filled.bytes = bytes;
    m_files.put(path, std::move(filled));
    recalled.body = bytes;
    return recalled;
}

void AnswerMemory::keep(const HttpResponse& response) {
    if (!response.repeatable)
        return;
    const auto* body = std::get_if<FileBody>(&response.body);
    if (body && body->length > 0)
        remember(response,
                 File{.descriptor = body->descriptor, .offset = body->offset, .length = body->length});
}

void AnswerMemory::keep(const HttpResponse& response, const QByteArray& bytes) {
    const bool isWhole = bytes.size() == bodyLength(response);
    if (response.repeatable && isWhole && !bytes.isEmpty() && bytes.size() <= smallBytes)
        remember(response, File{.length = bytes.size(), .bytes = bytes});
}

void AnswerMemory::remember(const HttpResponse& response, File file) {
    const Repeatable& on = *response.repeatable;
    if (response.status != 200 || on.authorization.isEmpty())
        return;
    m_viewers.put(on.authorization, Viewer{on.viewer, on.believedUntil, on.token});
    if (on.viewer != on.owner)
        m_rights.put({on.viewer, on.photo}, Right{on.rights});
    if (const File* known = m_files.find(on.path); known && known->mark.holds())
        return;
    file.photo = on.photo;
    file.owner = on.owner;
    file.mark = on.rendering;
    file.fields = encodeFields(response);
    m_files.put(on.path, std::move(file));
}

} // namespace parlor::server
