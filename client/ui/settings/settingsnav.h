#pragma once

#include <QList>
#include <QWidget>

namespace parlor::client {

/// The list of the settings' pages: title, then rows of 40 px.
class SettingsNav final : public QWidget {
    Q_OBJECT
public:
    explicit SettingsNav(QWidget* parent = nullptr);

    void add(const QString& icon, const QString& title);

    [[nodiscard]] QString titleOf(int index) const { return m_entries.at(index).title; }

    void setCurrent(int index);

Q_SIGNALS:
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Entry {
        QString icon, title;
    };

    [[nodiscard]] QRect rowRect(int index) const;
    [[nodiscard]] int rowAt(QPoint point) const;

    QList<Entry> m_entries;
    int m_current = 0, m_hover = -1;
};

} // namespace parlor::client
