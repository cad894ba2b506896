#include "client/ui/chat/emojipicker.h"

#include "client/ui/style/parlorstyle.h"
#include "client/ui/widgets/searchfield.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <array>

namespace parlor::client {

namespace {

constexpr int columns = 8, cell = 36, rowsShown = 7, pad = 10;
static_assert(columns * cell + 2 * pad == EmojiPicker::panelWidth);

struct Sign {
    const char16_t* emoji;
    const char16_t* names;
};

constexpr std::array signs = std::to_array<Sign>({
    {u"👍", u"thumbs up yes like good"},
    {u"❤️", u"heart love red"},
    {u"😂", u"laugh tears joy"},
    {u"🎉", u"party tada congratulations"},
    {u"😍", u"heart eyes love"},
    {u"😮", u"wow open mouth surprise"},
    {u"😢", u"sad cry tear"},
    {u"🙏", u"please thanks pray"},
    {u"😀", u"grin happy"},
    {u"😄", u"smile happy"},
    {u"😅", u"sweat smile"},
    {u"😊", u"blush smile"},
    {u"🙂", u"slight smile"},
    {u"😉", u"wink"},
    {u"😎", u"cool sunglasses"},
    {u"🤩", u"star eyes"},
    {u"🥰", u"hearts love smile"},
    {u"😘", u"kiss"},
    {u"😋", u"yum tasty"},
    {u"😜", u"wink tongue"},
    {u"🤔", u"think hmm"},
    {u"🤨", u"eyebrow doubt"},
    {u"😐", u"neutral"},
    {u"🙄", u"roll eyes"},
    {u"😴", u"sleep tired"},
    {u"🥱", u"yawn tired"},
    {u"😷", u"mask ill"},
    {u"🤒", u"fever ill"},
    {u"🥳", u"party hat birthday"},
    {u"😭", u"cry loud"},
    {u"😤", u"huff"},
    {u"😡", u"angry"},
    {u"🤯", u"mind blown"},
    {u"😱", u"scream fear"},
    {u"🤗", u"hug"},
    {u"🤭", u"oops giggle"},
    {u"🤫", u"quiet hush"},
    {u"🫡", u"salute"},
    {u"🤷", u"shrug"},
    {u"🤦", u"facepalm"},
    {u"👎", u"thumbs down no"},
    {u"👏", u"clap bravo"},
    {u"🙌", u"raise hands hooray"},
    {u"👌", u"ok fine"},
    {u"✌️", u"peace victory"},
    {u"🤞", u"fingers crossed luck"},
    {u"👋", u"wave hello bye"},
    {u"💪", u"strong muscle"},
    {u"👀", u"eyes look"},
    {u"🫶", u"heart hands"},
    {u"🤝", u"handshake deal"},
    {u"☝️", u"point up"},
    {u"💛", u"yellow heart"},
    {u"💚", u"green heart"},
    {u"💙", u"blue heart"},
    {u"💜", u"purple heart"},
    {u"💔", u"broken heart"},
    {u"🔥", u"fire hot"},
    {u"✨", u"sparkles"},
    {u"⭐", u"star"},
    {u"☀️", u"sun"},
    {u"🌧️", u"rain"},
    {u"❄️", u"snow"},
    {u"🌈", u"rainbow"},
    {u"🏔️", u"mountain"},
    {u"🏖️", u"beach"},
    {u"🏡", u"house garden home"},
    {u"🌲", u"tree"},
    {u"🌻", u"sunflower"},
    {u"🌸", u"blossom"},
    {u"🍀", u"clover luck"},
    {u"🍂", u"autumn leaves"},
    {u"🐶", u"dog"},
    {u"🐱", u"cat"},
    {u"🐦", u"bird"},
    {u"🦋", u"butterfly"},
    {u"🐝", u"bee"},
    {u"🐟", u"fish"},
    {u"🦊", u"fox"},
    {u"🐴", u"horse"},
    {u"☕", u"coffee tea"},
    {u"🍰", u"cake"},
    {u"🎂", u"birthday cake"},
    {u"🍕", u"pizza"},
    {u"🍎", u"apple"},
    {u"🍓", u"strawberry"},
    {u"🍞", u"bread"},
    {u"🍷", u"wine"},
    {u"🍻", u"beer cheers"},
    {u"🥂", u"glasses cheers"},
    {u"🍳", u"cooking egg"},
    {u"🥪", u"sandwich"},
    {u"🚗", u"car"},
    {u"🚲", u"bicycle"},
    {u"🚆", u"train"},
    {u"✈️", u"plane flight"},
    {u"⛵", u"boat sail"},
    {u"🗺️", u"map"},
    {u"⛺", u"tent camp"},
    {u"🎒", u"backpack"},
    {u"📷", u"camera photo"},
    {u"🎥", u"film camera"},
    {u"🎵", u"music note"},
    {u"🎸", u"guitar"},
    {u"📚", u"books"},
    {u"✏️", u"pencil"},
    {u"🔧", u"wrench repair"},
    {u"💡", u"idea light"},
    {u"⚽", u"football"},
    {u"🏆", u"trophy win"},
    {u"🎁", u"gift present"},
    {u"🎈", u"balloon"},
    {u"✅", u"check done yes"},
    {u"❌", u"cross no"},
    {u"❓", u"question"},
    {u"❗", u"exclamation"},
    {u"💯", u"hundred"},
    {u"⏰", u"alarm clock"},
    {u"📍", u"pin place"},
    {u"💤", u"sleep"},
});

} // namespace

EmojiPicker::EmojiPicker(QWidget* window)
    : FloatingPanel(tokens::radius::card, ShadowKind::Popup, window),
      m_search(new SearchField(tr("Find an emoji"), this)),
      m_bar(new QScrollBar(this)) {
    hide();
    m_bar->setProperty(ParlorStyle::lastingScrollBar, true);
    m_bar->setPageStep(rowsShown * cell);
    m_bar->setSingleStep(cell);
    connect(m_bar, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    setMouseTracking(true);
    setAccessibleName(tr("Emoji"));
    connect(m_search, &SearchField::textChanged, this, &EmojiPicker::filter);
    m_search->edit()->installEventFilter(this);
    filter({});
}

void EmojiPicker::filter(const QString& words) {
    m_shown.clear();
    for (const Sign& sign : signs)
        if (words.isEmpty() || QStringView(sign.names).contains(words.trimmed(), Qt::CaseInsensitive))
            m_shown << QStringView(sign.emoji).toString();
    m_current = 0;
    const int rows = (static_cast<int>(m_shown.size()) + columns - 1) / columns;
    m_bar->setRange(0, std::max(0, rows - rowsShown) * cell);
    m_bar->setValue(0);
    m_bar->setVisible(m_bar->maximum() > 0);
    update();
}

void EmojiPicker::openAt(const QPoint& globalPos) {
    const QPoint at = parentWidget()->mapFromGlobal(globalPos);
    const QSize size(panelWidth, tokens::listPane::search::height + rowsShown * cell + 3 * pad);
    const int x =
        std::clamp(at.x() - size.width() / 2, 8, std::max(8, parentWidget()->width() - size.width() - 8));
    int y = at.y() - size.height() - 8;
    if (y < 8)
        y = std::min(at.y() + 8, parentWidget()->height() - size.height() - 8);
    setPanel(QRect(QPoint(x, y), size));
    const QRect box = panel();
    m_search->setGeometry(box.left() + pad, box.top() + pad, box.width() - 2 * pad,
                          tokens::listPane::search::height);
    m_bar->setGeometry(box.right() + 1 - pad, grid().top(), pad, grid().height());
    m_search->edit()->clear();
    filter({});
    show();
    raise();
    m_search->edit()->setFocus();
    qApp->installEventFilter(this);
}

QRect EmojiPicker::grid() const {
    const QPoint corner = panel().topLeft() + QPoint(pad, 2 * pad + tokens::listPane::search::height);
    return {corner, QSize(columns * cell, rowsShown * cell)};
}

int EmojiPicker::cellAt(QPoint point) const {
    if (!grid().contains(point))
        return -1;
    const QPoint inside = point - grid().topLeft() + QPoint(0, m_bar->value());
    const int index = inside.y() / cell * columns + inside.x() / cell;
    return index < m_shown.size() ? index : -1;
}

void EmojiPicker::hoverAt(QPoint point) {
    if (const int index = cellAt(point); index >= 0 && index != m_current) {
        m_current = index;
        update();
    }
}

void EmojiPicker::step(int by) {
    m_current = std::clamp(m_current + by, 0, std::max(0, static_cast<int>(m_shown.size()) - 1));
    const int top = m_current / columns * cell;
    m_bar->setValue(std::clamp(m_bar->value(), top + cell - grid().height(), top));
    update();
}

void EmojiPicker::choose(int index) {
    if (index < 0 || index >= m_shown.size())
        return;
    const QString emoji = m_shown.at(index);
    qApp->removeEventFilter(this);
    hide();
    Q_EMIT chosen(emoji);
}

void EmojiPicker::paintEvent(QPaintEvent* event) {
    FloatingPanel::paintEvent(event);
    QPainter painter(this);
    const QFont font = Theme::emojiFont(22);
    const QPoint origin = grid().topLeft() - QPoint(0, m_bar->value());
    const int first = m_bar->value() / cell * columns;
    painter.setClipRect(grid());
    for (int i = first; i < m_shown.size() && i < first + columns * (rowsShown + 1); ++i) {
        const QPoint place(i % columns * cell, i / columns * cell);
        const QRectF square(QRect(origin + place, QSize(cell, cell)));
        if (i == m_current)
            fillRounded(painter, square, Corners::all(tokens::radius::control),
                        theme().colour(Colour::Selection));
        drawLine(painter, square, m_shown.at(i), font, theme().colour(Colour::Text), Qt::AlignHCenter);
    }
}

void EmojiPicker::mousePressEvent(QMouseEvent* event) {
    choose(cellAt(event->pos()));
}

void EmojiPicker::mouseMoveEvent(QMouseEvent* event) {
    hoverAt(event->pos());
}

void EmojiPicker::wheelEvent(QWheelEvent* event) {
    m_bar->setValue(m_bar->value() - event->angleDelta().y() * 2 * cell / QWheelEvent::DefaultDeltasPerStep);
    hoverAt(event->position().toPoint()); // another emoji came under the pointer
    event->accept();
}

void EmojiPicker::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
        step(-1);
        break;
    case Qt::Key_Right:
        step(1);
        break;
    case Qt::Key_Up:
        step(-columns);
        break;
    case Qt::Key_Down:
        step(columns);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_current);
        break;
    case Qt::Key_Escape:
        qApp->removeEventFilter(this);
        hide();
        break;
    default:
        FloatingPanel::keyPressEvent(event);
    }
}

bool EmojiPicker::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::MouseButtonPress && isVisible()) {
        auto* widget = qobject_cast<QWidget*>(watched);
        if (widget != nullptr && widget != this && !isAncestorOf(widget)) {
            qApp->removeEventFilter(this);
            hide();
        }
    }
    if (watched == m_search->edit() && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Escape:
            keyPressEvent(static_cast<QKeyEvent*>(event));
            return true;
        default:
            break;
        }
    }
    return FloatingPanel::eventFilter(watched, event);
}

} // namespace parlor::client
