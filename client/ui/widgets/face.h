#pragma once

#include <QPixmap>
#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace parlor::client {

enum class Presence { Hidden, Online, Away, Offline };

/// The picture of a person (round) or a place (rounded square).
struct Face {
    bool person = true;
    bool initial = false; ///< a place that shows its initial on its colour (a server)
    qint64 id = 0;        ///< gives the colour
    QString name;         ///< gives the initial
    QString emoji;        ///< of a place, instead of an initial
    QPixmap picture;      ///< when there is one
    Presence presence = Presence::Hidden;
    bool raised = false; ///< it stands on a sheet
};

/// The place of a person in the eight colours: FNV-1a 32 of the id's digits, modulo 8.
std::size_t colourIndexOf(qint64 id);

/// A server by its name: a place with an initial on its colour, the same wherever it is shown.
Face faceOfServer(const QString& name);

/// The letter that stands for a name; empty for an empty one.
QString initialOf(const QString& name);

/// Paints `face` in a square; `ground` is what lies below, for the ring around the presence dot.
void drawFace(QPainter& painter, const QRectF& square, const Face& face, const QColor& ground);

} // namespace parlor::client
