#pragma once

#include "client/core/libraryindex.h"
#include "shared/protocol/photo.h"

#include <QDate>
#include <QHash>
#include <QObject>

#include <span>
#include <vector>

namespace parlor::client {

/// The photos of one day in local time: [first, first + count).
struct PhotoDay {
    int first = 0;
    int count = 0;
    std::int64_t julianDay = 0;

    [[nodiscard]] QDate date() const { return QDate::fromJulianDay(julianDay); }

    friend bool operator==(const PhotoDay&, const PhotoDay&) = default;
};

/// A library as the grid shows it: in order, by day, filtered. Not a QAbstractItemModel: a row each of a
/// million photos would cost more than drawing them. Interface thread only.
class PhotoGridModel final : public QObject {
    Q_OBJECT
public:
    enum class Filter { All, Favourites };

    explicit PhotoGridModel(QObject* parent = nullptr);

    /// Replaces everything; columns must be of equal length, newest first.
    void setColumns(LibraryColumns columns);
    void setFilter(Filter filter);

    [[nodiscard]] Filter filter() const { return m_filter; }

    [[nodiscard]] int count() const { return static_cast<int>(m_shown.ids.size()); }

    [[nodiscard]] bool isEmpty() const { return m_shown.ids.empty(); }

    [[nodiscard]] bool libraryIsEmpty() const { return m_all.ids.empty(); }

    [[nodiscard]] std::span<const float> ratios() const { return m_shown.ratios; }

    [[nodiscard]] const std::vector<PhotoDay>& days() const { return m_days; }

    [[nodiscard]] PhotoId idAt(int index) const { return m_shown.ids[static_cast<std::size_t>(index)]; }

    [[nodiscard]] std::int64_t takenLocalAt(int index) const {
        return m_shown.takenLocal[static_cast<std::size_t>(index)];
    }

    [[nodiscard]] bool isFavourite(int index) const {
        return m_shown.flags[static_cast<std::size_t>(index)] & LibraryFavourite;
    }

    [[nodiscard]] bool isVideo(int index) const {
        return m_shown.flags[static_cast<std::size_t>(index)] & LibraryVideo;
    }

    [[nodiscard]] PhotoReference referenceAt(int index) const;
    /// -1 when it is not shown.
    [[nodiscard]] int indexOf(PhotoId id) const;
    /// The day that holds the photo.
    [[nodiscard]] int dayOf(int index) const;

    /// The photo's heart, at once; the server's word follows with the next columns.
    void setFavourite(PhotoId id, bool favourite);

Q_SIGNALS:
    void reset();
    void changed(int index);

private:
    void rebuild();

    LibraryColumns m_all;
    LibraryColumns m_shown;
    std::vector<PhotoDay> m_days;
    Filter m_filter = Filter::All;
};

} // namespace parlor::client
