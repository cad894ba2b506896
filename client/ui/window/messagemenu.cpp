#include "client/ui/window/messagemenu.h"

#include "client/ui/style/iconcache.h"

#include <QApplication>
#include <QClipboard>

namespace parlor::client {

MessageMenu::MessageMenu(const TimelineItem& item, const May& may, QWidget* parent) : QMenu(parent) {
    const bool sent = item.message.isValid();
    if (sent) {
        connect(add(u"reply"_qs, tr("Reply"), u"R"_qs), &QAction::triggered, this, &MessageMenu::replyAsked);
        connect(add(u"smile-plus"_qs, tr("React")), &QAction::triggered, this, &MessageMenu::reactAsked);
    }
    if (!item.text.isEmpty())
        connect(add(u"copy"_qs, tr("Copy text"), u"Ctrl C"_qs), &QAction::triggered, this,
                [text = item.text] { QApplication::clipboard()->setText(text); });
    if (sent && !item.photos.isEmpty())
        addPhotos(item, may.reachServer);
    if (sent) {
        connect(
            add(item.pinned ? u"pin-off"_qs : u"pin"_qs, item.pinned ? tr("Unpin") : tr("Pin to channel")),
            &QAction::triggered, this, [this, pin = !item.pinned] { Q_EMIT pinAsked(pin); });
    }
    if (item.canBeEdited())
        connect(add(u"pencil"_qs, tr("Edit"), u"↑"_qs), &QAction::triggered, this, &MessageMenu::editAsked);
    if (item.own || may.moderate) {
        addSeparator();
        connect(add(u"trash-2"_qs, tr("Delete"), {}, true), &QAction::triggered, this,
                &MessageMenu::deleteAsked);
    }
}

QAction* MessageMenu::add(const QString& icon, const QString& words, const QString& keys, bool danger) {
    QAction* action = addAction(menuIcon(icon, danger), keys.isEmpty() ? words : words + u'\t' + keys);
    if (danger)
        action->setProperty("danger", true);
    return action;
}

void MessageMenu::addPhotos(const TimelineItem& item, bool online) {
    // The reason stands where the keys of others stand.
    const QString why = online ? QString() : tr("when online");
    if (!item.own) {
        QAction* copy =
            add(u"image-plus"_qs,
                item.photos.size() == 1 ? tr("Save a copy to your photos") : tr("Save copies to your photos"),
                why);
        copy->setEnabled(online);
        connect(copy, &QAction::triggered, this,
                [this, photos = item.photos] { Q_EMIT copyPhotosAsked(photos); });
    }
    QAction* save =
        add(u"download"_qs, item.own ? tr("Save the original to disk…") : tr("Save to disk…"), why);
    save->setEnabled(online);
    connect(save, &QAction::triggered, this,
            [this, photos = item.photos, own = item.own] { Q_EMIT savePhotosAsked(photos, own); });
}

} // namespace parlor::client
