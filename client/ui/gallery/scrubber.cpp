#include "client/ui/gallery/scrubber.h"

#include "client/ui/gallery/scrubberbubble.h"
#include "client/ui/style/appearance.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"

#include <QCoreApplication>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace parlor::client {

namespace strip = tokens::gallery::scrubber;

namespace {
constexpr int margin = 24;       // px above the first and below the last position
constexpr int yearDistance = 22; // px between two years' labels at least
constexpr int tickDistance = 6;  // px between two months' ticks at least
constexpr int rightEdge = 12;    // px from the words to the window's edge
constexpr int markerRoom = 12;   // px between the marker and a year's middle
} // namespace

Scrubber::Scrubber(PhotoGridModel* model, GalleryView* view, QWidget* parent)
    : QWidget(parent), m_model(model), m_view(view), m_bubble(new ScrubberBubble(parent ? parent : this)) {
    setMouseTracking(true);
    setFixedWidth(strip::width);
    setAccessibleName(tr("Jump to a date"));
    connect(m_model, &PhotoGridModel::reset, this, &Scrubber::rebuild);
    connect(m_view, &GalleryView::targetRowChanged, this, &Scrubber::rebuild);
    connect(m_view, &GalleryView::scrolled, this, [this] {
        if (m_dragging)
            placeBubble();
        update();
    });
    connect(Appearance::instance(), &Appearance::themeChanged, this, qOverload<>(&QWidget::update));
}

QSize Scrubber::sizeHint() const {
    return {strip::width, 200};
}

double Scrubber::yOf(std::int64_t position) const {
    const double total = std::max<double>(1, static_cast<double>(m_view->layout().height()));
    return margin + (height() - 2 * margin) * static_cast<double>(position) / total;
}

double Scrubber::shareOfTop() const {
    const double range =
        std::max<double>(1, static_cast<double>(m_view->layout().height() - m_view->viewport()->height()));
    return std::clamp(static_cast<double>(m_view->top()) / range, 0.0, 1.0);
}

void Scrubber::resizeEvent(QResizeEvent*) {
    rebuild();
}

void Scrubber::rebuild() {
    m_marks.clear();
    const auto& days = m_model->days();
    int year = 0;
    int month = 0;
    double lastYear = -1e9;
    double lastTick = -1e9;
    for (std::size_t i = 0;
         i < days.size() && static_cast<int>(i) < static_cast<int>(m_view->layout().rows().size()); ++i) {
        const QDate date = days[i].date();
        if (date.year() == year && date.month() == month)
            continue;
        const double y = yOf(m_view->layout().dayTop(static_cast<int>(i)));
        if (date.year() != year && y - lastYear >= yearDistance) {
            m_marks.push_back({y, date.year()});
            lastYear = lastTick = y;
        } else if (y - lastTick >= tickDistance && y - lastYear >= yearDistance / 2.0) {
            m_marks.push_back({y, 0});
            lastTick = y;
        }
        year = date.year();
        month = date.month();
    }
    update();
}

QString Scrubber::monthAt(double y) const {
    if (m_model->isEmpty())
        return {};
    const double share = std::clamp((y - margin) / std::max(1, height() - 2 * margin), 0.0, 1.0);
    const auto position =
        static_cast<std::int64_t>(share * static_cast<double>(m_view->layout().height() - 1));
    const int day = std::max(0, m_view->layout().dayAt(position));
    return QLocale().toString(m_model->days()[static_cast<std::size_t>(day)].date(),
                              QStringLiteral("MMMM yyyy"));
}

void Scrubber::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Surface));
    const double at = margin + (height() - 2 * margin) * shareOfTop();
    for (const Mark& mark : m_marks) {
        // A year gives way to the marker, to the side where it stands.
        const double away = mark.y - at;
        const double y = std::abs(away) >= markerRoom || m_model->isEmpty() ? mark.y
                         : away > 0                                         ? at + markerRoom
                                                                            : at - markerRoom;
        if (mark.year > 0)
            drawLine(painter, QRectF(0, y - 8, width() - rightEdge, 16), QString::number(mark.year),
                     theme().font(TextSize::Micro), theme().colour(Colour::TextMuted), Qt::AlignRight);
        else
            fillRounded(painter,
                        QRectF(width() - rightEdge - strip::tick::width, std::round(mark.y),
                               strip::tick::width, strip::tick::height),
                        Corners::all(1), theme().colour(Colour::TextDisabled));
    }
    if (m_model->isEmpty())
        return;
    fillRounded(
        painter,
        QRectF(width() - strip::marker::width, std::round(at), strip::marker::width, strip::marker::height),
        Corners::all(1.5), theme().colour(Colour::Accent));
}

void Scrubber::placeBubble() {
    const double y = m_dragging ? margin + (height() - 2 * margin) * shareOfTop() : m_hoverY;
    const QPoint here =
        mapTo(m_bubble->parentWidget(), QPoint(width() - strip::bubble::right, static_cast<int>(y)));
    QString words = monthAt(y);
    if (m_dragging && !m_model->isEmpty()) {
        const int day =
            std::max(0, m_view->layout().dayAt(m_view->top() + m_view->layout().metrics().dayHeader));
        words = QLocale().toString(m_model->days()[static_cast<std::size_t>(day)].date(),
                                   QStringLiteral("MMMM yyyy"));
    }
    if (words.isEmpty())
        m_bubble->hide();
    else
        m_bubble->showAt(here.x(), here.y(), words);
}

void Scrubber::dragTo(double y) {
    const double share = std::clamp((y - margin) / std::max(1, height() - 2 * margin), 0.0, 1.0);
    const auto range = static_cast<double>(m_view->layout().height() - m_view->viewport()->height());
    m_view->scrollTo(static_cast<std::int64_t>(share * std::max(0.0, range)));
    placeBubble();
}

void Scrubber::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    m_dragging = true;
    dragTo(event->position().y());
}

void Scrubber::mouseMoveEvent(QMouseEvent* event) {
    m_hoverY = event->position().y();
    if (m_dragging)
        dragTo(m_hoverY);
    else
        placeBubble();
}

void Scrubber::mouseReleaseEvent(QMouseEvent*) {
    m_dragging = false;
    placeBubble();
}

void Scrubber::leaveEvent(QEvent*) {
    m_hoverY = -1;
    if (!m_dragging)
        m_bubble->hide();
}

void Scrubber::wheelEvent(QWheelEvent* event) {
    QCoreApplication::sendEvent(m_view->viewport(), event);
}

} // namespace parlor::client
