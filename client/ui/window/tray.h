#pragma once

#include "shared/core/ids.h"

#include <QColor>
#include <QMenu>
#include <QObject>
#include <QPixmap>
#include <QSystemTrayIcon>

namespace parlor::client {

/// What the sign in the tray tells.
struct TrayLook {
    int attention = 0;   ///< direct messages and mentions: a count
    bool unread = false; ///< anything else: a dot
    bool offline = false;

    friend bool operator==(const TrayLook&, const TrayLook&) = default;
};

/// The sign, `pixels` wide, in one colour of ink, with its count or dot cut out of it.
QPixmap trayPicture(int pixels, const TrayLook& look, const QColor& ink);

/// The program's place in the desktop's tray, and its notifications. Does nothing where there is no tray.
class Tray final : public QObject {
    Q_OBJECT
public:
    explicit Tray(QObject* parent = nullptr);

    [[nodiscard]] static bool isAvailable() { return QSystemTrayIcon::isSystemTrayAvailable(); }

    void setLook(const TrayLook& look);
    void tell(ChannelId channel, const QString& title, const QString& words);

Q_SIGNALS:
    /// A press on the sign.
    void pressed();
    void openAsked();
    void quitAsked();
    /// A press on a notification; the channel may be 0.
    void noticeOpened(parlor::ChannelId channel);

private:
    void paint();

    QSystemTrayIcon m_icon;
    QMenu m_menu;
    TrayLook m_look;
    ChannelId m_told; ///< of the newest notification
};

} // namespace parlor::client
