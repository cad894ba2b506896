#include "client/ui/lightbox/lightbox.h"

#include "client/core/ownphoto.h"
#include "client/models/clockwords.h"
#include "client/ui/lightbox/factspanel.h"
#include "client/ui/lightbox/lightboxbutton.h"
#include "client/ui/lightbox/lightboxtitle.h"
#include "client/ui/lightbox/photostage.h"
#include "client/ui/lightbox/versionmenu.h"
#include "client/ui/lightbox/zoompill.h"
#include "client/ui/style/appearance.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"
#include "client/ui/widgets/hint.h"

#include <QDateTime>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QSignalBlocker>

#include <cmath>

namespace parlor::client {

namespace box = tokens::lightbox;

namespace {
constexpr int margin = 12;
constexpr int buttonGap = 4;
constexpr int titleGap = 8; // px from the button before it
constexpr int slideMs = 4'000;
const QColor heartColour(0xFF, 0x8A, 0x9B);
} // namespace

Lightbox::Lightbox(LightboxItems* items, PictureSource* pictures, QWidget* window)
    : QWidget(window),
      m_items(items),
      m_pictures(pictures),
      m_stage(new PhotoStage(pictures, this)),
      m_facts(new FactsPanel(this)),
      m_back(new LightboxButton(QStringLiteral("arrow-left"), this)),
      m_send(new LightboxButton(QStringLiteral("send"), this)),
      m_copy(new LightboxButton(QStringLiteral("image-plus"), this)),
      m_heart(new LightboxButton(QStringLiteral("heart"), this)),
      m_download(new LightboxButton(QStringLiteral("download"), this)),
      m_info(new LightboxButton(QStringLiteral("info"), this)),
      m_bin(new LightboxButton(QStringLiteral("trash-2"), this)),
      m_more(new LightboxButton(QStringLiteral("ellipsis"), this)),
      m_previous(new LightboxButton(QStringLiteral("chevron-left"), this)),
      m_next(new LightboxButton(QStringLiteral("chevron-right"), this)),
      m_title(new LightboxTitle(this)),
      m_zoom(new ZoomPill(this)) {
    m_title->stackUnder(m_back);
    hide();
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Photo"));
    window->installEventFilter(this);
    m_facts->hide();
    m_info->setCheckable(true);
    for (LightboxButton* button : {m_back, m_send, m_copy, m_heart, m_download, m_info, m_bin, m_more})
        button->setOnPlate(box::button);
    for (LightboxButton* arrow : {m_previous, m_next})
        arrow->setOnPlate(box::arrow);
    setHint(m_back, tr("Back"), QKeySequence(Qt::Key_Escape));
    setHint(m_send, tr("Send to chat"), QKeySequence(Qt::Key_S));
    setHint(m_heart, tr("Favourite"), QKeySequence(Qt::Key_F));
    setHint(m_info, tr("Facts"), QKeySequence(Qt::Key_I));
    setHint(m_bin, tr("Move to the bin"), QKeySequence(Qt::Key_Delete));
    setHint(m_more, tr("More"));
    setHint(m_previous, tr("Previous"), QKeySequence(Qt::Key_Left));
    setHint(m_next, tr("Next"), QKeySequence(Qt::Key_Right));
    connect(m_back, &QAbstractButton::clicked, this, &Lightbox::close);
    connect(m_stage, &PhotoStage::clickedBeside, this, &Lightbox::close);
    connect(m_send, &QAbstractButton::clicked, this, [this] { Q_EMIT sendAsked(m_photo); });
    connect(m_heart, &QAbstractButton::clicked, this,
            [this] { Q_EMIT favouriteAsked(m_photo, !m_items->isFavourite(m_index)); });
    connect(m_download, &QAbstractButton::clicked, this, [this] { Q_EMIT downloadAsked(m_onStage); });
    connect(m_copy, &QAbstractButton::clicked, this, [this] { Q_EMIT copyAsked(m_photo); });
    connect(m_bin, &QAbstractButton::clicked, this, [this] { Q_EMIT binAsked(m_photo); });
    connect(m_more, &QAbstractButton::clicked, this, &Lightbox::openMenu);
    connect(m_info, &QAbstractButton::clicked, this, [this] { setFactsShown(!m_factsShown); });
    connect(m_facts, &FactsPanel::closeAsked, this, [this] { setFactsShown(false); });
    connect(m_facts, &FactsPanel::versionAsked, this, [this] { setOriginalShown(!showsOriginal()); });
    connect(m_items, &LightboxItems::originalLost, this, [this] { setOriginalShown(false); });
    connect(m_previous, &QAbstractButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QAbstractButton::clicked, this, [this] { step(1); });
    connect(m_zoom, &ZoomPill::stepped, m_stage, &PhotoStage::zoomOnce);
    connect(m_zoom, &ZoomPill::fitAsked, m_stage, &PhotoStage::fit);
    connect(m_stage, &PhotoStage::zoomChanged, this, &Lightbox::refreshControls);
    connect(m_items, &LightboxItems::changed, this, [this] {
        if (!isVisible())
            return;
        const int now = m_items->indexOf(m_photo);
        if (now < 0 && m_items->count() == 0)
            close();
        else if (now < 0)
            show(std::min(m_index, m_items->count() - 1));
        else
            m_index = now;
        refreshControls();
    });
    connect(m_items, &LightboxItems::factsArrived, this, [this](PhotoId photo) {
        if (photo == m_photo)
            refreshControls();
    });
    m_hide.setSingleShot(true);
    m_hide.setInterval(tokens::motion::lightboxChromeHide);
    connect(&m_hide, &QTimer::timeout, this, [this] { setControlsShown(false); });
    m_slideshow.setInterval(slideMs);
    connect(&m_slideshow, &QTimer::timeout, this, [this] {
        if (m_index + 1 < m_items->count())
            step(1);
        else
            m_slideshow.stop();
    });
    m_panel.setStartValue(0.0);
    m_panel.setEndValue(1.0);
    m_panel.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_panel, &QVariantAnimation::valueChanged, this, &Lightbox::place);
}

