#pragma once

#include "client/ui/style/appearance.h"
#include "shared/core/ids.h"

#include <QByteArray>
#include <QObject>
#include <QSettings>

namespace parlor::client {

/// What one is told about while not looking.
enum class NotifyChoice { Everything, Mentions, Nothing };

/// What this device remembers of its owner's taste; changes act at once and are written in the background of
/// the event loop. Interface thread only.
class Preferences final : public QObject {
    Q_OBJECT
public:
    /// `file` is an INI file inside the profile; it is made when needed.
    explicit Preferences(const QString& file, QObject* parent = nullptr);

    [[nodiscard]] ThemeChoice themeChoice() const;
    [[nodiscard]] double zoom() const;
    [[nodiscard]] bool reducedMotion() const;
    [[nodiscard]] bool compactList() const;
    [[nodiscard]] bool detailsShown() const;
    [[nodiscard]] int listWidth() const;
    [[nodiscard]] NotifyChoice notify() const;
    /// Notifications say what was written.
    [[nodiscard]] bool notifyWords() const;
    /// Closing the window leaves the program in the tray.
    [[nodiscard]] bool keepsRunning() const;
    [[nodiscard]] QByteArray geometry() const;
    [[nodiscard]] ChannelId lastChannel() const;

    void setThemeChoice(ThemeChoice choice);

    /// For this run only (command line); the next choice in the settings ends it.
    void forceTheme(ThemeChoice choice) { m_forcedTheme = choice; }

    void setZoom(double zoom);
    void setReducedMotion(bool reduced);
    void setCompactList(bool compact);
    void setDetailsShown(bool shown);
    void setListWidth(int width);
    void setNotify(NotifyChoice choice);
    void setNotifyWords(bool words);
    void setKeepsRunning(bool keeps);
    void setGeometry(const QByteArray& geometry);
    void setLastChannel(ChannelId channel);

    /// Gives theme, zoom and motion to the application.
    void apply(Appearance& appearance) const;

Q_SIGNALS:
    void changed();

private:
    void set(const QString& key, const QVariant& value);
    QSettings m_file;
    std::optional<ThemeChoice> m_forcedTheme;
};

} // namespace parlor::client
