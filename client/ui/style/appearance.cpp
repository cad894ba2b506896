#include "client/ui/style/appearance.h"

#include "client/ui/style/parlorstyle.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QPalette>
#include <QPixmapCache>

#include <algorithm>

void initParlorResources() {
    Q_INIT_RESOURCE(parlor);
}

namespace parlor::client {

namespace {

Appearance* s_instance = nullptr;

QPalette paletteFor(const Theme& theme) {
    const auto of = [&theme](Colour role) { return theme.colour(role); };
    QPalette palette;
    palette.setColor(QPalette::Window, of(Colour::Surface));
    palette.setColor(QPalette::WindowText, of(Colour::Text));
    palette.setColor(QPalette::Base, of(Colour::Surface));
    palette.setColor(QPalette::AlternateBase, of(Colour::Sunken));
    palette.setColor(QPalette::Text, of(Colour::Text));
    palette.setColor(QPalette::PlaceholderText, of(Colour::TextMuted));
    palette.setColor(QPalette::Button, of(Colour::Field));
    palette.setColor(QPalette::ButtonText, of(Colour::Text));
    palette.setColor(QPalette::BrightText, of(Colour::OnAccent));
    palette.setColor(QPalette::Highlight, of(Colour::Accent));
    palette.setColor(QPalette::HighlightedText, of(Colour::OnAccent));
    palette.setColor(QPalette::Link, of(Colour::Link));
    palette.setColor(QPalette::ToolTipBase, of(Colour::Tooltip));
    palette.setColor(QPalette::ToolTipText, of(Colour::OnTooltip));
    palette.setColor(QPalette::Light, of(Colour::Raised));
    palette.setColor(QPalette::Mid, of(Colour::Divider));
    palette.setColor(QPalette::Dark, of(Colour::Outline));
    palette.setColor(QPalette::Shadow, of(Colour::Shadow));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, of(Colour::TextDisabled));
    return palette;
}

} // namespace

Appearance::Appearance(QObject* parent) : QObject(parent) {
    initParlorResources();
    for (const QString& cut : {u"Regular"_qs, u"Medium"_qs, u"SemiBold"_qs})
        QFontDatabase::addApplicationFont(u":/fonts/Inter-%1.ttf"_qs.arg(cut));
    // Before Qt 6.5 the system's choice is read from the palette's window lightness.
    m_systemIsDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    s_instance = this;
    QApplication::setStyle(new ParlorStyle);
    qApp->installEventFilter(this);
    refresh();
}

Appearance::~Appearance() {
    if (s_instance == this)
        s_instance = nullptr;
}

Appearance* Appearance::instance() {
    return s_instance;
}

void Appearance::setChoice(ThemeChoice choice) {
    m_choice = choice;
    refresh();
}

void Appearance::setZoom(double zoom) {
    m_zoom = std::clamp(zoom, 0.8, 2.0);
    refresh();
}

void Appearance::setReducedMotion(bool reduced) {
    m_reducedMotion = reduced;
    refresh();
}

bool Appearance::eventFilter(QObject* watched, QEvent* event) {
    if (watched == qApp && event->type() == QEvent::ThemeChange && !m_settingPalette) {
        m_systemIsDark = QApplication::style()->standardPalette().color(QPalette::Window).lightness() < 128;
        refresh();
    }
    return QObject::eventFilter(watched, event);
}

ThemeKind Appearance::kindNow() const {
    switch (m_choice) {
    case ThemeChoice::Light:
        return ThemeKind::Light;
    case ThemeChoice::Dark:
        return ThemeKind::Dark;
    case ThemeChoice::HighContrast:
        return ThemeKind::HighContrast;
    case ThemeChoice::System:
        break;
    }
    return m_systemIsDark ? ThemeKind::Dark : ThemeKind::Light;
}

void Appearance::refresh() {
    m_theme = Theme(kindNow(), m_zoom, m_reducedMotion);
    m_settingPalette = true;
    QPixmapCache::clear();
    QApplication::setPalette(paletteFor(m_theme));
    QApplication::setFont(m_theme.font(TextSize::Body));
    m_settingPalette = false;
    Q_EMIT themeChanged();
}

const Theme& theme() {
    static const Theme plain;
    return s_instance != nullptr ? s_instance->theme() : plain;
}

QString nameOf(ThemeChoice choice) {
    switch (choice) {
    case ThemeChoice::Light:
        return u"light"_qs;
    case ThemeChoice::Dark:
        return u"dark"_qs;
    case ThemeChoice::HighContrast:
        return u"contrast"_qs;
    case ThemeChoice::System:
        break;
    }
    return u"system"_qs;
}

std::optional<ThemeChoice> themeChoiceFrom(QStringView name) {
    for (const auto choice :
         {ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::HighContrast})
        if (nameOf(choice) == name)
            return choice;
    return std::nullopt;
}

} // namespace parlor::client
