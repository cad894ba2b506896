#include "server/domain/moderation/wordautomaton.h"

#include <algorithm>
#include <deque>

namespace parlor::server {

void WordAutomaton::add(QStringView word, int index) {
    if (word.isEmpty())
        return;
    if (m_nodes.empty())
        m_nodes.emplace_back();
    std::uint32_t state = 0;
    for (const QChar c : word) {
        auto& children = m_nodes[state].children;
        const auto at = std::lower_bound(children.begin(), children.end(), c.unicode(),
                                         [](const auto& edge, char16_t unit) { return edge.first < unit; });
        if (at != children.end() && at->first == c.unicode()) {
            state = at->second;
            continue;
        }
        const auto made = static_cast<std::uint32_t>(m_nodes.size());
        children.insert(at, {c.unicode(), made});
        m_nodes.emplace_back();
        state = made;
    }
    m_nodes[state].words.push_back(index);
}

void WordAutomaton::build() {
    for (const Node& node : m_nodes) {
        m_edgeStart.push_back(static_cast<std::uint32_t>(m_edgeUnit.size()));
        m_wordStart.push_back(static_cast<std::uint32_t>(m_words.size()));
        for (const auto& [unit, to] : node.children) {
            m_edgeUnit.push_back(unit);
            m_edgeTo.push_back(to);
        }
        m_words.insert(m_words.end(), node.words.begin(), node.words.end());
    }
    if (m_nodes.empty())
        return;
    m_edgeStart.push_back(static_cast<std::uint32_t>(m_edgeUnit.size()));
    m_wordStart.push_back(static_cast<std::uint32_t>(m_words.size()));
    link();
    m_nodes.clear();
    m_nodes.shrink_to_fit();
}

void WordAutomaton::link() {
    m_fail.assign(m_nodes.size(), 0);
    m_output.assign(m_nodes.size(), 0);
    std::deque<std::uint32_t> queue{0};
    while (!queue.empty()) {
        const std::uint32_t state = queue.front();
        queue.pop_front();
        for (const auto& [unit, to] : m_nodes[state].children) {
            if (state != 0) {
                std::uint32_t back = m_fail[state];
                std::uint32_t next = child(back, unit);
                while (next == 0 && back != 0) {
                    back = m_fail[back];
                    next = child(back, unit);
                }
                m_fail[to] = next;
            }
            m_output[to] = m_nodes[to].words.empty() ? m_output[m_fail[to]] : to;
            queue.push_back(to);
        }
    }
}

} // namespace parlor::server