void Lightbox::open(int index) {
    m_focusBefore = window()->focusWidget();
    setGeometry(parentWidget()->rect());
    QWidget::show();
    raise();
    setFocus();
    show(index);
    wakeControls();
}

void Lightbox::close() {
    m_slideshow.stop();
    m_hide.stop();
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus();
    Q_EMIT closed(m_photo);
}

void Lightbox::show(int index) {
    if (index < 0 || index >= m_items->count())
        return;
    m_index = index;
    const PhotoReference reference = m_items->referenceAt(index);
    m_photo = m_onStage = reference.id;
    m_original = false;
    m_stage->setPhoto(reference);
    refreshControls();
    preload();
    update();
}

void Lightbox::step(int by) {
    show(m_index + by);
}

void Lightbox::preload() {
    for (const int neighbour : {m_index + 1, m_index - 1}) {
        if (neighbour < 0 || neighbour >= m_items->count())
            continue;
        const PhotoReference reference = m_items->referenceAt(neighbour);
        m_pictures->prepare(reference, m_stage->fittedPixels(reference));
    }
}

void Lightbox::putOnStage(const PhotoReference& photo) {
    if (photo.id == m_onStage)
        return;
    m_onStage = photo.id;
    const QSignalBlocker quiet(m_stage); // it would come back here
    m_stage->setPhoto(photo);
}

void Lightbox::setOriginalShown(bool shown) {
    m_original = shown;
    refreshControls();
}

void Lightbox::openMenu() {
    const bool original = showsOriginal();
    auto* menu = new VersionMenu(original, m_online, this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu, &VersionMenu::versionAsked, this, [this, original] { setOriginalShown(!original); });
    connect(menu, &VersionMenu::partAsked, this, [this, photo = m_photo] { Q_EMIT partAsked(photo); });
    menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
}

