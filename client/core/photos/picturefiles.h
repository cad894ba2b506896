#pragma once

#include "shared/core/result.h"

#include <QByteArray>
#include <QString>

#include <cstdint>

namespace parlor::client {

/// Renderings as files in a directory that only its owner may enter, least recently used first to go. Used
/// from one thread at a time.
class PictureFiles {
public:
    PictureFiles(QString directory, std::int64_t budgetBytes);

    /// `name`: letters, digits, '-', '_' only. Null when it is not there.
    QByteArray read(const QString& name);
    void write(const QString& name, const QByteArray& bytes);
    void remove(const QString& name);
    void clear();

private:
    void shrink();

    const QString m_directory;
    const std::int64_t m_budget;
    std::int64_t m_used = -1; ///< not counted yet
};

} // namespace parlor::client
