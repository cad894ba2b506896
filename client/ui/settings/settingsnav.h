#pragma once

#include "client/ui/widgets/face.h"

#include <QList>
#include <QWidget>

namespace parlor::client {

class IconButton;
class SearchField;

/// The list of the settings' pages: title, a field that finds a setting, rows of 40 px, and below them who is
/// signed in.
class SettingsNav final : public QWidget {
    Q_OBJECT
public:
    explicit SettingsNav(QWidget* parent = nullptr);

    /// `words`: all that stands on the page, for the field.
    void add(const QString& icon, const QString& title, const QString& words);

    [[nodiscard]] int count() const { return static_cast<int>(m_entries.size()); }

    [[nodiscard]] QString titleOf(int index) const { return m_entries.at(index).title; }

    void setCurrent(int index);
    void setAccount(const Face& face, const QString& name, const QString& server);

Q_SIGNALS:
    void chosen(int index);
    void signOutAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Entry {
        QString icon, title, words;
    };

    void filter(const QString& text);
    void step(int by);
    /// Of the n-th row that is shown.
    [[nodiscard]] QRect rowRect(qsizetype row) const;
    [[nodiscard]] int entryAt(QPoint point) const;

    QList<Entry> m_entries;
    QList<int> m_shown; ///< entries that the field leaves, in their order
    int m_current = 0, m_hover = -1;
    SearchField* m_search;
    IconButton* m_signOut;
    Face m_face;
    QString m_name, m_server;
};

} // namespace parlor::client
