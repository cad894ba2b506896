#include "client/ui/chat/timelineview.h"

#include "client/ui/chat/hovertoolbar.h"
#include "client/ui/chat/pill.h"
#include "client/ui/chat/timelineaccessible.h"

#include <QApplication>
#include <QClipboard>
#include <QScrollBar>

#include <cmath>

namespace parlor::client {

namespace {

constexpr int datePillMs = 1'200;
constexpr int frameMs = 16;
constexpr int keptLayouts = 300; // rows above and below what is on screen

} // namespace

TimelineView::TimelineView(QWidget* parent)
    : QAbstractScrollArea(parent),
      m_toolbar(new HoverToolbar(viewport())),
      m_date(new Pill(Pill::Kind::Date, viewport())),
      m_jump(new Pill(Pill::Kind::Jump, viewport())) {
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Messages"));
    static const bool accessible = [] {
        QAccessible::installFactory(&TimelineAccessible::make);
        return true;
    }();
    Q_UNUSED(accessible)
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    m_clock.start();
    m_rows.setFrame({0, false, QDate::currentDate()});
    m_dateHide.setSingleShot(true);
    m_dateHide.setInterval(datePillMs);
    connect(&m_dateHide, &QTimer::timeout, m_date, [this] { m_date->appear(false); });
    m_frames.setInterval(frameMs);
    connect(&m_frames, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
    connect(m_jump, &Pill::pressed, this, &TimelineView::goToBottom);
    const auto hoverKey = [this] { return m_hoverRow >= 0 ? m_model->at(m_hoverRow).key : QString(); };
    connect(m_toolbar, &HoverToolbar::reply, this, [this, hoverKey] { Q_EMIT replyAsked(hoverKey()); });
    connect(m_toolbar, &HoverToolbar::react, this, [this, hoverKey] {
        Q_EMIT reactAsked(hoverKey(), m_toolbar->mapToGlobal(m_toolbar->panel().bottomLeft()));
    });
    connect(m_toolbar, &HoverToolbar::more, this, [this, hoverKey] {
        Q_EMIT menuAsked(hoverKey(), m_toolbar->mapToGlobal(m_toolbar->panel().bottomLeft()));
    });
    connect(m_toolbar, &HoverToolbar::copy, this, [this] {
        if (m_hoverRow < 0)
            return;
        QApplication::clipboard()->setText(m_model->at(m_hoverRow).text);
        Q_EMIT copied();
    });
    if (Appearance* appearance = Appearance::instance())
        connect(appearance, &Appearance::themeChanged, this, [this] {
            const Anchor anchor = takeAnchor();
            m_hoverBox = nullptr;
            m_rows.dropLayouts();
            settle(anchor);
        });
}

TimelineView::~TimelineView() = default;

void TimelineView::setModel(TimelineModel* model) {
    if (m_model != nullptr)
        m_model->disconnect(this);
    m_model = model;
    m_hoverRow = m_current = m_pressRow = -1;
    m_hoverBox = m_pressBox = nullptr;
    m_anchorPlace = m_cursorPlace = {};
    m_seen = {};
    m_arrivals.clear();
    m_toolbar->hide();
    m_date->hide();
    m_rows.setModel(model);
    if (model != nullptr) {
        const auto before = [this] {
            m_pending = takeAnchor();
            m_hoverRow = -1;
            m_hoverBox = nullptr;
            m_toolbar->hide();
        };
        connect(model, &QAbstractItemModel::rowsAboutToBeInserted, this, before);
        connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this, before);
        connect(model, &QAbstractItemModel::rowsAboutToBeMoved, this, before);
        connect(model, &QAbstractItemModel::rowsInserted, this,
                [this](const QModelIndex&, int first, int last) {
                    m_rows.inserted(first, last);
                    settle(m_pending);
                });
        connect(model, &QAbstractItemModel::rowsRemoved, this,
                [this](const QModelIndex&, int first, int last) {
                    m_rows.removed(first, last);
                    m_anchorPlace = m_cursorPlace = {};
                    settle(m_pending);
                });
        connect(model, &QAbstractItemModel::rowsMoved, this, [this] {
            m_rows.reset();
            settle(m_pending);
        });
        connect(model, &QAbstractItemModel::modelReset, this, [this] {
            m_rows.reset();
            settle({});
        });
        connect(model, &QAbstractItemModel::dataChanged, this,
                [this](const QModelIndex& first, const QModelIndex& last) {
                    const Anchor anchor = takeAnchor();
                    m_hoverBox = nullptr;
                    m_rows.changed(first.row(), last.row());
                    settle(anchor);
                });
    }
    m_stick = true;
    settle({});
}

void TimelineView::setPictures(PictureSource* pictures) {
    m_pictures = pictures;
    connect(pictures, &PictureSource::arrived, this, [this](PhotoId photo) {
        m_arrivals.insert(photo, m_clock.elapsed());
        m_frames.start();
        viewport()->update();
    });
    connect(pictures, &PictureSource::localArrived, viewport(), qOverload<>(&QWidget::update));
    connect(pictures, &PictureSource::refined, viewport(), qOverload<>(&QWidget::update));
}

void TimelineView::setNarrow(bool narrow) {
    const Anchor anchor = takeAnchor();
    RowFrame frame = m_rows.frame();
    frame.narrow = narrow;
    m_hoverBox = nullptr;
    m_rows.setFrame(frame);
    settle(anchor);
}

void TimelineView::setToday(const QDate& today) {
    RowFrame frame = m_rows.frame();
    frame.today = today;
    m_hoverBox = nullptr;
    m_rows.setFrame(frame);
    viewport()->update();
}

double TimelineView::contentHeight() const {
    return m_rows.total() + tokens::timeline::padBottom;
}

double TimelineView::padTop() const {
    // A short conversation stands on the composer.
    return std::max(0.0, viewport()->height() - contentHeight());
}

double TimelineView::scrollTop() const {
    return verticalScrollBar()->value();
}

void TimelineView::setScrollTop(double y) {
    verticalScrollBar()->setValue(static_cast<int>(std::lround(y)));
}

double TimelineView::rowTop(int row) const {
    return padTop() + m_rows.top(row) - scrollTop();
}

int TimelineView::rowAtViewport(double y) const {
    return m_rows.rowAt(y - padTop() + scrollTop());
}

int TimelineView::firstVisibleRow() const {
    return m_rows.count() == 0 ? -1 : rowAtViewport(0);
}

int TimelineView::lastVisibleRow() const {
    return m_rows.count() == 0 ? -1 : rowAtViewport(viewport()->height() - 1);
}

bool TimelineView::isAtBottom() const {
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum() - 2;
}

TimelineView::Anchor TimelineView::takeAnchor() const {
    Anchor anchor;
    anchor.bottom = m_stick;
    if (m_model == nullptr || m_rows.count() == 0)
        return anchor;
    // From the middle outwards would do as well; the lowest rows are nearest to where one reads.
    for (int row = lastVisibleRow(); row >= firstVisibleRow(); --row)
        if (row < m_model->rowCount())
            anchor.rows.append({m_model->at(row).key, rowTop(row) - viewport()->height()});
    return anchor;
}

void TimelineView::updateRange() {
    const int most = static_cast<int>(std::ceil(std::max(0.0, contentHeight() - viewport()->height())));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(40);
    verticalScrollBar()->setRange(0, most);
}

void TimelineView::settle(const Anchor& anchor) {
    if (m_settling)
        return;
    m_settling = true;
    const auto apply = [&] {
        updateRange();
        if (anchor.bottom || anchor.rows.isEmpty()) {
            setScrollTop(verticalScrollBar()->maximum());
            return;
        }
        for (const auto& [key, offset] : anchor.rows)
            // It stands near where it was: only a longer history above moves it further.
            if (const int row = m_model->indexOf(key, m_rows.rowAt(scrollTop()));
                row >= 0 && row < m_rows.count()) {
                setScrollTop(padTop() + m_rows.top(row) - viewport()->height() - offset);
                return;
            }
    };
    apply();
    // Rows that come into sight become exact, which may bring others into sight.
    for (int pass = 0; pass < 8 && m_rows.count() > 0; ++pass) {
        if (!m_rows.makeExact(firstVisibleRow() - 2, lastVisibleRow() + 2))
            break;
        apply();
    }
    freeLayouts();
    m_settling = false;
    m_stick = isAtBottom();
    placePills();
    placeToolbar();
    viewport()->update();
    if (m_model != nullptr && m_rows.count() > 0 && scrollTop() < 3.0 * viewport()->height())
        Q_EMIT olderWanted();
    reportSeen();
}

void TimelineView::freeLayouts() {
    if (m_rows.laidOutSpan() <= 3 * keptLayouts)
        return;
    const int first = firstVisibleRow() - keptLayouts, last = lastVisibleRow() + keptLayouts;
    if (m_hoverRow < first || m_hoverRow > last) {
        m_hoverRow = -1;
        m_hoverBox = nullptr;
    }
    m_rows.keepOnly(first, last);
}

void TimelineView::resizeEvent(QResizeEvent* event) {
    // The viewport has its new height already; the anchor counts from the bottom, so the old one is what we
    // need.
    Anchor anchor;
    anchor.bottom = m_stick;
    const int before = event->oldSize().height();
    if (m_model != nullptr && m_rows.count() > 0 && before > 0) {
        const double oldPad = std::max(0.0, before - contentHeight());
        const int last = m_rows.rowAt(scrollTop() + before - oldPad - 1);
        const int first = m_rows.rowAt(scrollTop() - oldPad);
        for (int row = last; row >= first && row >= 0; --row)
            anchor.rows.append({m_model->at(row).key, oldPad + m_rows.top(row) - scrollTop() - before});
    }
    RowFrame frame = m_rows.frame();
    frame.width = viewport()->width();
    m_hoverBox = nullptr;
    m_rows.setFrame(frame);
    settle(anchor);
    QAbstractScrollArea::resizeEvent(event);
}

void TimelineView::showEvent(QShowEvent* event) {
    QAbstractScrollArea::showEvent(event);
    reportSeen();
}

void TimelineView::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::ActivationChange)
        reportSeen();
}

