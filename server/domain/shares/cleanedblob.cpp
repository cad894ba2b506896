#include "server/domain/shares/cleanedblob.h"

#include <algorithm>
#include <cstring>

namespace parlor::server {

namespace {

/// Goes on in the thread that has the bytes: what is left to do takes no time.
class AtOnce final : public Executor {
public:
    void post(Job job) override { job(); }
};

AtOnce& atOnce() {
    static AtOnce executor;
    return executor;
}

Task<Result<QByteArray>> cleaned(Blob& whole, const std::shared_ptr<const QList<Overwrite>>& overwrites,
                                 std::int64_t offset, std::int64_t length) {
    const Promise<Result<QByteArray>> promise;
    whole.read(offset, length).then(&atOnce(), [promise, offset, overwrites](const Result<QByteArray>& read) {
        Result<QByteArray> bytes = read;
        if (bytes)
            overwrite(&*bytes, offset, *overwrites);
        promise.finish(std::move(bytes));
    });
    return promise.task();
}

class CleanedSource final : public ByteSource {
public:
    CleanedSource(std::shared_ptr<Blob> whole, std::shared_ptr<const QList<Overwrite>> overwrites)
        : m_whole(std::move(whole)), m_overwrites(std::move(overwrites)) {}

    Task<Result<QByteArray>> read(std::int64_t offset, std::int64_t length) override {
        return cleaned(*m_whole, m_overwrites, offset, length);
    }

private:
    std::shared_ptr<Blob> m_whole;
    std::shared_ptr<const QList<Overwrite>> m_overwrites;
};

} // namespace

void overwrite(QByteArray* bytes, std::int64_t offset, const QList<Overwrite>& overwrites) {
    const std::int64_t end = offset + bytes->size();
    auto at = std::ranges::upper_bound(overwrites, offset, {},
                                       [](const Overwrite& one) { return one.offset + one.length; });
    for (; at != overwrites.end() && at->offset < end; ++at) {
        const std::int64_t from = std::max(offset, at->offset);
        const auto count = static_cast<std::size_t>(std::min(end, at->offset + at->length) - from);
        char* to = bytes->data() + (from - offset);
        if (at->bytes.isEmpty())
            std::memset(to, 0, count);
        else
            std::memcpy(to, at->bytes.constData() + (from - at->offset), count);
    }
}

std::variant<QByteArray, FileBody, SourceBody> CleanedBlob::body(std::int64_t offset,
                                                                 std::int64_t length) const {
    return SourceBody{std::make_shared<CleanedSource>(m_whole, m_overwrites), offset, length};
}

Task<Result<QByteArray>> CleanedBlob::read(std::int64_t offset, std::int64_t length) {
    return cleaned(*m_whole, m_overwrites, offset, length);
}

} // namespace parlor::server
