#pragma once

#include <QLineEdit>
#include <QWidget>

class QLabel;

namespace parlor::client {

class IconButton;

/// A 40 px field with a label above and, when something is wrong, words below.
class TextField final : public QWidget {
    Q_OBJECT
public:
    enum class Trailing { None, Checking, Good };

    explicit TextField(const QString& label, QWidget* parent = nullptr);

    [[nodiscard]] QLineEdit* edit() const { return m_edit; }

    [[nodiscard]] QString text() const { return m_edit->text(); }

    void setText(const QString& text) { m_edit->setText(text); }

    /// Empty clears it. The words stand below the field in red.
    void setError(const QString& words);

    [[nodiscard]] bool hasError() const { return !m_error.isEmpty(); }

    void setTrailing(Trailing trailing);
    /// Dots, with an eye that shows the letters.
    void setSecret();

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void textEdited(const QString& text);
    void submitted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] QRect box() const;
    void place();

    QString m_label;
    QString m_error;
    QLineEdit* m_edit;
    IconButton* m_eye = nullptr;
    Trailing m_trailing = Trailing::None;
};

} // namespace parlor::client