void TimelineView::scrollContentsBy(int /*dx*/, int /*dy*/) {
    if (m_settling)
        return;
    const Anchor anchor = [this] {
        Anchor taken = takeAnchor();
        taken.bottom = isAtBottom();
        return taken;
    }();
    m_stick = anchor.bottom;
    settle(anchor);
    if (!isAtBottom() && m_rows.count() > 0) {
        m_date->appear(true);
        m_dateHide.start();
        placePills();
    }
    hoverAt(viewport()->mapFromGlobal(QCursor::pos()));
}

void TimelineView::goToBottom() {
    m_stick = true;
    Anchor anchor;
    settle(anchor);
}

void TimelineView::goToTop() {
    m_stick = false;
    setScrollTop(0);
}

void TimelineView::showRow(int row, bool flash) {
    if (row < 0 || row >= m_rows.count())
        return;
    m_stick = false;
    m_rows.makeExact(row - 10, row + 10);
    updateRange();
    Anchor anchor;
    anchor.bottom = false;
    anchor.rows.append({m_model->at(row).key, viewport()->height() / 3.0 - viewport()->height()});
    settle(anchor);
    if (flash) {
        m_flashKey = m_model->at(row).key;
        m_flashStart = m_clock.elapsed();
        m_frames.start();
    }
}

