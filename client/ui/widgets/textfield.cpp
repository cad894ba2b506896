#include "client/ui/widgets/textfield.h"

#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>

namespace parlor::client {

namespace {
constexpr int labelGap = 6;
constexpr int errorGap = 4;
} // namespace

TextField::TextField(const QString& label, QWidget* parent)
    : QWidget(parent), m_label(label), m_edit(new QLineEdit(this)) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusProxy(m_edit);
    m_edit->setFrame(false);
    m_edit->setAccessibleName(label);
    m_edit->setAttribute(Qt::WA_MacShowFocusRect, false);
    QPalette clear = m_edit->palette();
    clear.setColor(QPalette::Base, Qt::transparent);
    m_edit->setPalette(clear);
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::textEdited, this, &TextField::textEdited);
    connect(m_edit, &QLineEdit::returnPressed, this, &TextField::submitted);
}

void TextField::setError(const QString& words) {
    if (m_error == words)
        return;
    m_error = words;
    m_edit->setAccessibleDescription(words);
    updateGeometry();
    update();
}

void TextField::setTrailing(Trailing trailing) {
    m_trailing = trailing;
    place();
    update();
}

void TextField::setSecret() {
    m_edit->setEchoMode(QLineEdit::Password);
    m_eye = new IconButton(u"eye"_qs, this);
    m_eye->setSizes(28, tokens::icon::toolbar);
    setHint(m_eye, tr("Show password"));
    connect(m_eye, &QAbstractButton::clicked, this, [this] {
        const bool hidden = m_edit->echoMode() == QLineEdit::Password;
        m_edit->setEchoMode(hidden ? QLineEdit::Normal : QLineEdit::Password);
        m_eye->setIconName(hidden ? u"eye-off"_qs : u"eye"_qs);
        setHint(m_eye, hidden ? tr("Hide password") : tr("Show password"));
    });
    place();
}

QSize TextField::sizeHint() const {
    int height = theme().scaled(tokens::field::height);
    if (!m_label.isEmpty())
        height += theme().lineHeight(TextSize::Small) + labelGap;
    if (!m_error.isEmpty())
        height += errorGap + theme().lineHeight(TextSize::Caption);
    return {240, height};
}

QSize TextField::minimumSizeHint() const {
    return {120, sizeHint().height()};
}

QRect TextField::box() const {
    const int top = m_label.isEmpty() ? 0 : theme().lineHeight(TextSize::Small) + labelGap;
    return {0, top, width(), theme().scaled(tokens::field::height)};
}

void TextField::place() {
    const QRect frame = box();
    int right = tokens::field::padX;
    if (m_eye != nullptr || m_trailing != Trailing::None)
        right = 36;
    m_edit->setFont(theme().font(TextSize::Body));
    m_edit->setGeometry(frame.adjusted(tokens::field::padX - 2, 2, -right, -2));
    if (m_eye != nullptr)
        m_eye->move(frame.right() - 6 - m_eye->width() + 1,
                    frame.top() + (frame.height() - m_eye->height()) / 2);
}

void TextField::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QRectF frame = box();
    const Corners corners = Corners::all(tokens::field::radius);
    if (!m_label.isEmpty())
        drawLine(painter, QRectF(0, 0, width(), theme().lineHeight(TextSize::Small)), m_label,
                 theme().font(TextSize::Small, 600), theme().colour(Colour::Text));
    fillRounded(painter, frame, corners, theme().colour(isEnabled() ? Colour::Surface : Colour::Field));
    if (!m_error.isEmpty()) {
        strokeRounded(painter, frame, corners, theme().colour(Colour::Danger), 2);
        drawLine(painter,
                 QRectF(0, frame.bottom() + errorGap, width(), theme().lineHeight(TextSize::Caption)),
                 m_error, theme().font(TextSize::Caption), theme().colour(Colour::DangerText));
    } else if (m_edit->hasFocus()) {
        strokeRounded(painter, frame, corners, theme().colour(Colour::Focus), 2);
    } else {
        strokeRounded(painter, frame, corners, theme().colour(Colour::Outline), 1);
    }
    if (m_trailing != Trailing::None && m_eye == nullptr) {
        const bool good = m_trailing == Trailing::Good;
        drawIcon(painter, QPointF(frame.right() - 12 - 18, frame.top() + (frame.height() - 18) / 2),
                 good ? u"circle-check"_qs : u"clock"_qs, 18,
                 theme().colour(good ? Colour::SuccessText : Colour::TextMuted));
    }
}

void TextField::resizeEvent(QResizeEvent* event) {
    place();
    QWidget::resizeEvent(event);
}

void TextField::mousePressEvent(QMouseEvent* event) {
    if (box().contains(event->pos()))
        m_edit->setFocus();
}

bool TextField::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::eventFilter(watched, event);
}

} // namespace parlor::client
