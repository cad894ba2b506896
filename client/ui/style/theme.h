#pragma once

#include "client/ui/style/tokens.h"

#include <QColor>
#include <QFont>

namespace parlor::client {

enum class ThemeKind { Light, Dark, HighContrast };

/// Everything that decides how things look, as one value: the token tables seen through a kind, a text zoom
/// and the wish for less motion. Interface thread only.
class Theme {
public:
    explicit Theme(ThemeKind kind = ThemeKind::Light, double zoom = 1.0, bool reducedMotion = false);

    [[nodiscard]] ThemeKind kind() const { return m_kind; }

    [[nodiscard]] bool isDark() const { return m_kind != ThemeKind::Light; }

    /// Grey shapes also get a one pixel outline.
    [[nodiscard]] bool outlinesShapes() const { return m_kind == ThemeKind::HighContrast; }

    [[nodiscard]] double zoom() const { return m_zoom; }

    [[nodiscard]] bool reducesMotion() const { return m_reducedMotion; }

    [[nodiscard]] QColor colour(Colour role) const;
    [[nodiscard]] QColor personFill(std::size_t index) const;
    [[nodiscard]] QColor onPersonFill(std::size_t index) const;
    [[nodiscard]] QColor personName(std::size_t index) const;

    /// Inter, then the colour emoji; weight 0 takes the size's own.
    [[nodiscard]] QFont font(TextSize size, int weight = 0) const;
    /// The same at any pixel size (initials, emoji), not zoomed.
    [[nodiscard]] static QFont plainFont(double pixels, int weight);
    /// Emoji first, so that no text font takes a sign that has a picture.
    [[nodiscard]] static QFont emojiFont(double pixels);
    /// Line height in px of a size, zoomed.
    [[nodiscard]] int lineHeight(TextSize size) const;
    /// A length that holds text, zoomed with it and rounded.
    [[nodiscard]] int scaled(int length) const;

    /// `ms`, or 0 when the person wants less motion.
    [[nodiscard]] int duration(int ms) const { return m_reducedMotion ? 0 : ms; }

    friend bool operator==(const Theme&, const Theme&) = default;

private:
    ThemeKind m_kind;
    double m_zoom;
    bool m_reducedMotion;
};

/// `top` laid over `ground` with `alpha` (0 … 1).
QColor blended(const QColor& ground, const QColor& top, double alpha);

QColor withAlpha(QColor colour, double alpha);

} // namespace parlor::client
