#pragma once

#include "client/models/channelrow.h"
#include "client/ui/widgets/face.h"
#include "client/ui/widgets/picturesource.h"

#include <QWidget>

class QScrollArea;

namespace parlor::client {

struct DetailsMember {
    PersonId person;
    QString name;
    QString note; ///< "Owner"
    bool self = false;
    Online online = Online::Unknown;
};

struct Details {
    Face face;
    QString name, topic;
    bool canInvite = true;
    bool muted = false;
    QList<PhotoReference> photos; ///< newest first, at most nine are shown
    int photoCount = 0;
    QList<DetailsMember> members;
    int memberCount = 0;
};

/// The 300 px at the right: what this chat is, its photos, its people.
class DetailsPane final : public QWidget {
    Q_OBJECT
public:
    explicit DetailsPane(QWidget* parent = nullptr);

    void setDetails(const Details& details);
    void setPictures(PictureSource* pictures);

Q_SIGNALS:
    void closeAsked();
    void searchAsked();
    void inviteAsked();
    void muteAsked(bool mute);
    void photoOpened(parlor::PhotoId photo);
    void allPhotosAsked();
    void personOpened(parlor::PersonId person);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    class Content;
    Content* m_content;
    QScrollArea* m_scroll;
};

} // namespace parlor::client
