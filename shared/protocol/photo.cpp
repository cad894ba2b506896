#include "shared/protocol/photo.h"

namespace parlor {

QLatin1StringView nameOf(RenderingKind kind) {
    switch (kind) {
    case RenderingKind::Thumb:
        return QLatin1StringView("thumb");
    case RenderingKind::Grid:
        return QLatin1StringView("grid");
    case RenderingKind::View:
        return QLatin1StringView("view");
    case RenderingKind::Full:
        return QLatin1StringView("full");
    }
    Q_UNREACHABLE();
}

std::optional<RenderingKind> renderingKindFrom(QStringView name) {
    for (const auto kind :
         {RenderingKind::Thumb, RenderingKind::Grid, RenderingKind::View, RenderingKind::Full})
        if (name == nameOf(kind))
            return kind;
    return std::nullopt;
}

QLatin1StringView nameOf(PhotoState state) {
    switch (state) {
    case PhotoState::Pending:
        return QLatin1StringView("pending");
    case PhotoState::Ready:
        return QLatin1StringView("ready");
    case PhotoState::Damaged:
        return QLatin1StringView("damaged");
    case PhotoState::Failed:
        return QLatin1StringView("failed");
    }
    Q_UNREACHABLE();
}

std::optional<PhotoState> photoStateFrom(QStringView name) {
    for (const auto state : {PhotoState::Pending, PhotoState::Ready, PhotoState::Damaged, PhotoState::Failed})
        if (name == nameOf(state))
            return state;
    return std::nullopt;
}

} // namespace parlor
