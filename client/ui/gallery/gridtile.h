#pragma once

#include <QPixmap>
#include <QRect>

#include <cstdint>

class QPainter;

namespace parlor::client {

/// How one photo of the grid looks at this moment.
struct GridTileLook {
    enum class Tick {
        None,
        Offered, ///< under the pointer, nothing is chosen yet
        Empty,   ///< others are chosen
        Chosen,
    };

    QPixmap below;   ///< placeholder; may be null
    QPixmap above;   ///< the picture, about as large as the tile; may be null
    double fade = 1; ///< opacity of `above`
    Tick tick = Tick::None;
    bool pressed = false; ///< deepens the shade of an offered tick
    bool favourite = false;
    bool video = false;          ///< has no picture: a sign stands for it
    std::int64_t durationMs = 0; ///< of a video; 0 when nobody knows
    bool focused = false;        ///< by the keyboard
};

/// Fills `rect` wholly: picture, else placeholder, else a plain ground.
void paintGridTile(QPainter& painter, const QRect& rect, const GridTileLook& look);

} // namespace parlor::client
