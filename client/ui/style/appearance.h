#pragma once

#include "client/ui/style/theme.h"

#include <QObject>

namespace parlor::client {

enum class ThemeChoice { System, Light, Dark, HighContrast };

/// The one place that knows the current theme; there is one for the application, made after it and before any
/// window. Registers the fonts, sets style and palette, follows the system while the choice says so.
class Appearance final : public QObject {
    Q_OBJECT
public:
    explicit Appearance(QObject* parent = nullptr);
    ~Appearance() override;

    /// The application's; null before it is made.
    [[nodiscard]] static Appearance* instance();

    [[nodiscard]] const Theme& theme() const { return m_theme; }

    [[nodiscard]] ThemeChoice choice() const { return m_choice; }

    void setChoice(ThemeChoice choice);
    /// 0.8 … 2.0, 1 is as designed.
    void setZoom(double zoom);
    void setReducedMotion(bool reduced);

Q_SIGNALS:
    void themeChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    [[nodiscard]] ThemeKind kindNow() const;

    Theme m_theme;
    ThemeChoice m_choice = ThemeChoice::System;
    double m_zoom = 1.0;
    bool m_reducedMotion = false;
    bool m_systemIsDark = false;
    bool m_settingPalette = false;
};

/// The current theme.
const Theme& theme();

/// "system", "light", "dark", "contrast": in settings and on the command line.
QString nameOf(ThemeChoice choice);
std::optional<ThemeChoice> themeChoiceFrom(QStringView name);

} // namespace parlor::client
