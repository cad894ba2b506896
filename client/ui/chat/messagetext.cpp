#include "client/ui/chat/messagetext.h"

#include "client/ui/style/emoji.h"
#include "client/ui/style/paint.h"

#include <QCoreApplication>
#include <QPainter>
#include <QRegularExpression>
#include <QTextBoundaryFinder>

#include <cmath>

namespace parlor::client {

namespace {

/// Closing signs that a sentence put behind the address.
qsizetype trimmedLength(const QString& address) {
    qsizetype length = address.size();
    while (length > 0 && QStringView(u".,;:!?)]}'\"»”").contains(address[length - 1]))
        --length;
    return length;
}

QList<MessageText::Link> linksIn(const QString& text) {
    static const QRegularExpression pattern(u"\\b(?:https?://|mailto:)[^\\s<>]+"_qs,
                                            QRegularExpression::CaseInsensitiveOption);
    QList<MessageText::Link> links;
    for (auto it = pattern.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        const qsizetype length = trimmedLength(match.captured());
        const QUrl url(match.captured().left(length), QUrl::StrictMode);
        if (url.isValid() && (url.scheme() == u"mailto" || !url.host().isEmpty()))
            links.append({match.capturedStart(), length, url});
    }
    return links;
}

} // namespace

MessageText::MessageText(const QString& text, const QStringList& mentions, bool edited, const Theme& theme)
    : m_text(text), m_links(linksIn(text)), m_step(theme.lineHeight(TextSize::Body)), m_theme(theme) {
    QString shown = text;
    const QString mark =
        edited ? u"\u00a0"_qs + QCoreApplication::translate("MessageText", "edited") : QString();
    const bool large = isOnlyEmoji(text);
    shown += mark;
    // A separator, unlike a line feed, breaks lines in a text layout.
    shown.replace(u'\n', QChar::LineSeparator);
    m_layout.setText(shown);
    m_layout.setFont(large ? Theme::emojiFont(tokens::emoji::onlyEmojiMessage * theme.zoom())
                           : theme.font(TextSize::Body));
    if (large)
        m_step = std::round(tokens::emoji::onlyEmojiMessage * theme.zoom() * 1.25);
    QList<QTextLayout::FormatRange> formats;
    const auto add = [&formats](qsizetype start, qsizetype length, const QTextCharFormat& format) {
        formats.append({static_cast<int>(start), static_cast<int>(length), format});
    };
    for (const Link& link : m_links) {
        QTextCharFormat format;
        format.setForeground(theme.colour(Colour::Link));
        add(link.start, link.length, format);
    }
    for (const QString& name : mentions) {
        const QString written = u'@' + name;
        for (qsizetype at = text.indexOf(written, 0, Qt::CaseInsensitive); at >= 0;
             at = text.indexOf(written, at + 1, Qt::CaseInsensitive)) {
            QTextCharFormat format;
            format.setFont(theme.font(TextSize::Body, 600));
            format.setForeground(theme.colour(Colour::AccentText));
            add(at, written.size(), format);
            m_mentions.append({at, written.size()});
        }
    }

    for (const auto& [start, length] : large ? QList<std::pair<qsizetype, qsizetype>>() : emojiRuns(text)) {
        QTextCharFormat format;
        format.setFont(Theme::emojiFont(tokens::emoji::inText * theme.zoom()));
        add(start, length, format);
    }
    if (edited) {
        QTextCharFormat format;
        format.setFont(theme.font(TextSize::Caption));
        format.setForeground(theme.colour(Colour::TextMuted));
        add(text.size(), mark.size(), format);
    }
    m_layout.setFormats(formats);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_layout.setTextOption(option);
    m_layout.setCacheEnabled(true);
}

void MessageText::layOut(double width) {
    double y = 0, widest = 0;
    m_layout.beginLayout();
    for (QTextLine line = m_layout.createLine(); line.isValid(); line = m_layout.createLine()) {
        line.setLineWidth(std::max(1.0, width));
        line.setPosition(QPointF(0, y + (m_step - line.ascent() - line.descent()) / 2));
        widest = std::max(widest, line.naturalTextWidth());
        y += m_step;
    }
    m_layout.endLayout();
    m_size = QSizeF(std::ceil(widest), y);
}

int MessageText::lineAt(double y) const {
    return std::clamp(static_cast<int>(y / m_step), 0, std::max(0, m_layout.lineCount() - 1));
}

qsizetype MessageText::positionAt(QPointF point) const {
    if (m_layout.lineCount() == 0)
        return 0;
    const QTextLine line = m_layout.lineAt(lineAt(point.y()));
    return std::min<qsizetype>(line.xToCursor(point.x()), m_text.size());
}

QUrl MessageText::linkAt(QPointF point) const {
    if (m_layout.lineCount() == 0 || point.y() < 0 || point.y() > m_size.height())
        return {};
    const QTextLine line = m_layout.lineAt(lineAt(point.y()));
    if (point.x() < 0 || point.x() > line.naturalTextWidth())
        return {};
    const qsizetype at = line.xToCursor(point.x(), QTextLine::CursorOnCharacter);
    for (const Link& link : m_links)
        if (at >= link.start && at < link.start + link.length)
            return link.url;
    return {};
}

std::pair<qsizetype, qsizetype> MessageText::wordAt(qsizetype position) const {
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, m_text);
    finder.setPosition(std::min(position, m_text.size()));
    if (!finder.isAtBoundary())
        finder.toPreviousBoundary();
    const qsizetype start = std::max<qsizetype>(0, finder.position());
    const qsizetype end = finder.toNextBoundary();
    return {start, end < 0 ? m_text.size() : end};
}

void MessageText::draw(QPainter& painter, QPointF at, qsizetype selectionStart,
                       qsizetype selectionEnd) const {
    for (const auto& [start, length] : m_mentions) {
        const QTextLine line = m_layout.lineForTextPosition(static_cast<int>(start));
        if (!line.isValid())
            continue;
        const double left = line.cursorToX(static_cast<int>(start));
        const double right = line.cursorToX(static_cast<int>(start + length));
        fillRounded(
            painter,
            QRectF(at.x() + left - 3, at.y() + line.lineNumber() * m_step + 1, right - left + 6, m_step - 2),
            Corners::all(tokens::radius::tiny), m_theme.colour(Colour::AccentSoft));
    }
    if (selectionEnd > selectionStart) {
        const QColor ground = withAlpha(m_theme.colour(Colour::Accent), 0.3);
        for (int i = 0; i < m_layout.lineCount(); ++i) {
            const QTextLine line = m_layout.lineAt(i);
            const qsizetype from = std::max<qsizetype>(selectionStart, line.textStart());
            const qsizetype to = std::min<qsizetype>(selectionEnd, line.textStart() + line.textLength());
            if (from >= to)
                continue;
            const double left = line.cursorToX(static_cast<int>(from));
            const double right = line.cursorToX(static_cast<int>(to));
            painter.fillRect(QRectF(at.x() + left, at.y() + i * m_step, right - left, m_step), ground);
        }
    }
    painter.setPen(m_theme.colour(Colour::Text));
    m_layout.draw(&painter, at);
}

} // namespace parlor::client
