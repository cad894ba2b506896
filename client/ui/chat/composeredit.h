#pragma once

#include <QImage>
#include <QTextEdit>

namespace parlor::client {

/// The text of the composer: plain text only, lines of 20 px, grows with its content.
class ComposerEdit final : public QTextEdit {
    Q_OBJECT
public:
    explicit ComposerEdit(QWidget* parent = nullptr);

    /// Height in px that shows all of the text.
    [[nodiscard]] int wantedHeight() const;
    void setText(const QString& text);
    void applyTheme();

Q_SIGNALS:
    void sendAsked();
    /// Up in an empty composer.
    void editLastAsked();
    /// Ctrl+Up and Ctrl+Down: the message to reply to, one older (-1) or newer (1).
    void replyMoved(int step);
    void escaped();
    void pageAsked(int direction);
    void imagePasted(const QImage& image);
    void filesGiven(const QStringList& files);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    [[nodiscard]] bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;

private:
    void spaceLines();
    bool m_spacing = false;
};

} // namespace parlor::client
