#pragma once

#include "server/media/worker/pictures/vp8/boolwriter.h"
#include "server/media/worker/pictures/vp8/tables.h"

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace parlor::server::media::vp8 {

/// Costs are in 1/256 bit.
int bitCost(bool bit, int probability);

/// One block's levels in zigzag order; what lies before `first` belongs to another block.
struct Levels {
    const std::int16_t* at = nullptr;
    int first = 0;
    int last = -1; ///< -1: none
    Kind kind = Kind::Luma;
};

using Probabilities = std::array<std::uint8_t, tokenProbabilities>;

/// What a block's tokens cost under some probabilities.
class TokenCosts {
public:
    explicit TokenCosts(const Probabilities& probabilities) { set(probabilities); }

    void set(const Probabilities& probabilities);

    /// Of levels that lie by place, `stride` apart. `context`: how many of the blocks left and above have
    /// any.
    [[nodiscard]] int of(const std::int16_t* byPlace, int stride, int first, int last, Kind kind,
                         int context) const;

    /// What any level but 0 costs at least.
    [[nodiscard]] int leastOf(Kind kind) const { return m_least[static_cast<std::size_t>(kind)]; }

private:
    static constexpr int listed = 68; ///< higher levels differ in what is not modelled

    struct Context {
        std::array<std::uint16_t, listed> level; ///< with sign, and that it is not the end where that is said
        std::uint16_t end;
        std::uint16_t notEnd;
    };

    [[nodiscard]] const Context* contextsOf(Kind kind, int place) const {
        return &m_contexts[static_cast<std::size_t>((static_cast<int>(kind) * bands + bandOf[place])
                                                    * contexts)];
    }

    std::array<Context, static_cast<std::size_t>(kinds) * bands * contexts> m_contexts;
    std::array<int, kinds> m_least{};
};

/// A picture's tokens, kept until their probabilities are known.
class TokenList {
public:
    TokenList();

    /// Returns whether there are levels: the context of the blocks right and below.
    bool add(const Levels& levels, int context);

    /// The best probabilities for the tokens so far, what telling them costs included.
    [[nodiscard]] Probabilities probabilities() const;

    [[nodiscard]] QByteArray written(const Probabilities& probabilities) const;

private:
    void record(int probability, bool bit) {
        m_tokens[m_size++] = static_cast<std::uint16_t>(probability << 1 | (bit ? 1 : 0));
        ++m_seen[static_cast<std::size_t>(probability)][bit ? 1 : 0];
    }

    /// A bit whose probability the format fixes.
    void recordFixed(int probability, bool bit) {
        m_tokens[m_size++] = static_cast<std::uint16_t>(fixed | probability << 1 | (bit ? 1 : 0));
    }

    void recordLarge(int base, int level);

    static constexpr int fixed = 1 << 15;

    std::vector<std::uint16_t> m_tokens;
    std::size_t m_size = 0;
    std::array<std::array<std::uint32_t, 2>, tokenProbabilities> m_seen{};
};

} // namespace parlor::server::media::vp8