void Lightbox::setFactsShown(bool shown) {
    m_factsShown = shown;
    m_info->setChecked(shown);
    m_facts->setVisible(true);
    m_panel.stop();
    m_panel.setDirection(shown ? QAbstractAnimation::Forward : QAbstractAnimation::Backward);
    m_panel.setDuration(theme().duration(tokens::motion::pane));
    m_panel.start();
    if (m_panel.duration() == 0)
        place();
}

void Lightbox::place() {
    const bool running = m_panel.state() == QAbstractAnimation::Running;
    const double share = running ? m_panel.currentValue().toDouble() : m_factsShown ? 1.0 : 0.0;
    const int panel = static_cast<int>(std::lround(box::panel * share));
    const int room = width() - panel;
    m_facts->setGeometry(room, 0, box::panel, height());
    m_facts->setVisible(panel > 0);
    m_stage->setGeometry(0, 0, room, height());
    m_title->setGeometry(0, 0, room, LightboxTitle::heightOver(box::bar));
    placeBar();
    const int middle = (height() - box::arrow) / 2;
    m_previous->move(box::arrowMargin, middle);
    m_next->move(room - box::arrowMargin - box::arrow, middle);
    m_zoom->move((room - m_zoom->width()) / 2, height() - m_zoom->height() - margin);
    update();
}

void Lightbox::placeBar() {
    const int y = (box::bar - box::button) / 2;
    m_back->move(margin, y);
    int x = m_title->width() - margin;
    const bool own = m_items->isOwn(m_index), others = m_items->isOthers(m_index);
    for (const auto& [button, there] :
         {std::pair(m_bin, own), std::pair(m_info, true), std::pair(m_download, true),
          std::pair(m_heart, own), std::pair(m_copy, others), std::pair(m_send, true),
          std::pair(m_more, own && m_items->hasOriginal(m_index))}) {
        button->setVisible(m_controlsShown && there);
        if (!there)
            continue;
        button->move(x -= button->width(), y);
        x -= buttonGap;
    }
    m_title->setRoom(m_back->x() + m_back->width() + titleGap, x - buttonGap);
}

void Lightbox::setOnline(bool online) {
    m_online = online;
    m_copy->setEnabled(online);
    m_download->setEnabled(online);
    refreshControls();
}

void Lightbox::refreshControls() {
    if (m_index < 0 || m_index >= m_items->count())
        return;
    const std::optional<Photo> ofPhoto = m_items->facts(m_index);
    const bool hasOriginal = m_items->hasOriginal(m_index);
    m_original = m_original && hasOriginal;
    const std::optional<Photo> original = m_original ? m_items->originalFacts(m_index) : std::nullopt;
    putOnStage(original ? referenceTo(*original) : m_items->referenceAt(m_index));
    const std::optional<Photo>& facts = original ? original : ofPhoto;
    if (facts && m_stage->isFitted()) {
        const QSignalBlocker quiet(m_stage); // it would come back here
        m_stage->setFullSize(QSize(facts->facts.width, facts->facts.height));
    }
    m_facts->setFacts(facts, m_items->takenLocalAt(m_index), m_items->datesAreOfSending());
    m_facts->setVersion(original      ? FactsPanel::Version::Original
                        : hasOriginal ? FactsPanel::Version::Edited
                                      : FactsPanel::Version::Only);
    // These are said of the entry, which is the edited photo.
    for (LightboxButton* button : {m_send, m_heart, m_bin})
        button->setEnabled(!original);
    const QDateTime taken = QDateTime::fromMSecsSinceEpoch(m_items->takenLocalAt(m_index), Qt::UTC);
    const QString where = m_items->where();
    const QString moment = QLocale().toString(taken.date(), QStringLiteral("dddd d MMMM yyyy"))
                           + QStringLiteral(", ") + clockWords(taken.time());
    m_title->setWords(
        m_items->datesAreOfSending() ? tr("Sent %1").arg(moment) : moment,
        tr("%1 of %2").arg(QLocale().toString(m_index + 1), QLocale().toString(m_items->count()))
            + (where.isEmpty() ? QString() : QLatin1Char(' ') + where)
            + (original ? QStringLiteral(" · ") + tr("Original version") : QString()));
    const bool favourite = m_items->isFavourite(m_index);
    m_heart->setIconName(QStringLiteral("heart"), favourite, favourite ? heartColour : QColor());
    if (m_online) {
        setHint(m_download, m_items->isOthers(m_index) ? tr("Save to disk") : tr("Save the original to disk"),
                QKeySequence(QKeySequence::Save));
        setHint(m_copy, tr("Save a copy to your photos"), QKeySequence(Qt::Key_C));
    } else {
        setHint(m_download, tr("You are offline: it can be saved when the server is back"));
        setHint(m_copy, tr("You are offline: a copy can be saved when the server is back"));
    }
    placeBar();
    m_previous->setVisible(m_controlsShown && m_index > 0);
    m_next->setVisible(m_controlsShown && m_index + 1 < m_items->count());
    m_zoom->setPercent(m_stage->isFitted() || !facts
                           ? 0
                           : static_cast<int>(std::lround(m_stage->zoom() * devicePixelRatioF() * 100)));
    update();
}

