#pragma once

#include "client/models/timelineitem.h"

#include <QMenu>

namespace parlor::client {

/// What one may do with a message. It holds what the message said when it was opened and does nothing itself.
class MessageMenu final : public QMenu {
    Q_OBJECT
public:
    struct May {
        bool moderate = false; ///< others' messages
        bool reachServer = false;
    };

    MessageMenu(const TimelineItem& item, const May& may, QWidget* parent);

Q_SIGNALS:
    void replyAsked();
    void reactAsked();
    void pinAsked(bool pin);
    void editAsked();
    /// Others' photos into one's own library.
    void copyPhotosAsked(const QList<parlor::PhotoReference>& photos);
    /// To files; `own`: as the originals.
    void savePhotosAsked(const QList<parlor::PhotoReference>& photos, bool own);
    void deleteAsked();

private:
    QAction* add(const QString& icon, const QString& words, const QString& keys = {}, bool danger = false);
    void addPhotos(const TimelineItem& item, bool online);
};

} // namespace parlor::client
