#include "client/core/libraryindex.h"

#include <QHash>

#include <algorithm>

namespace parlor::client {

namespace {

/// True when `a` stands before `b`: newest first.
bool before(std::int64_t aTaken, PhotoId aId, std::int64_t bTaken, PhotoId bId) {
    return aTaken != bTaken ? aTaken > bTaken : aId > bId;
}

bool before(const LibraryEntry& a, const LibraryEntry& b) {
    return before(a.takenLocal, a.id, b.takenLocal, b.id);
}

constexpr std::size_t manyChanges = 64;

} // namespace

std::optional<LibraryEntry> libraryEntryOf(const Photo& photo) {
    if (photo.trashed || photo.archived || photo.state == PhotoState::Failed)
        return std::nullopt;
    LibraryEntry entry;
    entry.id = photo.id;
    entry.takenLocal = photo.takenLocal;
    if (photo.facts.width > 0 && photo.facts.height > 0) {
        entry.ratio = static_cast<float>(photo.facts.width) / static_cast<float>(photo.facts.height);
        if (photo.rotation == 90 || photo.rotation == 270)
            entry.ratio = 1 / entry.ratio;
    }
    // Renderings know best how the picture lies after an edit.
    for (const Rendering& rendering : photo.renderings) {
        if (rendering.kind != RenderingKind::Thumb || rendering.height <= 0)
            continue;
        entry.thumbHash = thumbHashFrom(rendering.hash);
        entry.ratio = static_cast<float>(rendering.width) / static_cast<float>(rendering.height);
    }
    entry.flags = static_cast<std::uint8_t>((photo.favourite ? LibraryFavourite : 0)
                                            | (photo.facts.motion ? LibraryMotion : 0)
                                            | (photo.facts.isVideo() ? LibraryVideo : 0)
                                            | (photo.state == PhotoState::Pending ? LibraryPending : 0)
                                            | (photo.state == PhotoState::Damaged ? LibraryDamaged : 0));
    entry.placeholder = photo.placeholder;
    return entry;
}

QString thumbHashText(std::uint64_t hash) {
    return hash == 0 ? QString() : QString::number(hash, 16).rightJustified(16, u'0');
}

std::uint64_t thumbHashFrom(const QString& text) {
    bool ok = false;
    const std::uint64_t hash = text.toULongLong(&ok, 16);
    return ok && text.size() == 16 ? hash : 0;
}

LibraryEntry LibraryIndex::at(std::size_t index) const {
    LibraryEntry entry;
    entry.id = m_columns.ids[index];
    entry.takenLocal = m_columns.takenLocal[index];
    entry.ratio = m_columns.ratios[index];
    entry.flags = m_columns.flags[index];
    entry.thumbHash = m_columns.thumbHashes[index];
    entry.placeholder = QByteArray(reinterpret_cast<const char*>(m_columns.placeholders[index].data()),
                                   m_columns.placeholderSizes[index]);
    return entry;
}

std::optional<std::size_t> LibraryIndex::indexOf(PhotoId id) const {
    const auto found = std::find(m_columns.ids.begin(), m_columns.ids.end(), id);
    return found == m_columns.ids.end()
               ? std::nullopt
               : std::optional<std::size_t>(static_cast<std::size_t>(found - m_columns.ids.begin()));
}

void LibraryIndex::replace(std::vector<LibraryEntry> entries) {
    if (!std::is_sorted(entries.begin(), entries.end(),
                        [](const auto& a, const auto& b) { return before(a, b); }))
        std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return before(a, b); });
    rebuild(std::move(entries));
}

