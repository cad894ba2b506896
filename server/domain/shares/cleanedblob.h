#pragma once

#include "server/domain/ports/blobstore.h"
#include "server/domain/ports/mediaprocessor.h"

namespace parlor::server {

/// A stored file of which some bytes give way to others; as long as the file itself. Thread-safe.
class CleanedBlob final : public Blob {
public:
    /// `overwrites`: in order and apart.
    CleanedBlob(std::shared_ptr<Blob> whole, std::shared_ptr<const QList<Overwrite>> overwrites)
        : m_whole(std::move(whole)), m_overwrites(std::move(overwrites)) {}

    [[nodiscard]] std::int64_t size() const override { return m_whole->size(); }

    [[nodiscard]] const std::shared_ptr<const QList<Overwrite>>& overwrites() const { return m_overwrites; }

    [[nodiscard]] std::variant<QByteArray, FileBody, SourceBody> body(std::int64_t offset,
                                                                      std::int64_t length) const override;

    Task<Result<QByteArray>> read(std::int64_t offset, std::int64_t length) override;

    Task<Result<std::shared_ptr<const int>>> plainDescriptor() override {
        return doneTask<Result<std::shared_ptr<const int>>>(fail(ErrorCode::NotFound));
    }

private:
    std::shared_ptr<Blob> m_whole;
    std::shared_ptr<const QList<Overwrite>> m_overwrites;
};

/// `bytes` stand at `offset` in their file.
void overwrite(QByteArray* bytes, std::int64_t offset, const QList<Overwrite>& overwrites);

} // namespace parlor::server
