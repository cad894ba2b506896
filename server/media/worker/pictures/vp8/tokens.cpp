#include "server/media/worker/pictures/vp8/tokens.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <span>

namespace parlor::server::media::vp8 {

namespace {

constexpr int certain = 256;
constexpr int mostTokensOfBlock = 16 * 24;

/// Section 13.2: the ranges of large levels and the probabilities of their further bits.
struct Category {
    int first;
    std::span<const std::uint8_t> bits;
};

constexpr std::uint8_t bits1[] = {159};
constexpr std::uint8_t bits2[] = {165, 145};
constexpr std::uint8_t bits3[] = {173, 148, 140};
constexpr std::uint8_t bits4[] = {176, 155, 140, 135};
constexpr std::uint8_t bits5[] = {180, 157, 141, 134, 130};
constexpr std::uint8_t bits6[] = {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129};
constexpr Category categories[] = {{5, bits1},  {7, bits2},  {11, bits3},
                                   {19, bits4}, {35, bits5}, {67, bits6}};

int categoryOf(int level) {
    int category = 0;
    while (category < 5 && level >= categories[category + 1].first)
        ++category;
    return category;
}

const std::array<std::uint16_t, 256>& costs() {
    static const auto table = [] {
        std::array<std::uint16_t, 256> made{};
        for (int p = 0; p < certain; ++p)
            made[static_cast<std::size_t>(p)] =
                static_cast<std::uint16_t>(std::lround(-256 * std::log2(std::max(p, 1) / 256.0)));
        return made;
    }();
    return table;
}

/// The branches from "not zero" on, by what of them the model decides.
int modelledCost(const std::uint8_t* p, int level) {
    if (level == 1)
        return bitCost(false, p[2]);
    int cost = bitCost(true, p[2]);
    if (level <= 4) {
        cost += bitCost(false, p[3]) + bitCost(level > 2, p[4]);
        return level > 2 ? cost + bitCost(level == 4, p[5]) : cost;
    }
    cost += bitCost(true, p[3]);
    const int category = categoryOf(level);
    if (category < 2)
        return cost + bitCost(false, p[6]) + bitCost(category == 1, p[7]);
    return cost + bitCost(true, p[6]) + bitCost(category >= 4, p[8])
           + bitCost(category % 2 != 0, category >= 4 ? p[10] : p[9]);
}

/// Sign and further bits, of every level.
const std::array<std::uint16_t, largestLevel + 1>& fixedCosts() {
    static const auto table = [] {
        std::array<std::uint16_t, largestLevel + 1> made{};
        for (int level = 1; level <= largestLevel; ++level) {
            int cost = 256;
            if (level > 4) {
                const Category& category = categories[categoryOf(level)];
                const int extra = level - category.first;
                int at = static_cast<int>(category.bits.size());
                for (const std::uint8_t probability : category.bits)
                    cost += bitCost((extra >> --at & 1) != 0, probability);
            }
            made[static_cast<std::size_t>(level)] = static_cast<std::uint16_t>(cost);
        }
        return made;
    }();
    return table;
}

constexpr int baseOf(Kind kind, int place, int context) {
    return ((static_cast<int>(kind) * bands + bandOf[place]) * contexts + context) * branches;
}

} // namespace

int bitCost(bool bit, int probability) {
    return costs()[static_cast<std::size_t>(bit ? std::min(certain - probability, certain - 1)
                                                : probability)];
}

void TokenCosts::set(const Probabilities& probabilities) {
    m_least.fill(std::numeric_limits<int>::max());
    for (std::size_t i = 0; i < m_contexts.size(); ++i) {
        const std::uint8_t* p = probabilities.data() + i * branches;
        Context& context = m_contexts[i];
        context.end = static_cast<std::uint16_t>(bitCost(false, p[0]));
        context.notEnd = static_cast<std::uint16_t>(bitCost(true, p[0]));
        // After a zero there is no end.
        const int base = i % contexts > 0 ? context.notEnd : 0;
        context.level[0] = static_cast<std::uint16_t>(base + bitCost(false, p[1]));
        for (int level = 1; level < listed; ++level)
            context.level[static_cast<std::size_t>(level)] =
                static_cast<std::uint16_t>(base + bitCost(true, p[1]) + modelledCost(p, level)
                                           + fixedCosts()[static_cast<std::size_t>(level)]);
        int& least = m_least[i / (bands * contexts)];
        least = std::min(least, int{*std::min_element(context.level.begin() + 1, context.level.end())});
    }
}

int TokenCosts::of(const std::int16_t* byPlace, int stride, int first, int last, Kind kind,
                   int context) const {
    const Context* now = contextsOf(kind, first) + context;
    if (last < first)
        return now->end;
    int cost = context == 0 ? now->notEnd : 0;
    for (int n = first; n <= last; ++n) {
        const int level = std::abs(static_cast<int>(byPlace[zigzag[n] * stride]));
        if (level < listed) [[likely]]
            cost += now->level[static_cast<std::size_t>(level)];
        else
            cost += now->level[listed - 1] - fixedCosts()[listed - 1]
                    + fixedCosts()[static_cast<std::size_t>(level)];
        now = contextsOf(kind, n + 1) + std::min(level, 2);
    }
    return last < 15 ? cost + now->end : cost;
}

TokenList::TokenList() : m_tokens(std::size_t{1} << 20) {}

void TokenList::recordLarge(int base, int level) {
    const int category = categoryOf(level);
    if (category < 2) {
        record(base + 6, false);
        record(base + 7, category == 1);
    } else {
        record(base + 6, true);
        record(base + 8, category >= 4);
        record(base + (category >= 4 ? 10 : 9), category % 2 != 0);
    }
    const int extra = level - categories[category].first;
    int at = static_cast<int>(categories[category].bits.size());
    for (const std::uint8_t probability : categories[category].bits)
        recordFixed(probability, (extra >> --at & 1) != 0);
}

bool TokenList::add(const Levels& levels, int context) {
    if (m_size + mostTokensOfBlock > m_tokens.size())
        m_tokens.resize(m_tokens.size() * 2);
    int base = baseOf(levels.kind, levels.first, context);
    const bool any = levels.last >= levels.first;
    record(base, any);
    for (int n = levels.first; n <= levels.last; ++n) {
        const int level = std::abs(static_cast<int>(levels.at[n]));
        if (level == 0) {
            record(base + 1, false);
            base = baseOf(levels.kind, n + 1, 0);
            continue;
        }
        record(base + 1, true);
        record(base + 2, level > 1);
        if (level > 1) {
            record(base + 3, level > 4);
            if (level > 4) {
                recordLarge(base, level);
            } else {
                record(base + 4, level > 2);
                if (level > 2)
                    record(base + 5, level == 4);
            }
        }
        recordFixed(128, levels.at[n] < 0);
        base = baseOf(levels.kind, n + 1, level > 1 ? 2 : 1);
        if (n < 15)
            record(base, n < levels.last);
    }
    return any;
}

Probabilities TokenList::probabilities() const {
    Probabilities best{};
    for (std::size_t i = 0; i < best.size(); ++i) {
        const std::uint64_t ones = m_seen[i][1];
        const std::uint64_t all = ones + m_seen[i][0];
        const int counted = ones > 0 ? static_cast<int>(255 - ones * 255 / all) : 255;
        const auto cost = [&](int probability) {
            return ones * static_cast<std::uint64_t>(bitCost(true, probability))
                   + (all - ones) * static_cast<std::uint64_t>(bitCost(false, probability));
        };
        const int usual = defaultProbabilities[i];
        const int update = updateProbabilities[i];
        const auto told = static_cast<std::uint64_t>(bitCost(true, update) + 8 * 256);
        const auto untold = static_cast<std::uint64_t>(bitCost(false, update));
        best[i] = static_cast<std::uint8_t>(cost(counted) + told < cost(usual) + untold ? counted : usual);
    }
    return best;
}

QByteArray TokenList::written(const Probabilities& probabilities) const {
    BoolWriter writer(static_cast<qsizetype>(m_size / 8));
    for (std::size_t i = 0; i < m_size; ++i) {
        const std::uint16_t token = m_tokens[i];
        const int which = (token & (fixed - 1)) >> 1;
        writer.put((token & 1) != 0,
                   (token & fixed) != 0 ? which : probabilities[static_cast<std::size_t>(which)]);
    }
    return writer.finished();
}

} // namespace parlor::server::media::vp8
