#include "client/ui/gallery/galleryheader.h"

#include "client/ui/style/appearance.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/chips.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"

#include <QPainter>
#include <QSlider>

namespace parlor::client {

namespace {
constexpr int left = 24;
constexpr int right = 16;
constexpr int sliderWidth = 88;
constexpr int titleGap = 28;
constexpr int narrow = 640; // px: below, the slider goes
constexpr int tiny = 480;   // px: below, the filter goes too
} // namespace

GalleryHeader::GalleryHeader(QWidget* parent)
    : QWidget(parent),
      m_filter(new Chips(tr("Show"), {tr("All"), tr("Favourites")}, this)),
      m_slider(new QSlider(Qt::Horizontal, this)),
      m_search(new IconButton(QStringLiteral("search"), this)),
      m_add(new Button(tr("Add photos"), Button::Kind::Filled, this)) {
    setFixedHeight(tokens::gallery::header);
    m_slider->setRange(tokens::gallery::minRow, tokens::gallery::maxRow);
    m_slider->setValue(tokens::gallery::targetRow);
    m_slider->setAccessibleName(tr("Size of the photos"));
    m_slider->setToolTip(tr("Size of the photos"));
    m_add->setIconName(QStringLiteral("upload"));
    setHint(m_search, tr("Search photos"), QKeySequence(QKeySequence::Find));
    connect(m_filter, &Chips::chosen, this, &GalleryHeader::filterChosen);
    connect(m_slider, &QSlider::valueChanged, this, &GalleryHeader::targetRowChosen);
    connect(m_search, &QAbstractButton::clicked, this, &GalleryHeader::searchAsked);
    connect(m_add, &QAbstractButton::clicked, this, &GalleryHeader::addAsked);
    connect(Appearance::instance(), &Appearance::themeChanged, this, qOverload<>(&QWidget::update));
}

void GalleryHeader::setTargetRow(int height) {
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(height);
}

void GalleryHeader::setEmpty(bool empty) {
    m_isEmpty = empty;
    m_search->setVisible(!empty);
    m_add->setVisible(!empty);
    place();
    update();
}

void GalleryHeader::resizeEvent(QResizeEvent*) {
    place();
}

void GalleryHeader::place() {
    const auto middle = [this](const QWidget* widget) { return (height() - widget->height()) / 2; };
    int x = width() - right;
    m_add->resize(m_add->sizeHint());
    m_add->move(x -= m_add->width(), middle(m_add));
    m_search->resize(m_search->sizeHint());
    m_search->move(x -= m_search->width() + 12, middle(m_search));
    m_slider->resize(sliderWidth, m_slider->sizeHint().height());
    m_slider->setVisible(width() >= narrow && !m_isEmpty);
    m_slider->move(x - 12 - tokens::icon::button - 8 - sliderWidth, middle(m_slider));
    m_filter->resize(m_filter->sizeHint());
    m_filter->setVisible(width() >= tiny && !m_isEmpty);
    const double title = textWidth(tr("Photos"), theme().font(TextSize::Heading));
    m_filter->move(left + static_cast<int>(title) + titleGap, middle(m_filter));
}

void GalleryHeader::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Surface));
    drawLine(painter, QRectF(left, 0, width(), height()), tr("Photos"), theme().font(TextSize::Heading),
             theme().colour(Colour::Text));
    if (!m_slider->isHidden()) {
        const QColor muted = theme().colour(Colour::TextMuted);
        const double small = (height() - tokens::icon::inText) / 2.0;
        drawIcon(painter, QPointF(m_slider->x() - 8 - tokens::icon::inText, small), QStringLiteral("image"),
                 tokens::icon::inText, muted);
        drawIcon(painter, QPointF(m_slider->geometry().right() + 9, (height() - tokens::icon::button) / 2.0),
                 QStringLiteral("image"), tokens::icon::button, muted);
    }
    drawHairline(painter, 0, height() - 1, width(), theme().colour(Colour::Divider));
}

} // namespace parlor::client
