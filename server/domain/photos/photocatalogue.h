#pragma once

#include "server/domain/ports/changecount.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/photostore.h"

#include <QCache>
#include <QHash>
#include <QObject>
#include <QSet>

#include <array>
#include <functional>

namespace parlor::server {

/// Photos' rows in memory, so that asking for a thumbnail costs no query. Only what was read stands here: the
/// answers to writes arrive after the news of later ones in the same batch, and would bring back what they
/// changed. Domain thread only.
class PhotoCatalogue final : public QObject {
    Q_OBJECT
public:
    using Found = std::function<void(const Result<StoredPhoto>&)>;

    /// `rows`: how many stay in memory, about 1 KB each. The others live longer.
    PhotoCatalogue(PhotoStore& photos, Executor& executor, int rows = 20'000, QObject* parent = nullptr);

    /// The row if it is in memory; else null. Valid until control returns to the event loop.
    [[nodiscard]] const StoredPhoto* known(PhotoId id) const;

    /// Calls `found` at once when the row is in memory, otherwise later. UnknownPhoto.
    void find(PhotoId id, Found found);

    /// Holds as long as the row stays as it is found from now on; one of another photo may end it, too.
    [[nodiscard]] ChangeCount::Mark mark(PhotoId id) const { return m_changes.at(stripeOf(id)).mark(); }

    /// For a row that was written without an event: the next to ask reads it anew.
    void forget(PhotoId id);

    void removed(PhotoId id);

    /// To be called with everything that is committed, before anybody is told of it: a row that changed is
    /// read anew.
    void committed(const CommittedItem& item);

private:
    struct Entry {
        bool exists = true;
        StoredPhoto photo;
    };

    static constexpr std::size_t stripes = 1'024;

    static std::size_t stripeOf(PhotoId id) { return static_cast<std::size_t>(id.value()) % stripes; }

    void changed(PhotoId id) { m_changes.at(stripeOf(id)).raise(); }

    void read(PhotoId id);

    PhotoStore& m_photos;
    Executor& m_executor;
    mutable QCache<PhotoId, Entry> m_rows;
    QHash<PhotoId, QList<Found>> m_waiting;
    QSet<PhotoId> m_changedMeanwhile;           ///< while they were being read
    std::array<ChangeCount, stripes> m_changes; ///< many, so that an upload says nothing of most others
};

} // namespace parlor::server
