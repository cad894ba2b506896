#pragma once

#include <QLineEdit>
#include <QWidget>

namespace parlor::client {

/// The 36 px grey field with a magnifier; shows a key hint while it is empty. As a button it only opens
/// something.
class SearchField final : public QWidget {
    Q_OBJECT
public:
    explicit SearchField(const QString& placeholder, QWidget* parent = nullptr);

    void setKeyHint(const QString& keys);
    /// It takes no text itself: a click or Enter emits opened().
    void setButtonLike();

    [[nodiscard]] QLineEdit* edit() const { return m_edit; }

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void opened();
    void textChanged(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLineEdit* m_edit;
    QString m_keys;
    bool m_buttonLike = false;
};

} // namespace parlor::client
