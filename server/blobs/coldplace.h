#pragma once

#include "server/domain/ports/blobstore.h"
#include "shared/core/result.h"

#include <QByteArray>

namespace parlor::server {

/// The second directory of a data directory. Both hold the same mark, a file `cold.id`: an empty mount point
/// or the disk of another server is known by it. Values only; the calls are thread-safe.
class ColdPlace {
public:
    ColdPlace() = default;

    /// `root` empty: none is configured. `data`: the data directory.
    ColdPlace(QByteArray root, QByteArray data) : m_root(std::move(root)), m_data(std::move(data)) {}

    /// Marks a directory that is used for the first time. BadRequest when it belongs to another server or is
    /// the data directory itself. One whose disk is away is no failure.
    Status prepare();

    [[nodiscard]] bool isConfigured() const { return !m_root.isEmpty(); }

    /// Originals may lie there, even if nothing is configured now.
    [[nodiscard]] bool isUsed() const { return !m_mark.isEmpty(); }

    /// OriginalAway unless the disk is there. Reads the mark each time.
    [[nodiscard]] Status present() const;

    [[nodiscard]] const QByteArray& root() const { return m_root; }

    [[nodiscard]] QByteArray pathOf(PersonId owner, const QString& name) const;

    /// What goes wrong with the disk itself counts as away; what is missing and a full disk stay what they
    /// are.
    static Error awayFor(Error error);

private:
    QByteArray m_root;
    QByteArray m_data;
    QByteArray m_mark;
};

} // namespace parlor::server
