#include "server/domain/archives/zipblob.h"

#include "server/domain/archives/crc32.h"

#include <algorithm>

namespace parlor::server {

namespace {

constexpr std::int64_t pieceBytes = 256 * 1024;

/// Goes on where the answer came, on the blob threads: a zip costs the domain thread nothing.
class Onward final : public Executor {
public:
    void post(Job job) override { job(); }
};

Onward onward;

} // namespace

ZipFile::Open openerOf(BlobStore& blobs, PersonId owner, BlobArea area, const QString& name) {
    return [&blobs, owner, area, name] { return blobs.open(owner, area, name); };
}

struct ZipBlob::Contents {
    ZipLayout layout;
    QList<ZipFile::Open> open;
};

/// Gathers a piece from headers and files, one after the other.
class ZipBlob::Source final : public ByteSource, public std::enable_shared_from_this<Source> {
public:
    explicit Source(std::shared_ptr<const Contents> contents) : m_contents(std::move(contents)) {}

    Task<Result<QByteArray>> read(std::int64_t offset, std::int64_t length) override {
        const std::int64_t size = m_contents->layout.size();
        const auto reading = std::make_shared<Reading>();
        reading->at = std::clamp<std::int64_t>(offset, 0, size);
        reading->end = reading->at + std::clamp<std::int64_t>(length, 0, size - reading->at);
        go(reading);
        return reading->answer.task();
    }

private:
    struct Reading {
        std::int64_t at = 0, end = 0;
        QByteArray bytes;
        Promise<Result<QByteArray>> answer;
    };

    using ReadingPtr = std::shared_ptr<Reading>;

    void go(const ReadingPtr& reading) {
        while (reading->at < reading->end) {
            const ZipLayout::Piece piece = m_contents->layout.at(reading->at, reading->end - reading->at);
            if (piece.member >= 0)
                return open(reading, piece);
            reading->bytes += piece.bytes;
            reading->at += piece.bytes.size();
        }
        reading->answer.finish(std::move(reading->bytes));
    }

    void open(const ReadingPtr& reading, const ZipLayout::Piece& piece) {
        if (m_blob && m_member == piece.member)
            return take(reading, piece);
        const auto opened = [self = shared_from_this(), reading,
                             piece](const Result<std::shared_ptr<Blob>>& blob) {
            if (!blob)
                return reading->answer.finish(std::unexpected(blob.error()));
            if ((*blob)->size() != self->m_contents->layout.members().at(piece.member).size)
                return reading->answer.finish(fail(ErrorCode::StoreFailed, u"a file of another size"_qs));
            self->m_blob = *blob;
            self->m_member = piece.member;
            self->take(reading, piece);
        };
        m_contents->open.at(piece.member)().then(&onward, opened);
    }

    void take(const ReadingPtr& reading, const ZipLayout::Piece& piece) {
        const auto read = [self = shared_from_this(), reading, piece](const Result<QByteArray>& bytes) {
            if (!bytes)
                return reading->answer.finish(std::unexpected(bytes.error()));
            if (bytes->isEmpty() || bytes->size() > piece.length)
                return reading->answer.finish(fail(ErrorCode::StoreFailed, u"a file that ends early"_qs));
            reading->bytes += *bytes;
            reading->at += bytes->size();
            self->go(reading);
        };
        m_blob->read(piece.offset, piece.length).then(&onward, read);
    }

    std::shared_ptr<const Contents> m_contents;
    std::shared_ptr<Blob> m_blob; ///< the file that was read last
    qsizetype m_member = -1;
};

ZipBlob::ZipBlob(const QList<ZipFile>& files) {
    QList<ZipMember> members;
    QList<ZipFile::Open> open;
    for (const ZipFile& file : files) {
        members.append(file.member);
        open.append(file.open);
    }
    m_contents = std::make_shared<const Contents>(Contents{ZipLayout(std::move(members)), std::move(open)});
}

std::int64_t ZipBlob::size() const {
    return m_contents->layout.size();
}

std::variant<QByteArray, FileBody, SourceBody> ZipBlob::body(std::int64_t offset, std::int64_t length) const {
    offset = std::clamp<std::int64_t>(offset, 0, size());
    return SourceBody{std::make_shared<Source>(m_contents), offset,
                      std::clamp<std::int64_t>(length, 0, size() - offset)};
}

Task<Result<QByteArray>> ZipBlob::read(std::int64_t offset, std::int64_t length) {
    return std::make_shared<Source>(m_contents)->read(offset, length);
}

Task<Result<std::shared_ptr<const int>>> ZipBlob::plainDescriptor() {
    return doneTask<Result<std::shared_ptr<const int>>>(fail(ErrorCode::NotFound));
}

Task<Status> ZipBlob::openable(std::int64_t offset) const {
    const std::int64_t size = m_contents->layout.size();
    while (offset < size) {
        const ZipLayout::Piece piece = m_contents->layout.at(offset, size - offset);
        if (piece.member < 0) {
            offset += piece.bytes.size();
            continue;
        }
        const Promise<Status> answer;
        const auto opened = [answer](const Result<std::shared_ptr<Blob>>& blob) {
            answer.finish(blob ? Status() : Status(std::unexpected(blob.error())));
        };
        m_contents->open.at(piece.member)().then(&onward, opened);
        return answer.task();
    }
    return doneTask<Status>({});
}

QByteArray ZipBlob::etag() const {
    return '"' + m_contents->layout.digest().toHex() + '"';
}

namespace {

struct Summing {
    std::shared_ptr<Blob> blob;
    Crc32 sum;
    std::int64_t at = 0;
    Promise<Result<std::uint32_t>> answer;
};

void sumOn(const std::shared_ptr<Summing>& summing) {
    if (summing->at >= summing->blob->size())
        return summing->answer.finish(summing->sum.value());
    summing->blob->read(summing->at, pieceBytes).then(&onward, [summing](const Result<QByteArray>& bytes) {
        if (!bytes)
            return summing->answer.finish(std::unexpected(bytes.error()));
        if (bytes->isEmpty())
            return summing->answer.finish(fail(ErrorCode::StoreFailed, u"a file that ends early"_qs));
        summing->sum.add(*bytes);
        summing->at += bytes->size();
        sumOn(summing);
    });
}

} // namespace

Task<Result<std::uint32_t>> checksumOf(const std::shared_ptr<Blob>& blob) {
    const auto summing = std::make_shared<Summing>();
    summing->blob = blob;
    sumOn(summing);
    return summing->answer.task();
}

} // namespace parlor::server
