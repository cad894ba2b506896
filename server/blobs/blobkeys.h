#pragma once

#include "server/blobs/blobheader.h"
#include "shared/core/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace parlor::server {

/// The keys of sealed files. A master key lives in a 0600 file outside the data directory and wraps the data
/// key of each file; names come from a name key of its own, so that a rotation only re-wraps headers. Without
/// a master key files are stored unsealed. Immutable after loading, thread-safe.
class BlobKeys {
public:
    BlobKeys() = default; ///< unsealed

    /// Reads masters: the first seals what is new, the others only open. Each file holds 32 bytes, or 64 hex
    /// digits. Forbidden when group or others may read a file, of a systemd credential others; BadRequest
    /// when it does not hold a key. The wrapped name key is `<directory>/names.key`, made on first use;
    /// BadRequest when none of the masters opens it, also when there are none.
    static Result<BlobKeys> load(const QList<QByteArray>& keyFiles, const QByteArray& directory);

    /// Makes a master key file (0600, fresh random); Conflict when it exists.
    static Status makeKeyFile(const QByteArray& path);

    [[nodiscard]] bool sealing() const { return !m_masters.isEmpty(); }

    /// A header for a new file, and its data key (empty when unsealed).
    [[nodiscard]] std::pair<BlobHeader, QByteArray> makeHeader() const;

    /// The data key of a header; empty for unsealed ones. StoreFailed when no master opens it.
    [[nodiscard]] Result<QByteArray> dataKey(const BlobHeader& header) const;

    /// The header as the first master would have wrapped it; nullopt when it has, or the file is not sealed.
    /// StoreFailed when no master opens it.
    [[nodiscard]] Result<std::optional<BlobHeader>> rewrapped(const BlobHeader& header) const;

    /// The file's name: hex of the SHA-256, or of its HMAC when sealing.
    [[nodiscard]] QString nameFor(const QByteArray& sha256) const;

private:
    struct Master {
        QByteArray id;   ///< 8 bytes
        QByteArray wrap; ///< 32 bytes
    };

    static Result<Master> readMaster(const QByteArray& path);
    Status loadNameKey(const QByteArray& directory);
    static void wrap(const Master& master, BlobHeader* header, const QByteArray& key);

    QList<Master> m_masters;
    QByteArray m_nameKey;
};

} // namespace parlor::server
