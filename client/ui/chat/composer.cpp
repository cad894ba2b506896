#include "client/ui/chat/composer.h"

#include "client/ui/chat/composeredit.h"
#include "client/ui/chat/emojipicker.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/face.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>

namespace parlor::client {

namespace t = tokens::composer;

Composer::Composer(QWidget* parent)
    : QWidget(parent),
      m_edit(new ComposerEdit(this)),
      m_plus(new IconButton(u"plus"_qs, this)),
      m_emoji(new IconButton(u"smile"_qs, this)),
      m_send(new IconButton(u"arrow-up"_qs, this)),
      m_close(new IconButton(u"x"_qs, this)) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusProxy(m_edit);
    m_send->setLook(IconButton::Look::Accent);
    m_send->setSizes(t::send, 20);
    m_close->setSizes(32, 18);
    m_close->hide();
    setHint(m_plus, tr("Send photos"), QKeySequence(Qt::CTRL | Qt::Key_U));
    setHint(m_emoji, tr("Emoji"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E));
    setHint(m_send, tr("Send"), QKeySequence(Qt::Key_Return));
    setHint(m_close, tr("Cancel"), QKeySequence(Qt::Key_Escape));
    connect(m_plus, &QAbstractButton::clicked, this, &Composer::attachAsked);
    connect(m_emoji, &QAbstractButton::clicked, this, [this] { Q_EMIT emojiAsked(emojiPlace()); });
    connect(m_send, &QAbstractButton::clicked, this, &Composer::trySend);
    connect(m_close, &QAbstractButton::clicked, this, &Composer::leaveMode);
    connect(m_edit, &ComposerEdit::sendAsked, this, &Composer::trySend);
    connect(m_edit, &ComposerEdit::editLastAsked, this, &Composer::editLastAsked);
    connect(m_edit, &ComposerEdit::replyMoved, this, &Composer::replyMoved);
    connect(m_edit, &ComposerEdit::pageAsked, this, &Composer::pageAsked);
    connect(m_edit, &ComposerEdit::imagePasted, this, &Composer::imagePasted);
    connect(m_edit, &ComposerEdit::filesGiven, this, &Composer::filesGiven);
    connect(m_edit, &ComposerEdit::escaped, this, [this] {
        if (m_mode != Mode::Plain)
            leaveMode();
        else
            Q_EMIT escaped();
    });
    connect(m_edit, &QTextEdit::textChanged, this, [this] {
        m_send->setEnabled(!text().trimmed().isEmpty());
        fit();
        Q_EMIT textEdited();
    });
    m_send->setEnabled(false);
    m_edit->installEventFilter(this);
    if (Appearance* appearance = Appearance::instance())
        connect(appearance, &Appearance::themeChanged, this, [this] {
            m_edit->applyTheme();
            fit();
        });
    fit();
}

QString Composer::text() const {
    return m_edit->toPlainText();
}

void Composer::setText(const QString& text) {
    m_edit->setText(text);
}

void Composer::setPlaceholder(const QString& words) {
    m_edit->setPlaceholderText(words);
}

void Composer::setNarrow(bool narrow) {
    m_narrow = narrow;
    fit();
}

void Composer::focusText() {
    m_edit->setFocus();
}

void Composer::takeKey(QKeyEvent* event) {
    m_edit->setFocus();
    QApplication::sendEvent(m_edit, event);
}

void Composer::insertText(const QString& text) {
    m_edit->insertPlainText(text);
    m_edit->setFocus();
}

QPoint Composer::emojiPlace() const {
    const int right = frame().right() + 1;
    return mapToGlobal(QPoint(std::min(m_emoji->x(), right - EmojiPicker::panelWidth / 2), m_emoji->y()));
}

void Composer::startReply(const QuoteLine& quote) {
    if (m_mode == Mode::Edit)
        leaveMode();
    m_quote = quote;
    setMode(Mode::Reply);
    m_edit->setFocus();
}

void Composer::startEdit(const QString& key, const QString& text) {
    if (m_mode != Mode::Edit)
        m_textBefore = this->text();
    m_editKey = key;
    m_quote = {};
    m_quote.text = text;
    setMode(Mode::Edit);
    m_edit->setText(text);
    m_edit->setFocus();
}

void Composer::leaveMode() {
    if (m_mode == Mode::Plain)
        return;
    const bool edited = m_mode == Mode::Edit;
    setMode(Mode::Plain);
    m_editKey.clear();
    m_quote = {};
    if (edited)
        m_edit->setText(m_textBefore);
    Q_EMIT modeLeft();
}

