#include "client/ui/chat/composeredit.h"

#include "client/ui/style/paint.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMimeData>
#include <QTextBlock>

#include <cmath>

namespace parlor::client {

ComposerEdit::ComposerEdit(QWidget* parent) : QTextEdit(parent) {
    setFrameShape(QFrame::NoFrame);
    setAcceptRichText(false);
    setTabChangesFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(0);
    setViewportMargins(0, 0, 0, 0);
    setAccessibleName(tr("Message"));
    applyTheme();
    connect(document(), &QTextDocument::contentsChanged, this, &ComposerEdit::spaceLines);
}

void ComposerEdit::applyTheme() {
    setFont(theme().font(TextSize::Body));
    QPalette clear = palette();
    clear.setColor(QPalette::Base, Qt::transparent);
    clear.setColor(QPalette::Text, theme().colour(Colour::Text));
    clear.setColor(QPalette::PlaceholderText, theme().colour(Colour::TextMuted));
    setPalette(clear);
    spaceLines();
}

void ComposerEdit::spaceLines() {
    if (m_spacing)
        return;
    m_spacing = true;
    const double extra = theme().lineHeight(TextSize::Body) - QFontMetricsF(font()).height();
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        if (block.blockFormat().lineHeight() == extra)
            continue;
        QTextCursor cursor(block);
        cursor.joinPreviousEditBlock();
        QTextBlockFormat format;
        format.setLineHeight(extra, QTextBlockFormat::LineDistanceHeight);
        cursor.mergeBlockFormat(format);
        cursor.endEditBlock();
    }
    m_spacing = false;
}

void ComposerEdit::setText(const QString& text) {
    setPlainText(text);
    moveCursor(QTextCursor::End);
}

int ComposerEdit::wantedHeight() const {
    // A line comes to a few hundredths more than its step, because Qt rounds the letters' height up.
    return static_cast<int>(std::ceil(document()->size().height() - 0.5));
}

void ComposerEdit::keyPressEvent(QKeyEvent* event) {
    const bool control = event->modifiers() & Qt::ControlModifier;
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (shift) {
            insertPlainText(u"\n"_qs);
            ensureCursorVisible();
        } else {
            Q_EMIT sendAsked();
        }
        return;
    case Qt::Key_Up:
        if (control) {
            Q_EMIT replyMoved(-1);
            return;
        }
        if (toPlainText().isEmpty() && event->modifiers() == Qt::NoModifier) {
            Q_EMIT editLastAsked();
            return;
        }
        break;
    case Qt::Key_Down:
        if (control) {
            Q_EMIT replyMoved(1);
            return;
        }
        break;
    case Qt::Key_Escape:
        Q_EMIT escaped();
        return;
    case Qt::Key_PageUp:
        Q_EMIT pageAsked(-1);
        return;
    case Qt::Key_PageDown:
        Q_EMIT pageAsked(1);
        return;
    default:
        break;
    }
    QTextEdit::keyPressEvent(event);
}

bool ComposerEdit::canInsertFromMimeData(const QMimeData* source) const {
    return source->hasImage() || source->hasUrls() || QTextEdit::canInsertFromMimeData(source);
}

void ComposerEdit::insertFromMimeData(const QMimeData* source) {
    QStringList files;
    for (const QUrl& url : source->urls())
        if (url.isLocalFile())
            files << url.toLocalFile();
    if (!files.isEmpty())
        Q_EMIT filesGiven(files);
    else if (source->hasImage())
        Q_EMIT imagePasted(qvariant_cast<QImage>(source->imageData()));
    else
        insertPlainText(source->text());
}

} // namespace parlor::client