void Lightbox::setControlsShown(bool shown) {
    m_controlsShown = shown;
    for (QWidget* widget : std::initializer_list<QWidget*>{m_back, m_title, m_zoom})
        widget->setVisible(shown);
    setCursor(shown ? Qt::ArrowCursor : Qt::BlankCursor);
    refreshControls();
}

void Lightbox::wakeControls() {
    if (!m_controlsShown)
        setControlsShown(true);
    m_hide.start();
}

void Lightbox::toggleSlideshow() {
    if (m_slideshow.isActive())
        m_slideshow.stop();
    else
        m_slideshow.start();
}

void Lightbox::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), QColor::fromRgba(box::groundColour));
}

void Lightbox::resizeEvent(QResizeEvent*) {
    place();
}

void Lightbox::mouseMoveEvent(QMouseEvent*) {
    wakeControls();
}

bool Lightbox::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void Lightbox::keyPressEvent(QKeyEvent* event) {
    wakeControls();
    if (m_stage->takeKey(event->key()))
        return;
    switch (event->key()) {
    case Qt::Key_Escape:
        close();
        return;
    case Qt::Key_Left:
    case Qt::Key_PageUp:
        step(-1);
        return;
    case Qt::Key_Right:
    case Qt::Key_PageDown:
        step(1);
        return;
    case Qt::Key_Home:
        show(0);
        return;
    case Qt::Key_End:
        show(m_items->count() - 1);
        return;
    case Qt::Key_Space:
        toggleSlideshow();
        return;
    case Qt::Key_I:
        setFactsShown(!m_factsShown);
        return;
    case Qt::Key_O:
        setOriginalShown(!m_original);
        return;
    case Qt::Key_F:
        if (m_items->isOwn(m_index) && !showsOriginal())
            Q_EMIT favouriteAsked(m_photo, !m_items->isFavourite(m_index));
        return;
    case Qt::Key_S:
        if (event->modifiers() & Qt::ControlModifier) {
            if (m_online)
                Q_EMIT downloadAsked(m_onStage);
        } else if (!showsOriginal()) {
            Q_EMIT sendAsked(m_photo);
        }
        return;
    case Qt::Key_C:
        if (m_online && event->modifiers() == Qt::NoModifier && m_items->isOthers(m_index))
            Q_EMIT copyAsked(m_photo);
        return;
    case Qt::Key_Delete:
        if (m_items->isOwn(m_index) && !showsOriginal())
            Q_EMIT binAsked(m_photo);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace parlor::client
