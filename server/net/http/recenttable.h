#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace parlor::server {

/// What was used lately, within a weight: two tables of which the older one goes as a whole when the younger
/// one has half of it. A value says by weight() what it weighs. On one thread.
template<class Key, class Value, class Hash = std::hash<Key>>
class RecentTable {
public:
    explicit RecentTable(std::size_t most) : m_half(most / 2) {}

    /// Null when it is not there (any more). Valid until the next call of put() or find().
    [[nodiscard]] Value* find(const Key& key) {
        if (const auto young = m_young.find(key); young != m_young.end())
            return &young->second;
        const auto old = m_old.find(key);
        if (old == m_old.end())
            return nullptr;
        const std::size_t weight = old->second.weight();
        auto node = m_old.extract(old);
        makeRoom(weight);
        m_weight += weight;
        return &m_young.insert(std::move(node)).position->second;
    }

    /// In the place of what is there.
    Value& put(const Key& key, Value value) {
        drop(key);
        const std::size_t weight = value.weight();
        makeRoom(weight);
        m_weight += weight;
        return m_young.insert_or_assign(key, std::move(value)).first->second;
    }

    void drop(const Key& key) {
        m_old.erase(key);
        const auto young = m_young.find(key);
        if (young == m_young.end())
            return;
        m_weight -= young->second.weight();
        m_young.erase(young);
    }

    [[nodiscard]] std::size_t size() const { return m_young.size() + m_old.size(); }

private:
    using Table = std::unordered_map<Key, Value, Hash>;

    void makeRoom(std::size_t weight) {
        if (m_young.empty() || m_weight + weight <= m_half)
            return;
        m_old = std::exchange(m_young, {});
        m_weight = 0;
    }

    const std::size_t m_half;
    std::size_t m_weight = 0; ///< of the younger table
    Table m_young, m_old;
};

} // namespace parlor::server
