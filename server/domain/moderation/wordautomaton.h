#pragma once

#include <QStringView>

#include <cstdint>
#include <utility>
#include <vector>

namespace parlor::server {

/// Finds many literal words in one pass over a text (Aho and Corasick, CACM 18(6), 1975), whatever their
/// number. Immutable once built.
class WordAutomaton {
public:
    /// Before build(). Empty words are never found.
    void add(QStringView word, int index);
    void build();

    /// Calls `found(index, end)` for each occurrence, in order of their ends; `end` is one behind the last
    /// unit.
    template<class Found>
    void scan(QStringView text, Found found) const {
        if (m_edgeStart.empty())
            return;
        std::uint32_t state = 0;
        for (qsizetype i = 0; i < text.size(); ++i) {
            const char16_t unit = text.at(i).unicode();
            std::uint32_t next = child(state, unit);
            while (next == 0 && state != 0) {
                state = m_fail[state];
                next = child(state, unit);
            }
            state = next;
            for (std::uint32_t at = m_output[state]; at != 0; at = m_output[m_fail[at]])
                for (std::uint32_t word = m_wordStart[at]; word < m_wordStart[at + 1]; ++word)
                    found(m_words[word], i + 1);
        }
    }

private:
    struct Node {
        std::vector<std::pair<char16_t, std::uint32_t>> children; ///< sorted
        std::vector<int> words;
    };

    [[nodiscard]] std::uint32_t child(std::uint32_t state, char16_t unit) const {
        std::uint32_t low = m_edgeStart[state], high = m_edgeStart[state + 1];
        while (low < high) {
            const std::uint32_t middle = (low + high) / 2;
            if (m_edgeUnit[middle] < unit)
                low = middle + 1;
            else
                high = middle;
        }
        return low < m_edgeStart[state + 1] && m_edgeUnit[low] == unit ? m_edgeTo[low] : 0;
    }

    void link();

    std::vector<Node> m_nodes; ///< only while building
    std::vector<std::uint32_t> m_edgeStart, m_edgeTo, m_fail, m_wordStart;
    std::vector<std::uint32_t>
        m_output; ///< the nearest state on the way of failures (itself first) that ends a word
    std::vector<char16_t> m_edgeUnit;
    std::vector<int> m_words;
};

} // namespace parlor::server