void Composer::setMode(Mode mode) {
    m_mode = mode;
    m_close->setVisible(mode != Mode::Plain);
    m_send->setIconName(mode == Mode::Edit ? u"check"_qs : u"arrow-up"_qs);
    setHint(m_send, mode == Mode::Edit ? tr("Save") : tr("Send"), QKeySequence(Qt::Key_Return));
    fit();
    update();
}

void Composer::trySend() {
    const QString words = text().trimmed();
    if (!words.isEmpty())
        Q_EMIT sendAsked(words);
}

int Composer::padX() const {
    return m_narrow ? tokens::timeline::padXNarrow : t::marginX;
}

QRect Composer::frame() const {
    return rect().adjusted(padX(), t::marginTop, -padX(), 0);
}

void Composer::fit() {
    const int bar = m_mode == Mode::Plain ? 0 : t::replyBar;
    const int line = theme().lineHeight(TextSize::Body);
    const int least = std::max<int>(t::minHeight, line + 24);
    const int content = std::clamp(m_edit->wantedHeight(), line, t::maxHeight - 24);
    const int body = std::max(least, content + 24);
    setFixedHeight(body + bar + t::marginTop);
    const QRect box = frame();
    const int textX = t::textX - t::marginX;
    const int right = box.right() - 6 - t::send - 6 - t::button - 8;
    const int top = box.top() + bar;
    m_edit->setGeometry(box.left() + textX, top + (body - content) / 2 + 1,
                        std::max(20, right - box.left() - textX), content);
    m_edit->setVerticalScrollBarPolicy(m_edit->wantedHeight() > content + 1 ? Qt::ScrollBarAsNeeded
                                                                            : Qt::ScrollBarAlwaysOff);
    const int low = box.bottom() + 1 - (t::minHeight + t::button) / 2;
    m_plus->move(box.left() + t::plusCentreX - t::marginX - t::button / 2, low);
    m_send->move(box.right() + 1 - 6 - t::send, low);
    m_emoji->move(m_send->x() - 6 - t::button, low);
    m_close->move(m_send->x(), box.top() + (t::replyBar - m_close->height()) / 2);
    update();
}

void Composer::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

void Composer::mousePressEvent(QMouseEvent* /*event*/) {
    m_edit->setFocus();
}

bool Composer::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::eventFilter(watched, event);
}

void Composer::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Surface));
    const QRectF box = frame();
    fillRounded(painter, box, Corners::all(t::radius), theme().colour(Colour::Surface));
    strokeRounded(painter, box, Corners::all(t::radius),
                  theme().colour(m_edit->hasFocus() ? Colour::Accent : Colour::Outline));
    if (m_mode == Mode::Plain)
        return;
    const QRectF bar(box.left(), box.top(), box.width(), t::replyBar);
    drawHairline(painter, bar.left() + 1, bar.bottom() - 1, bar.width() - 2, theme().colour(Colour::Divider));
    const double centre = box.left() + t::plusCentreX - t::marginX;
    drawIcon(painter, QPointF(centre - 9, bar.center().y() - 9),
             m_mode == Mode::Reply ? u"reply"_qs : u"pencil"_qs, 18, theme().colour(Colour::AccentText));
    double x = box.left() + t::textX - t::marginX;
    if (m_quote.photo) {
        const QRectF thumb(x, bar.center().y() - 16, 32, 32);
        fillRounded(painter, thumb, Corners::all(tokens::radius::tiny), theme().colour(Colour::Field));
        if (m_pictures != nullptr)
            drawRoundedPixmap(painter, thumb, Corners::all(tokens::radius::tiny),
                              m_pictures->picture(*m_quote.photo, QSize(64, 64)));
        x += 42;
    }
    const double room = m_close->x() - 8 - x;
    const double line = theme().lineHeight(TextSize::Small);
    const double top = bar.center().y() - line;
    const bool reply = m_mode == Mode::Reply;
    drawLine(painter, QRectF(x, top, room, line), reply ? m_quote.name : tr("Edit message"),
             theme().font(TextSize::Small, 600),
             reply ? theme().personName(colourIndexOf(m_quote.author.value()))
                   : theme().colour(Colour::AccentText));
    drawLine(painter, QRectF(x, top + line, room, line), QString(m_quote.text).replace(u'\n', u' '),
             theme().font(TextSize::Small), theme().colour(Colour::TextMuted));
}

} // namespace parlor::client
