#pragma once

#include "client/ui/window/rail.h"

#include <QHash>
#include <QWidget>

namespace parlor::client {

class ChannelPane;
class ChatPage;
class DetailsPane;

/// The signed-in window: rail, list, content, details. Folds the details below 900 px and stacks list and
/// content below 640 px. Other pages (photos, albums, settings) are given to it and fill all beside the rail.
class Shell final : public QWidget {
    Q_OBJECT
public:
    explicit Shell(QWidget* parent = nullptr);

    [[nodiscard]] Rail* rail() const { return m_rail; }

    [[nodiscard]] ChannelPane* channels() const { return m_channels; }

    [[nodiscard]] ChatPage* chat() const { return m_chat; }

    [[nodiscard]] DetailsPane* details() const { return m_details; }

    /// Takes `page` over and shows its item in the rail.
    void setPage(Page which, QWidget* page);

    [[nodiscard]] Page currentPage() const { return m_page; }

    [[nodiscard]] int listWidth() const { return m_listWidth; }

    void setListWidth(int width);

    [[nodiscard]] bool detailsWanted() const { return m_detailsWanted; }

    void setDetailsWanted(bool wanted);
    [[nodiscard]] bool isStacked() const;
    /// In a stack: the chat (true) or the list.
    void setChatOnTop(bool chat);

public Q_SLOTS:
    void showPage(parlor::client::Page page);
    /// F6 and Shift+F6: rail, list, messages, composer.
    void cycleLandmark(int step);

Q_SIGNALS:
    void pageChanged(parlor::client::Page page);
    void layoutChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void layOut();

    Rail* m_rail;
    ChannelPane* m_channels;
    ChatPage* m_chat;
    DetailsPane* m_details;
    QWidget* m_handle;
    QHash<Page, QWidget*> m_pages;
    Page m_page = Page::Chats;
    int m_listWidth;
    bool m_detailsWanted = true;
    bool m_chatOnTop = false;
};

} // namespace parlor::client
