#include "client/ui/style/parlorstyle.h"

#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QHash>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOption>
#include <QTimer>
#include <QToolTip>

namespace parlor::client {

namespace {

constexpr int scrollBarExtent = 12;

QStringList menuTextParts(const QString& text) {
    QString plain = text;
    plain.remove(u'&');
    return plain.split(u'\t');
}

void drawMenuItem(const QStyleOptionMenuItem& item, QPainter& painter, const QWidget* widget) {
    const QRect row = item.rect;
    if (item.menuItemType == QStyleOptionMenuItem::Separator) {
        drawHairline(painter, row.left() - tokens::menu::padding, row.center().y(),
                     row.width() + 2 * tokens::menu::padding, theme().colour(Colour::Divider));
        return;
    }
    const bool enabled = item.state & QStyle::State_Enabled;
    const bool selected = enabled && (item.state & QStyle::State_Selected);
    if (selected)
        fillRounded(painter, row, Corners::all(tokens::radius::control),
                    hoverLayer(1, item.state & QStyle::State_Sunken));
    QColor colour = theme().colour(enabled ? Colour::Text : Colour::TextDisabled);
    double x = row.left() + 10;
    if (!item.icon.isNull()) {
        const QPixmap icon = item.icon.pixmap(QSize(tokens::menu::icon, tokens::menu::icon),
                                              painter.device()->devicePixelRatioF(),
                                              enabled ? QIcon::Normal : QIcon::Disabled);
        painter.drawPixmap(QPointF(x, row.top() + (row.height() - tokens::menu::icon) / 2), icon);
    } else if (item.checked) {
        drawIcon(painter, QPointF(x, row.top() + (row.height() - tokens::menu::icon) / 2), u"check"_qs,
                 tokens::menu::icon, theme().colour(Colour::AccentText));
    }
    x += tokens::menu::icon + 10;
    const QStringList parts = menuTextParts(item.text);
    // A destructive command is red in words as in its icon; its action says so.
    const auto* menu = qobject_cast<const QMenu*>(widget);
    const QAction* action = menu != nullptr ? menu->actionAt(row.center()) : nullptr;
    if (enabled && action != nullptr && action->property("danger").toBool())
        colour = theme().colour(Colour::DangerText);
    drawLine(painter, QRectF(x, row.top(), row.right() - x, row.height()), parts.first(),
             theme().font(TextSize::Body), colour);
    const QRectF right(row.left(), row.top(), row.width() - 10, row.height());
    if (item.menuItemType == QStyleOptionMenuItem::SubMenu)
        drawIcon(painter, QPointF(right.right() - 14, row.top() + (row.height() - 14) / 2),
                 u"chevron-right"_qs, 14, theme().colour(Colour::TextMuted));
    else if (parts.size() > 1)
        drawLine(painter, right, parts[1], theme().font(TextSize::Caption), theme().colour(Colour::TextMuted),
                 Qt::AlignRight);
}

constexpr int scrollBarShownMs = 900;

/// True while the bar is used or was a moment ago: Qt tells of scrolling with State_On, once.
bool scrollBarShows(const QStyleOptionSlider& bar, const QWidget* widget) {
    if (widget != nullptr && widget->property(ParlorStyle::lastingScrollBar).toBool())
        return true;
    static QHash<const QObject*, qint64> lastUse;
    static const QElapsedTimer clock = [] {
        QElapsedTimer started;
        started.start();
        return started;
    }();
    const bool used = bar.state & (QStyle::State_On | QStyle::State_MouseOver | QStyle::State_Sunken);
    if (used && widget != nullptr) {
        if (!lastUse.contains(widget))
            QObject::connect(widget, &QObject::destroyed, qApp, [widget] { lastUse.remove(widget); });
        lastUse.insert(widget, clock.elapsed());
        QTimer::singleShot(scrollBarShownMs + 20, widget,
                           [bar = const_cast<QWidget*>(widget)] { bar->update(); });
    }
    return used || clock.elapsed() - lastUse.value(widget, -scrollBarShownMs) < scrollBarShownMs;
}

void drawScrollBar(const QStyleOptionSlider& bar, const QRect& thumb, QPainter& painter,
                   const QWidget* widget) {
    if (bar.minimum >= bar.maximum || !scrollBarShows(bar, widget))
        return;
    const bool active =
        (bar.state & QStyle::State_MouseOver) || (bar.activeSubControls & QStyle::SC_ScrollBarSlider);
    const double thickness = active ? 8 : 5;
    QRectF shape(thumb);
    if (bar.orientation == Qt::Vertical)
        shape = QRectF(thumb.right() - 1 - thickness, thumb.top() + 2, thickness, thumb.height() - 4);
    else
        shape = QRectF(thumb.left() + 2, thumb.bottom() - 1 - thickness, thumb.width() - 4, thickness);
    const double strength = bar.state & QStyle::State_Sunken ? 0.5 : active ? 0.4 : 0.25;
    // A layer of text over black is 2 : 1; whoever chose high contrast gets the outline's full strength.
    fillRounded(painter, shape, Corners::all(thickness / 2),
                theme().outlinesShapes() ? theme().colour(Colour::Outline)
                                         : withAlpha(theme().colour(Colour::Text), strength));
}

void drawSlider(const QStyleOptionSlider& slider, const QRect& handle, QPainter& painter,
                const QWidget* widget) {
    const double middle = slider.rect.center().y() + 0.5;
    const double half = tokens::slider::track / 2.0;
    const QRectF track(slider.rect.left(), middle - half, slider.rect.width(), tokens::slider::track);
    const bool enabled = slider.state & QStyle::State_Enabled;
    const QColor fill = !enabled ? greyGround()
                                 : theme().colour(slider.state & QStyle::State_MouseOver ? Colour::AccentHover
                                                                                         : Colour::Accent);
    drawShape(painter, track, Corners::all(half), greyGround());
    QRectF done = track;
    done.setRight(handle.center().x());
    fillRounded(painter, done, Corners::all(half), fill);
    const double knob = tokens::slider::knob;
    const QRectF circle(handle.center().x() + 0.5 - knob / 2, middle - knob / 2, knob, knob);
    fillRounded(painter, circle, Corners::all(knob / 2), theme().colour(Colour::Surface));
    strokeRounded(painter, circle, Corners::all(knob / 2), fill, 2);
    if (widget != nullptr && (slider.state & QStyle::State_KeyboardFocusChange) && widget->hasFocus())
        drawFocusRing(painter, circle, knob / 2, true);
}

} // namespace

ParlorStyle::ParlorStyle() : QProxyStyle(u"Fusion"_qs) {}

void ParlorStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QMenu*>(widget) != nullptr) {
        widget->setWindowFlag(Qt::FramelessWindowHint);
        widget->setAttribute(Qt::WA_TranslucentBackground);
    }
    if (widget->inherits("QTipLabel")) {
        widget->setAttribute(Qt::WA_TranslucentBackground);
        widget->setFont(theme().font(TextSize::Caption));
    }
    if (auto* bar = qobject_cast<QScrollBar*>(widget)) {
        bar->setAttribute(Qt::WA_Hover);
        bar->setAttribute(Qt::WA_OpaquePaintEvent, false);
    }
}

void ParlorStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                const QWidget* widget) const {
    switch (element) {
    case PE_FrameFocusRect:
    case PE_FrameMenu:
    case PE_PanelLineEdit:
    case PE_FrameLineEdit:
    case PE_PanelScrollAreaCorner:
        return;
    case PE_PanelMenu:
        fillRounded(*painter, option->rect, Corners::all(tokens::radius::card),
                    theme().colour(Colour::Raised));
        strokeRounded(*painter, option->rect, Corners::all(tokens::radius::card),
                      theme().colour(Colour::Divider));
        return;
    case PE_PanelTipLabel:
        fillRounded(*painter, option->rect, Corners::all(tokens::tooltip::radius),
                    theme().colour(Colour::Tooltip));
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void ParlorStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                              const QWidget* widget) const {
    if (element == CE_MenuItem) {
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
            drawMenuItem(*item, *painter, widget);
        return;
    }
    if (element == CE_MenuEmptyArea)
        return;
    QProxyStyle::drawControl(element, option, painter, widget);
}

void ParlorStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                     QPainter* painter, const QWidget* widget) const {
    if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option)) {
        if (control == CC_ScrollBar) {
            drawScrollBar(*slider, subControlRect(control, option, SC_ScrollBarSlider, widget), *painter,
                          widget);
            return;
        }
        if (control == CC_Slider) {
            drawSlider(*slider, subControlRect(control, option, SC_SliderHandle, widget), *painter, widget);
            return;
        }
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect ParlorStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                  const QWidget* widget) const {
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control != CC_ScrollBar || bar == nullptr)
        return QProxyStyle::subControlRect(control, option, part, widget);
    const bool vertical = bar->orientation == Qt::Vertical;
    const int length = vertical ? bar->rect.height() : bar->rect.width();
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    int thumb = length;
    if (range > 0)
        thumb = std::clamp(static_cast<int>(qint64(length) * bar->pageStep / (range + bar->pageStep)),
                           std::min(36, length), length);
    const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - thumb,
                                              bar->upsideDown);
    const auto across = [&](int from, int size) {
        return vertical ? QRect(0, from, bar->rect.width(), size) : QRect(from, 0, size, bar->rect.height());
    };
    switch (part) {
    case SC_ScrollBarSlider:
        return across(start, thumb);
    case SC_ScrollBarGroove:
        return across(0, length);
    case SC_ScrollBarSubPage:
        return across(0, start);
    case SC_ScrollBarAddPage:
        return across(start + thumb, length - start - thumb);
    default:
        return {};
    }
}

