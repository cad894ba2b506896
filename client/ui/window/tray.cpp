#include "client/ui/window/tray.h"

#include "client/ui/style/paint.h"
#include "client/ui/widgets/badge.h"

#include <QGuiApplication>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

namespace parlor::client {

namespace {

constexpr double offlineInk = 0.4;
constexpr int noticeMs = 8'000;

/// GNOME's bar is dark whatever the theme is; elsewhere the bar follows the system's colours.
QColor barInk() {
    const bool gnome = qEnvironmentVariable("XDG_CURRENT_DESKTOP").contains(u"GNOME"_qs);
    const bool dark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    return gnome || dark ? QColor(Qt::white) : QColor(Qt::black);
}

void cutOut(QPainter& painter, const QRectF& shape, double ring) {
    painter.setCompositionMode(QPainter::CompositionMode_Clear);
    painter.setBrush(Qt::black);
    const QRectF wide = shape.adjusted(-ring, -ring, ring, ring);
    painter.drawRoundedRect(wide, wide.height() / 2, wide.height() / 2);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
}

} // namespace

QPixmap trayPicture(int pixels, const TrayLook& look, const QColor& ink) {
    QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const double unit = pixels / 64.0;
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QSvgRenderer(u":/app/tray.svg"_qs).render(&painter, QRectF(0, 0, pixels, pixels));
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(image.rect(), withAlpha(ink, look.offline ? offlineInk : 1));
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    if (look.attention > 0) {
        const QString text = look.attention > 9 ? u"9+"_qs : QString::number(look.attention);
        const double high = 34 * unit, wide = look.attention > 9 ? 44 * unit : high;
        const QRectF badge(pixels - wide, 0, wide, high);
        cutOut(painter, badge, 4 * unit);
        painter.setBrush(theme().colour(Colour::Badge));
        painter.drawRoundedRect(badge, high / 2, high / 2);
        drawLine(painter, badge, text, Theme::plainFont(26 * unit, 600), theme().colour(Colour::OnBadge),
                 Qt::AlignHCenter);
    } else if (look.unread) {
        const double side = 22 * unit;
        const QRectF dot(pixels - side, 0, side, side);
        cutOut(painter, dot, 4 * unit);
        painter.setBrush(theme().colour(Colour::Badge));
        painter.drawEllipse(dot);
    }
    painter.end();
    return QPixmap::fromImage(image);
}

Tray::Tray(QObject* parent) : QObject(parent) {
    connect(m_menu.addAction(tr("Open Parlor")), &QAction::triggered, this, &Tray::openAsked);
    m_menu.addSeparator();
    connect(m_menu.addAction(tr("Quit")), &QAction::triggered, this, &Tray::quitAsked);
    m_icon.setContextMenu(&m_menu);
    m_icon.setToolTip(u"Parlor"_qs);
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger)
            Q_EMIT pressed();
    });
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, [this] { Q_EMIT noticeOpened(m_told); });
    if (Appearance* appearance = Appearance::instance())
        connect(appearance, &Appearance::themeChanged, this, &Tray::paint);
    paint();
    if (isAvailable())
        m_icon.show();
}

void Tray::setLook(const TrayLook& look) {
    if (m_look == look)
        return;
    m_look = look;
    m_icon.setToolTip(look.attention > 0 ? tr("Parlor: %1 unread").arg(look.attention) : u"Parlor"_qs);
    paint();
}

void Tray::paint() {
    QIcon icon;
    for (const int pixels : {16, 22, 24, 32, 44, 64})
        icon.addPixmap(trayPicture(pixels, m_look, barInk()));
    m_icon.setIcon(icon);
}

void Tray::tell(ChannelId channel, const QString& title, const QString& words) {
    if (!m_icon.isVisible())
        return;
    m_told = channel;
    m_icon.showMessage(title, words, QIcon(u":/app/app-icon.svg"_qs), noticeMs);
}

} // namespace parlor::client
