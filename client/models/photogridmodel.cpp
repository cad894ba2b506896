#include "client/models/photogridmodel.h"

#include <algorithm>

namespace parlor::client {

namespace {

constexpr std::int64_t msPerDay = 86'400'000;
constexpr std::int64_t julianDayOf1970 = 2'440'588;
constexpr int ratioScale = 1'000; // a reference carries sizes; only their ratio is known here

std::int64_t julianDayOf(std::int64_t localMs) {
    const std::int64_t days = localMs >= 0 ? localMs / msPerDay : (localMs - msPerDay + 1) / msPerDay;
    return days + julianDayOf1970;
}

LibraryColumns favouritesOf(const LibraryColumns& all) {
    LibraryColumns some;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!(all.flags[i] & LibraryFavourite))
            continue;
        some.ids.push_back(all.ids[i]);
        some.takenLocal.push_back(all.takenLocal[i]);
        some.ratios.push_back(all.ratios[i]);
        some.flags.push_back(all.flags[i]);
        some.thumbHashes.push_back(all.thumbHashes[i]);
        some.placeholders.push_back(all.placeholders[i]);
        some.placeholderSizes.push_back(all.placeholderSizes[i]);
    }
    return some;
}

} // namespace

PhotoGridModel::PhotoGridModel(QObject* parent) : QObject(parent) {}

void PhotoGridModel::setColumns(LibraryColumns columns) {
    m_all = std::move(columns);
    rebuild();
}

void PhotoGridModel::setFilter(Filter filter) {
    if (m_filter == filter)
        return;
    m_filter = filter;
    rebuild();
}

void PhotoGridModel::rebuild() {
    m_shown = m_filter == Filter::All ? m_all : favouritesOf(m_all);
    m_days.clear();
    for (int i = 0; i < count(); ++i) {
        const std::int64_t day = julianDayOf(takenLocalAt(i));
        if (m_days.empty() || m_days.back().julianDay != day)
            m_days.push_back({i, 0, day});
        ++m_days.back().count;
    }
    Q_EMIT reset();
}

PhotoReference PhotoGridModel::referenceAt(int index) const {
    const auto i = static_cast<std::size_t>(index);
    PhotoReference reference;
    reference.id = m_shown.ids[i];
    reference.width = static_cast<int>(m_shown.ratios[i] * ratioScale);
    reference.height = ratioScale;
    reference.placeholder = QByteArray(reinterpret_cast<const char*>(m_shown.placeholders[i].data()),
                                       m_shown.placeholderSizes[i]);
    reference.thumbHash = thumbHashText(m_shown.thumbHashes[i]);
    reference.video = isVideo(index);
    return reference;
}

int PhotoGridModel::indexOf(PhotoId id) const {
    const auto found = std::find(m_shown.ids.begin(), m_shown.ids.end(), id);
    return found == m_shown.ids.end() ? -1 : static_cast<int>(found - m_shown.ids.begin());
}

int PhotoGridModel::dayOf(int index) const {
    const auto after = std::upper_bound(m_days.begin(), m_days.end(), index,
                                        [](int i, const PhotoDay& day) { return i < day.first; });
    return static_cast<int>(after - m_days.begin()) - 1;
}

void PhotoGridModel::setFavourite(PhotoId id, bool favourite) {
    const auto mark = [&](LibraryColumns& columns) {
        const auto found = std::find(columns.ids.begin(), columns.ids.end(), id);
        if (found == columns.ids.end())
            return -1;
        const auto at = found - columns.ids.begin();
        std::uint8_t& flags = columns.flags[static_cast<std::size_t>(at)];
        flags = static_cast<std::uint8_t>(favourite ? flags | LibraryFavourite : flags & ~LibraryFavourite);
        return static_cast<int>(at);
    };
    mark(m_all);
    if (m_filter == Filter::Favourites && !favourite) {
        rebuild();
        return;
    }
    if (const int index = mark(m_shown); index >= 0)
        Q_EMIT changed(index);
}

} // namespace parlor::client