QSize ParlorStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                    const QWidget* widget) const {
    if (type == CT_MenuItem) {
        const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
        if (item != nullptr && item->menuItemType == QStyleOptionMenuItem::Separator)
            return {size.width(), 2 * tokens::menu::padding + 1};
        const QStringList parts = menuTextParts(item != nullptr ? item->text : QString());
        double width =
            20 + tokens::menu::icon + 10 + textWidth(parts.first(), theme().font(TextSize::Body)) + 16;
        if (parts.size() > 1)
            width += 24 + textWidth(parts[1], theme().font(TextSize::Caption));
        return {static_cast<int>(width), theme().scaled(tokens::menu::row)};
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

int ParlorStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
    case PM_ScrollBarExtent:
        return scrollBarExtent;
    case PM_ScrollBarSliderMin:
        return 36;
    case PM_ScrollView_ScrollBarOverlap:
        return scrollBarExtent;
    case PM_MenuPanelWidth:
        return 0;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return tokens::menu::padding;
    case PM_ToolTipLabelFrameWidth:
        return tokens::tooltip::padY + 1;
    case PM_DefaultFrameWidth:
        return 0;
    case PM_SliderThickness:
    case PM_SliderLength:
    case PM_SliderControlThickness:
        return tokens::slider::knob;
    case PM_TextCursorWidth:
        return 1;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ParlorStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                           QStyleHintReturn* data) const {
    switch (hint) {
    case SH_ScrollBar_Transient:
        return 1;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 0;
    case SH_ToolTip_WakeUpDelay:
        return tokens::motion::tooltipDelay;
    case SH_LineEdit_PasswordCharacter:
        return 0x2022; // Inter's bullet; the default is a heavy circle
    case SH_ToolTipLabel_Opacity:
        return 255;
    case SH_ToolTip_Mask:
    case SH_Menu_Mask:
        return 0;
    case SH_EtchDisabledText:
        return 0;
    case SH_UnderlineShortcut:
        return 0;
    case SH_Menu_SloppySubMenus:
        return 1;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton;
    case SH_RequestSoftwareInputPanel:
        return RSIP_OnMouseClick;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace parlor::client
