#pragma once

#include "client/ui/style/fade.h"
#include "client/ui/widgets/face.h"

#include <QAbstractButton>
#include <QWidget>

#include <array>

namespace parlor::client {

enum class Page { Chats, Photos, Albums, Search, Settings };

/// One item of the rail: icon and label, or icon alone.
class RailItem final : public QAbstractButton {
    Q_OBJECT
public:
    RailItem(const QString& icon, const QString& label, QWidget* parent);

    void setBadge(int count);
    /// Total progress 0 … 1 as a ring around the icon; negative: none.
    void setProgress(double share);

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString m_icon;
    int m_badge = 0;
    double m_progress = -1;
    Fade m_hover;
};

/// The 64 px at the left edge: the account, the pages, transfers and settings.
class Rail final : public QWidget {
    Q_OBJECT
public:
    explicit Rail(QWidget* parent = nullptr);

    void setAccount(const Face& server, const QString& tip);
    void setCurrent(Page page);
    void setBadge(Page page, int count);
    void setTransfers(double share, bool open);
    /// Which pages exist; the others are not shown.
    void setPageShown(Page page, bool shown);

Q_SIGNALS:
    void asked(parlor::client::Page page);
    void transfersAsked();
    void accountAsked(const QPoint& globalPos);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    void place();

    [[nodiscard]] RailItem* item(Page page) const { return m_items[static_cast<std::size_t>(page)]; }

    Face m_account;
    QString m_tip;
    std::array<RailItem*, 5> m_items{};
    std::array<bool, 5> m_shown{true, true, true, true, true};
    RailItem* m_transfers;
};

} // namespace parlor::client
