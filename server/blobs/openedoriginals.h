#pragma once

#include "server/domain/ports/placementstore.h"

#include <QHash>

#include <mutex>

namespace parlor::server {

/// Which originals were opened since somebody last looked, for the rule that moves those away that nobody
/// wants. Thread-safe; forgets what goes beyond `most`, which costs no more than a copy made too early.
class OpenedOriginals {
public:
    static constexpr qsizetype most = 100'000;

    void note(PersonId owner, const QString& blob, bool cold) {
        const std::scoped_lock lock(m_mutex);
        if (m_opened.size() < most)
            m_opened[{owner, blob}] |= cold;
    }

    QList<OpenedOriginal> take() {
        QHash<std::pair<PersonId, QString>, bool> taken;
        {
            const std::scoped_lock lock(m_mutex);
            taken.swap(m_opened);
        }
        QList<OpenedOriginal> opened;
        opened.reserve(taken.size());
        for (auto it = taken.cbegin(); it != taken.cend(); ++it)
            opened.append({it.key().first, it.key().second, it.value()});
        return opened;
    }

private:
    std::mutex m_mutex;
    QHash<std::pair<PersonId, QString>, bool> m_opened; ///< whether it was read in the cold directory
};

} // namespace parlor::server
