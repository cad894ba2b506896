#pragma once

#include "shared/core/ids.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace parlor::test {

/// A message of the talk that every store is searched in. People: ada (who asks), bo. Channels: general and
/// trips, where both are, and hidden, where only bo is.
struct SearchedMessage {
    const char* label;
    const char* author;
    const char* channel;
    const char* text;
    int day = 0; ///< after searchedFrom
    bool photo = false;
    bool data = false;
};

struct SearchCase {
    const char* query;
    QStringList labels; ///< newest first
    const char* inChannel = nullptr;
    const char* error = nullptr; ///< the code's word on the wire
};

inline constexpr std::int64_t searchedFrom = 1'759'968'000'000; ///< 2025-10-09T00:00Z
inline constexpr std::int64_t searchedDay = 86'400'000;

/// The same for the server's stores and the client's.
const std::vector<SearchedMessage>& searchedTalk();
const std::vector<SearchCase>& searchCases();

} // namespace parlor::test
