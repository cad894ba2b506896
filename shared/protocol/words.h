#pragma once

#include <QString>

#include <algorithm>
#include <array>
#include <optional>

namespace parlor {

/// One value of an enum and the word that stands for it on the wire and in rows. Words are never renamed.
template<class E>
struct Word {
    E value;
    QLatin1StringView word;
};

template<class E, std::size_t N>
QLatin1StringView wordFor(const std::array<Word<E>, N>& words, E value) {
    const auto found =
        std::find_if(words.begin(), words.end(), [value](const auto& w) { return w.value == value; });
    Q_ASSERT(found != words.end());
    return found->word;
}

template<class E, std::size_t N>
std::optional<E> valueFor(const std::array<Word<E>, N>& words, QStringView word) {
    const auto found =
        std::find_if(words.begin(), words.end(), [word](const auto& w) { return word == w.word; });
    return found == words.end() ? std::nullopt : std::optional<E>(found->value);
}

} // namespace parlor
