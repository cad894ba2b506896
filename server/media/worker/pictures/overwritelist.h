#pragma once

#include "server/domain/ports/mediaprocessor.h"
#include "server/media/worker/pictures/bytes.h"

#include <QList>

#include <cstddef>
#include <map>
#include <optional>

namespace parlor::server::media {

/// Gathers what is to be overwritten in a file, in any order.
class OverwriteList {
public:
    explicit OverwriteList(std::size_t fileSize) : m_size(fileSize) {}

    /// Zeros in [from, to); what reaches beyond the file is cut off.
    void zero(std::size_t from, std::size_t to);
    /// These bytes there; they win over zeros.
    void put(std::size_t at, const QByteArray& bytes);

    /// In order and apart; nullopt when bytes were put upon one another or outside the file, or there are
    /// too many pieces.
    [[nodiscard]] std::optional<QList<Overwrite>> taken() const;

private:
    std::size_t m_size;
    std::map<std::size_t, std::size_t> m_zeros; ///< from → to, apart
    std::map<std::size_t, QByteArray> m_puts;
    bool m_broken = false;
};

} // namespace parlor::server::media
