#include "server/domain/ports/reportstore.h"

#include <array>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr std::array names{"open"_L1, "dismiss"_L1, "delete"_L1, "time_out"_L1};
} // namespace

QLatin1StringView nameOf(ReportState state) {
    return names.at(static_cast<std::size_t>(state));
}

std::optional<ReportState> reportStateFrom(QStringView name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (name == names.at(i))
            return static_cast<ReportState>(i);
    return std::nullopt;
}

} // namespace parlor::server