void TimelineView::openAtUnread() {
    for (int row = 0; row < m_rows.count(); ++row)
        if (m_model->at(row).startsNew) {
            m_stick = false;
            m_rows.makeExact(row, row + 10);
            updateRange();
            Anchor anchor;
            anchor.bottom = false;
            // A little of what is known already stays above the line.
            anchor.rows.append({m_model->at(row).key, viewport()->height() * 0.2 - viewport()->height()});
            settle(anchor);
            return;
        }
    goToBottom();
}

void TimelineView::scrollPage(int direction) {
    verticalScrollBar()->setValue(verticalScrollBar()->value() + direction * (viewport()->height() - 60));
}

void TimelineView::setUnreadBelow(int count) {
    m_unreadBelow = count;
    placePills();
}

void TimelineView::setCurrentRow(int row) {
    if (m_rows.count() == 0)
        return;
    m_current = std::clamp(row, 0, m_rows.count() - 1);
    m_rows.layout(m_current);
    const double top = rowTop(m_current), bottom = top + m_rows.height(m_current);
    if (top < 0)
        setScrollTop(scrollTop() + top - 8);
    else if (bottom > viewport()->height())
        setScrollTop(scrollTop() + bottom - viewport()->height() + 8);
    QAccessibleEvent event(this, QAccessible::Focus);
    event.setChild(m_current);
    QAccessible::updateAccessibility(&event);
    viewport()->update();
}

void TimelineView::reportSeen() {
    if (m_model == nullptr || m_rows.count() == 0 || !isVisible() || !isActiveWindow())
        return;
    for (int row = lastVisibleRow(); row >= firstVisibleRow(); --row) {
        const TimelineItem& item = m_model->at(row);
        if (item.serial.value() == 0 || rowTop(row) + m_rows.height(row) > viewport()->height() + 4)
            continue;
        if (item.serial > m_seen) {
            m_seen = item.serial;
            Q_EMIT seenUpTo(m_seen);
        }
        return;
    }
}

} // namespace parlor::client
