#include "client/ui/settings/preferences.h"

#include <algorithm>

namespace parlor::client {

Preferences::Preferences(const QString& file, QObject* parent)
    : QObject(parent), m_file(file, QSettings::IniFormat) {}

void Preferences::set(const QString& key, const QVariant& value) {
    if (m_file.value(key) == value)
        return;
    m_file.setValue(key, value);
    Q_EMIT changed();
}

ThemeChoice Preferences::themeChoice() const {
    if (m_forcedTheme)
        return *m_forcedTheme;
    return themeChoiceFrom(m_file.value(u"look/theme"_qs).toString()).value_or(ThemeChoice::System);
}

double Preferences::zoom() const {
    return m_file.value(u"look/zoom"_qs, 1.0).toDouble();
}

bool Preferences::reducedMotion() const {
    return m_file.value(u"look/reduced-motion"_qs, false).toBool();
}

bool Preferences::compactList() const {
    return m_file.value(u"look/compact-list"_qs, false).toBool();
}

bool Preferences::detailsShown() const {
    return m_file.value(u"window/details"_qs, true).toBool();
}

int Preferences::listWidth() const {
    return m_file.value(u"window/list-width"_qs, tokens::listPane::width).toInt();
}

NotifyChoice Preferences::notify() const {
    return static_cast<NotifyChoice>(std::clamp(m_file.value(u"notify/about"_qs, 0).toInt(), 0, 2));
}

bool Preferences::notifyWords() const {
    return m_file.value(u"notify/words"_qs, true).toBool();
}

bool Preferences::keepsRunning() const {
    return m_file.value(u"notify/keep-running"_qs, true).toBool();
}

QByteArray Preferences::geometry() const {
    return m_file.value(u"window/geometry"_qs).toByteArray();
}

ChannelId Preferences::lastChannel() const {
    return ChannelId::fromString(m_file.value(u"window/channel"_qs).toString()).value_or(ChannelId());
}

void Preferences::setThemeChoice(ThemeChoice choice) {
    m_forcedTheme.reset();
    m_file.setValue(u"look/theme"_qs, nameOf(choice));
    Q_EMIT changed();
}

void Preferences::setZoom(double zoom) {
    set(u"look/zoom"_qs, zoom);
}

void Preferences::setReducedMotion(bool reduced) {
    set(u"look/reduced-motion"_qs, reduced);
}

void Preferences::setCompactList(bool compact) {
    set(u"look/compact-list"_qs, compact);
}

void Preferences::setDetailsShown(bool shown) {
    set(u"window/details"_qs, shown);
}

void Preferences::setListWidth(int width) {
    set(u"window/list-width"_qs, width);
}

void Preferences::setNotify(NotifyChoice choice) {
    set(u"notify/about"_qs, static_cast<int>(choice));
}

void Preferences::setNotifyWords(bool words) {
    set(u"notify/words"_qs, words);
}

void Preferences::setKeepsRunning(bool keeps) {
    set(u"notify/keep-running"_qs, keeps);
}

void Preferences::setGeometry(const QByteArray& geometry) {
    set(u"window/geometry"_qs, geometry);
}

void Preferences::setLastChannel(ChannelId channel) {
    set(u"window/channel"_qs, channel.toString());
}

void Preferences::apply(Appearance& appearance) const {
    if (appearance.choice() != themeChoice())
        appearance.setChoice(themeChoice());
    if (theme().zoom() != zoom())
        appearance.setZoom(zoom());
    if (theme().reducesMotion() != reducedMotion())
        appearance.setReducedMotion(reducedMotion());
}

} // namespace parlor::client
