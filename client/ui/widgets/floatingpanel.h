#pragma once

#include "client/ui/style/paint.h"

#include <QWidget>

namespace parlor::client {

/// A raised ground with outline and shadow, as a child of the window: the base of sheets, pills, panels,
/// menus of ours. The widget is larger than the panel by the shadow; panel() is what one sees.
class FloatingPanel : public QWidget {
    Q_OBJECT
public:
    FloatingPanel(double radius, ShadowKind shadow, QWidget* parent);

    [[nodiscard]] QRect panel() const;
    /// Places the widget so that its panel stands at `rect` of the parent.
    void setPanel(const QRect& rect);

    [[nodiscard]] QMargins shadowMargins() const { return m_margins; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void setPanelColour(Colour colour);

private:
    double m_radius;
    ShadowKind m_shadow;
    QMargins m_margins;
    Colour m_colour = Colour::Raised;
};

} // namespace parlor::client
