#include "server/media/worker/pictures/vp8/submodes.h"

#include "server/media/worker/pictures/vp8/tokens.h"

#include <cstdlib>

namespace parlor::server::media::vp8 {

namespace {

using Table = std::array<std::array<std::array<std::uint16_t, subModes>, subModes>, subModes>;

constexpr Branches paths[subModes] = {{{-1}},
                                      {{1, -2}},
                                      {{1, 2, -3}},
                                      {{1, 2, 3, -4, -5}},
                                      {{1, 2, 3, -4, 5, -6}},
                                      {{1, 2, 3, -4, 5, 6}},
                                      {{1, 2, 3, 4, -7}},
                                      {{1, 2, 3, 4, 7, -8}},
                                      {{1, 2, 3, 4, 7, 8, -9}},
                                      {{1, 2, 3, 4, 7, 8, 9}}};

Table subblockCosts() {
    Table table{};
    for (std::size_t above = 0; above < subModes; ++above)
        for (std::size_t left = 0; left < subModes; ++left)
            for (std::size_t mode = 0; mode < subModes; ++mode) {
                int cost = 0;
                for (const int branch : paths[mode])
                    if (branch != 0)
                        cost +=
                            bitCost(branch > 0, subblockModeProbabilities[above][left][std::abs(branch) - 1]);
                table[above][left][mode] = static_cast<std::uint16_t>(cost);
            }
    return table;
}

} // namespace

const Branches& branchesTo(SubMode mode) {
    return paths[mode];
}

const std::array<std::uint16_t, subModes>& subModeCosts(SubMode above, SubMode left) {
    static const Table table = subblockCosts();
    return table[above][left];
}

} // namespace parlor::server::media::vp8
