#pragma once

#include <cstdint>

/// The constants of the VP8 format (RFC 6386), for a key frame.
namespace parlor::server::media::vp8 {

/// The modes of a whole block, in the order that the token tables want.
enum WholeMode : std::uint8_t { WholeDc, WholeTrue, WholeVertical, WholeHorizontal };

inline constexpr int wholeModes = 4;

/// The modes of a 4 × 4 subblock (section 12.3): DC, true motion, and eight directions.
enum SubMode : std::uint8_t { SubDc, SubTrue, SubVe, SubHe, SubRd, SubVr, SubLd, SubVl, SubHd, SubHu };

inline constexpr int subModes = 10;

/// Section 14.1: from a quantiser index of 0 … 127 to a step.
extern const std::uint8_t dcSteps[128];
extern const std::uint16_t acSteps[128];

/// What the coefficients of a block belong to (section 13.3).
enum class Kind : std::uint8_t { LumaAfterDc, LumaDc, Chroma, Luma };
inline constexpr int kinds = 4;
inline constexpr int bands = 8;
inline constexpr int contexts = 3;
inline constexpr int branches = 11;
inline constexpr int tokenProbabilities = kinds * bands * contexts * branches;

/// Sections 13.5 and 13.4, as [kind][band][context][branch].
extern const std::uint8_t defaultProbabilities[tokenProbabilities];
extern const std::uint8_t updateProbabilities[tokenProbabilities];

/// Section 11.5, as [above][left][branch].
extern const std::uint8_t subblockModeProbabilities[10][10][9];

/// Section 13: the place of the nth coefficient, and its band; the last band stands for what follows the end.
inline constexpr std::uint8_t zigzag[16] = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
inline constexpr std::uint8_t bandOf[17] = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};

inline constexpr int largestLevel = 2047;

} // namespace parlor::server::media::vp8
