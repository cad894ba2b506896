#pragma once

#include <QList>
#include <QWidget>

namespace parlor::client {

class Button;
class IconButton;

/// Stands in the header's place while photos are chosen: how many, and what can be done with them.
class SelectionBar final : public QWidget {
    Q_OBJECT
public:
    explicit SelectionBar(QWidget* parent = nullptr);

    void setCount(int count);

Q_SIGNALS:
    void closeAsked();
    void sendAsked();
    void favouriteAsked();
    void downloadAsked();
    void binAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    IconButton* m_close;
    QList<Button*> m_actions; ///< from the left
    int m_count = 0;
};

} // namespace parlor::client
