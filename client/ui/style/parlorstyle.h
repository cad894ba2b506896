#pragma once

#include <QProxyStyle>

namespace parlor::client {

/// Fusion with the few parts that Qt's own widgets draw made ours: menus, scroll bars, tool tips, sliders,
/// lists.
class ParlorStyle final : public QProxyStyle {
    Q_OBJECT
public:
    /// A scroll bar with this property set stays in sight while there is more to see; the others show while
    /// they are used.
    static constexpr char lastingScrollBar[] = "lastingScrollBar";

    ParlorStyle();

    void polish(QWidget* widget) override;
    using QProxyStyle::polish;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
};

} // namespace parlor::client
