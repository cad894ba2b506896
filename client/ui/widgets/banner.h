#pragma once

#include <QWidget>

namespace parlor::client {

class Button;

/// The 40 px amber strip under a header: what is the matter, and the button that mends it.
class Banner final : public QWidget {
    Q_OBJECT
public:
    explicit Banner(QWidget* parent = nullptr);

    void setWords(const QString& icon, const QString& strong, const QString& rest);
    void setAction(const QString& words);

Q_SIGNALS:
    void asked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QString m_icon, m_strong, m_rest;
    Button* m_action;
};

} // namespace parlor::client
