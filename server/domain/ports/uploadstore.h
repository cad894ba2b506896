#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <cstdint>
#include <optional>

namespace parlor::server {

enum class UploadStage {
    Receiving,
    Done,    ///< `photo` says what became of it
    Refused, ///< `reason` says why
    Ended, ///< terminated by its owner, who may have been disabled; remembered so that its ticket stays used
};

/// An upload's row. Its bytes are counted by the file, not here.
struct Upload {
    UploadId id;
    PersonId owner;
    QByteArray ticket; ///< nonce of the ticket that it was made with, 16 bytes; empty for none
    QString name;      ///< cleaned
    std::int64_t size = 0;
    QByteArray sha256;   ///< declared, 32 bytes; empty when not
    QByteArray metadata; ///< Upload-Metadata as it was sent, without the ticket
    QByteArray partOf;   ///< of a part: nonce of the ticket it was made with, which only the whole uses up
    std::int64_t partsMost = 0; ///< bytes that all parts of `partOf` may have; asked at create(), not kept
    QByteArray concat;          ///< Upload-Concat as it was sent; empty for an upload that stands alone
    bool whole = false;         ///< comes in one piece or not at all: nobody can go on with it
    UploadStage stage = UploadStage::Receiving;
    std::int64_t createdAt = 0; ///< ms UTC
    std::int64_t expiresAt = 0; ///< ms UTC; moves on as bytes come
    /// While a chunk with a checksum is on its way: where it begins. What lies behind it does not count.
    std::optional<std::int64_t> unverifiedFrom;
    PhotoId photo;
    bool had = false; ///< the library had these bytes already
    std::optional<ErrorCode> reason;

    /// Bytes to be put together with others: never a photo by itself.
    [[nodiscard]] bool isPartial() const { return concat == "partial"; }

    /// Put together from such bytes, which end with it.
    [[nodiscard]] bool isJoined() const { return concat.startsWith("final;"); }

    friend bool operator==(const Upload&, const Upload&) = default;
};

/// Uploads, while their bytes come and a while after. Calls are thread-safe; writes are durable when
/// answered. Common errors: NotFound, StoreFailed, DiskFull, Busy.
class UploadStore {
public:
    virtual ~UploadStore() = default;

    /// Counts the person's library and open uploads, of one that is put together its parts alone:
    /// QuotaExceeded beyond `quota` bytes, RateLimited beyond `open` uploads at once. Conflict when the
    /// ticket has been used, also that of a part; TooLarge when the open parts of a ticket come to more than
    /// `partsMost` with this one; AccountDisabled.
    virtual Task<Status> create(Upload upload, std::int64_t quota, int open) = 0;
    virtual Task<Result<Upload>> byId(UploadId id) = 0;
    /// Those in stage Receiving with an id above `after`, in order of id.
    virtual Task<Result<QList<Upload>>> receiving(UploadId after, int limit) = 0;

    virtual Task<Status> setExpiry(UploadId id, std::int64_t expiresAt) = 0;
    virtual Task<Status> setUnverified(UploadId id, std::optional<std::int64_t> from) = 0;
    /// To Refused or Ended, and only from Receiving; to Ended also from Done. (Done comes with the photo, in
    /// one commit. AccountStore::setDisabled() ends what that person has not completed.)
    virtual Task<Status> close(UploadId id, UploadStage stage, std::optional<ErrorCode> reason) = 0;

    virtual Task<Result<QList<Upload>>> expired(std::int64_t now, int limit) = 0;
    virtual Task<Status> forget(UploadId id) = 0;
    /// Forgets all in stage Receiving that come whole or not at all, and with them the use of their tickets;
    /// which they were. For a new process, whose predecessor's connections have ended.
    virtual Task<Result<QList<UploadId>>> forgetWhole() = 0;
};

} // namespace parlor::server
