#pragma once

#include "client/models/timelineitem.h"
#include "client/ui/widgets/picturesource.h"

#include <QWidget>

namespace parlor::client {

class ComposerEdit;
class IconButton;

/// Where one writes: plus, text, emoji, send; above them the message that is answered or edited.
class Composer final : public QWidget {
    Q_OBJECT
public:
    enum class Mode { Plain, Reply, Edit };

    explicit Composer(QWidget* parent = nullptr);

    [[nodiscard]] QString text() const;
    void setText(const QString& text);
    void setPlaceholder(const QString& words);

    void setPictures(PictureSource* pictures) { m_pictures = pictures; }

    void setNarrow(bool narrow);
    void focusText();
    /// Gives a key that was pressed elsewhere to the text.
    void takeKey(QKeyEvent* event);
    void insertText(const QString& text);
    /// Where a picker of emoji opens, on the screen: above the button, inside the frame.
    [[nodiscard]] QPoint emojiPlace() const;

    void startReply(const QuoteLine& quote);
    void startEdit(const QString& key, const QString& text);
    void leaveMode();

    [[nodiscard]] Mode mode() const { return m_mode; }

    [[nodiscard]] QString editedKey() const { return m_editKey; }

    [[nodiscard]] const QuoteLine& quote() const { return m_quote; }

Q_SIGNALS:
    /// The text is not empty; it is the composer's owner who clears it.
    void sendAsked(const QString& text);
    void textEdited();
    void attachAsked();
    void emojiAsked(const QPoint& globalPos);
    void editLastAsked();
    void replyMoved(int step);
    void escaped();
    void pageAsked(int direction);
    void imagePasted(const QImage& image);
    void filesGiven(const QStringList& files);
    void modeLeft();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setMode(Mode mode);
    void fit();
    void trySend();
    [[nodiscard]] int padX() const;
    [[nodiscard]] QRect frame() const;

    ComposerEdit* m_edit;
    IconButton *m_plus, *m_emoji, *m_send, *m_close;
    PictureSource* m_pictures = nullptr;
    Mode m_mode = Mode::Plain;
    QuoteLine m_quote;
    QString m_editKey, m_textBefore;
    bool m_narrow = false;
};

} // namespace parlor::client
