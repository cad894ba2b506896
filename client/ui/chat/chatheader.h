#pragma once

#include "client/ui/widgets/face.h"

#include <QWidget>

namespace parlor::client {

class IconButton;

/// The 56 px bar above a conversation.
class ChatHeader final : public QWidget {
    Q_OBJECT
public:
    explicit ChatHeader(QWidget* parent = nullptr);

    /// `members` ("6 members, 4 online") stays longer than `topic` when there is little room.
    void setChat(const Face& face, const QString& name, const QString& members, const QString& topic);
    void setDetailsShown(bool shown);
    /// A back button with the other chats' unread count; without details button.
    void setStacked(bool stacked);
    void setUnreadElsewhere(int count);

Q_SIGNALS:
    void backAsked();
    void searchAsked();
    void detailsAsked(bool shown);
    void menuAsked(const QPoint& globalPos);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void place();

    Face m_face;
    QString m_name, m_members, m_topic;
    IconButton *m_back, *m_search, *m_details, *m_more;
    bool m_stacked = false;
};

} // namespace parlor::client
