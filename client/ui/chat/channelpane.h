#pragma once

#include "client/models/channellistmodel.h"
#include "client/ui/widgets/picturesource.h"

#include <QWidget>

class QListView;

namespace parlor::client {

class ChannelDelegate;

/// The list of chats: title, search, sections and rows.
class ChannelPane final : public QWidget {
    Q_OBJECT
public:
    explicit ChannelPane(QWidget* parent = nullptr);

    void setModel(ChannelListModel* model);
    void setPictures(PictureSource* pictures);
    void setCurrent(ChannelId channel);
    void setCompact(bool compact);
    /// Nothing stands right of it: no line there either.
    void setAlone(bool alone);
    void setNow(qint64 ms);

    [[nodiscard]] QListView* list() const { return m_list; }

Q_SIGNALS:
    void opened(parlor::ChannelId channel);
    void sectionToggled(const QString& key);
    void newAsked();
    void searchAsked();
    void menuAsked(parlor::ChannelId channel, const QPoint& globalPos);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void follow(const QModelIndex& index);

    ChannelListModel* m_model = nullptr;
    ChannelDelegate* m_delegate;
    QListView* m_list;
    ChannelId m_current;
    bool m_alone = false;
};

} // namespace parlor::client