void LibraryIndex::change(const std::vector<LibraryEntry>& entries, const std::vector<PhotoId>& removed) {
    if (entries.size() + removed.size() > manyChanges) {
        QHash<PhotoId, LibraryEntry> all;
        all.reserve(static_cast<qsizetype>(size()) + static_cast<qsizetype>(entries.size()));
        for (std::size_t i = 0; i < size(); ++i)
            all.insert(m_columns.ids[i], at(i));
        for (const PhotoId id : removed)
            all.remove(id);
        for (const LibraryEntry& entry : entries)
            all.insert(entry.id, entry);
        replace({all.cbegin(), all.cend()});
        return;
    }
    for (const PhotoId id : removed)
        if (const auto index = indexOf(id))
            erase(*index);
    for (const LibraryEntry& entry : entries) {
        if (const auto index = indexOf(entry.id))
            erase(*index);
        std::size_t low = 0;
        std::size_t high = size();
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (before(m_columns.takenLocal[middle], m_columns.ids[middle], entry.takenLocal, entry.id))
                low = middle + 1;
            else
                high = middle;
        }
        insert(low, entry);
    }
}

namespace {

LibraryColumns::Placeholder padded(const QByteArray& bytes) {
    LibraryColumns::Placeholder out{};
    std::copy_n(bytes.begin(), std::min<qsizetype>(bytes.size(), LibraryColumns::placeholderBytes),
                out.begin());
    return out;
}

std::uint8_t sizeOf(const QByteArray& placeholder) {
    return static_cast<std::uint8_t>(
        std::min<qsizetype>(placeholder.size(), LibraryColumns::placeholderBytes));
}

} // namespace

void LibraryIndex::append(const LibraryEntry& entry) {
    m_columns.ids.push_back(entry.id);
    m_columns.takenLocal.push_back(entry.takenLocal);
    m_columns.ratios.push_back(entry.ratio);
    m_columns.flags.push_back(entry.flags);
    m_columns.thumbHashes.push_back(entry.thumbHash);
    m_columns.placeholders.push_back(padded(entry.placeholder));
    m_columns.placeholderSizes.push_back(sizeOf(entry.placeholder));
}

void LibraryIndex::insert(std::size_t index, const LibraryEntry& entry) {
    const auto at = static_cast<std::ptrdiff_t>(index);
    m_columns.ids.insert(m_columns.ids.begin() + at, entry.id);
    m_columns.takenLocal.insert(m_columns.takenLocal.begin() + at, entry.takenLocal);
    m_columns.ratios.insert(m_columns.ratios.begin() + at, entry.ratio);
    m_columns.flags.insert(m_columns.flags.begin() + at, entry.flags);
    m_columns.thumbHashes.insert(m_columns.thumbHashes.begin() + at, entry.thumbHash);
    m_columns.placeholders.insert(m_columns.placeholders.begin() + at, padded(entry.placeholder));
    m_columns.placeholderSizes.insert(m_columns.placeholderSizes.begin() + at, sizeOf(entry.placeholder));
}

void LibraryIndex::erase(std::size_t index) {
    const auto at = static_cast<std::ptrdiff_t>(index);
    m_columns.ids.erase(m_columns.ids.begin() + at);
    m_columns.takenLocal.erase(m_columns.takenLocal.begin() + at);
    m_columns.ratios.erase(m_columns.ratios.begin() + at);
    m_columns.flags.erase(m_columns.flags.begin() + at);
    m_columns.thumbHashes.erase(m_columns.thumbHashes.begin() + at);
    m_columns.placeholders.erase(m_columns.placeholders.begin() + at);
    m_columns.placeholderSizes.erase(m_columns.placeholderSizes.begin() + at);
}

void LibraryIndex::rebuild(std::vector<LibraryEntry> sorted) {
    m_columns = {};
    m_columns.ids.reserve(sorted.size());
    m_columns.takenLocal.reserve(sorted.size());
    m_columns.ratios.reserve(sorted.size());
    m_columns.flags.reserve(sorted.size());
    m_columns.thumbHashes.reserve(sorted.size());
    m_columns.placeholders.reserve(sorted.size());
    m_columns.placeholderSizes.reserve(sorted.size());
    for (const LibraryEntry& entry : sorted)
        append(entry);
}

} // namespace parlor::client
