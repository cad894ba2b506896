#include "client/ui/lightbox/factspanel.h"

#include "client/models/clockwords.h"
#include "client/ui/gallery/gallerywords.h"
#include "client/ui/lightbox/lightboxbutton.h"
#include "client/ui/lightbox/versionchip.h"
#include "client/ui/style/appearance.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"
#include "client/ui/widgets/hint.h"

#include <QDateTime>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace parlor::client {

namespace box = tokens::lightbox;

namespace {

constexpr int foot = 68;

QColor colourOf(std::uint32_t rgba) {
    return QColor::fromRgba(rgba);
}

QString offsetWords(int minutes) {
    const int absolute = std::abs(minutes);
    return QStringLiteral("UTC%1%2:%3")
        .arg(minutes < 0 ? QStringLiteral("−") : QStringLiteral("+"))
        .arg(absolute / 60, 2, 10, QLatin1Char('0'))
        .arg(absolute % 60, 2, 10, QLatin1Char('0'));
}

QString exposureWords(double seconds) {
    if (seconds >= 0.4)
        return QStringLiteral("%1 s").arg(QLocale().toString(seconds, 'g', 3));
    return QStringLiteral("1/%1 s").arg(std::lround(1 / seconds));
}

/// One line or two; of a longer name the middle of the second goes, as the ending says something.
QStringList linesOf(const QString& name, const QFont& font, double room) {
    QTextLayout layout(name, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    if (line.isValid())
        line.setLineWidth(room);
    layout.endLayout();
    const qsizetype length = line.isValid() ? line.textLength() : name.size();
    if (length >= name.size())
        return {name};
    return {name.left(length), QFontMetricsF(font).elidedText(name.mid(length), Qt::ElideMiddle, room)};
}

} // namespace

FactsPanel::FactsPanel(QWidget* parent)
    : QWidget(parent), m_close(new LightboxButton(QStringLiteral("x"), this)), m_chip(new VersionChip(this)) {
    m_chip->hide();
    setFixedWidth(box::panel);
    setHint(m_close, tr("Hide facts"), QKeySequence(Qt::Key_I));
    connect(m_close, &QAbstractButton::clicked, this, &FactsPanel::closeAsked);
    connect(m_chip, &QAbstractButton::clicked, this, &FactsPanel::versionAsked);
}

void FactsPanel::setVersion(Version version) {
    if (version == m_version)
        return;
    m_version = version;
    const bool original = version == Version::Original;
    m_chip->setText(original ? tr("Show edited") : tr("Show original"));
    setHint(m_chip, original ? tr("Look at the edited photo") : tr("Look at the original version"),
            QKeySequence(Qt::Key_O));
    m_chip->setVisible(version != Version::Only);
    placeChip();
    update();
}

void FactsPanel::placeChip() {
    m_chip->resize(m_chip->sizeHint());
    m_chip->move(width() - box::factPadX - m_chip->width(), height() - (foot + m_chip->height()) / 2);
}

void FactsPanel::setFacts(const std::optional<Photo>& photo, std::int64_t takenLocal, bool sent) {
    m_photo = photo;
    m_takenLocal = takenLocal;
    m_sent = sent;
    update();
}

QList<FactsPanel::Row> FactsPanel::rows() const {
    QList<Row> rows;
    const QDateTime local =
        QDateTime::fromMSecsSinceEpoch(m_photo ? m_photo->takenLocal : m_takenLocal, Qt::UTC);
    QString time = clockWords(local.time());
    if (m_photo)
        time += QStringLiteral(", ") + offsetWords(m_photo->offsetMinutes);
    const QString day = QLocale().toString(local.date(), QStringLiteral("dddd d MMMM yyyy"));
    rows.append({QStringLiteral("calendar"), m_sent && !m_photo ? tr("Sent %1").arg(day) : day, time});
    if (!m_photo)
        return rows;
    const PhotoFacts& facts = m_photo->facts;
    const QString camera = facts.model.startsWith(facts.make)
                               ? facts.model
                               : (facts.make + QLatin1Char(' ') + facts.model).trimmed();
    if (!camera.isEmpty())
        rows.append({QStringLiteral("camera"), camera, facts.lens});
    QStringList exposure;
    if (facts.exposureSeconds && *facts.exposureSeconds > 0)
        exposure.append(exposureWords(*facts.exposureSeconds));
    if (facts.fNumber)
        exposure.append(QStringLiteral("f/") + QLocale().toString(*facts.fNumber, 'g', 3));
    if (facts.iso)
        exposure.append(QStringLiteral("ISO %1").arg(*facts.iso));
    if (!exposure.isEmpty())
        rows.append({QStringLiteral("aperture"), exposure.join(QStringLiteral("   ")),
                     facts.focalLengthMm ? tr("%1 mm").arg(QLocale().toString(*facts.focalLengthMm, 'g', 3))
                                         : QString()});
    const double megapixels = static_cast<double>(facts.width) * facts.height / 1e6;
    rows.append(
        {QStringLiteral("file-image"), m_photo->name,
         tr("%1 × %2, %3 MP, %4")
             .arg(facts.width)
             .arg(facts.height)
             .arg(QLocale().toString(megapixels, 'f', megapixels < 10 ? 1 : 0), sizeWords(m_photo->size)),
         false, true});
    if (facts.latitude && facts.longitude)
        rows.append(placeRow());
    return rows;
}

FactsPanel::Row FactsPanel::placeRow() const {
    const auto degrees = [](double value) { return QLocale().toString(value, 'f', 5); };
    const QString place =
        degrees(*m_photo->facts.latitude) + QStringLiteral(", ") + degrees(*m_photo->facts.longitude);
    const Locality& locality = m_photo->locality;
    if (!locality.id.isValid())
        return {QStringLiteral("map-pin"), place, tr("Only you see this place."), true};
    const QString names =
        locality.country.isEmpty() ? locality.name : locality.name + QStringLiteral(", ") + locality.country;
    return {QStringLiteral("map-pin"), names, tr("%1, only for you").arg(place), true};
}

void FactsPanel::resizeEvent(QResizeEvent*) {
    m_close->move(width() - m_close->width() - 8, (box::bar - m_close->height()) / 2);
    placeChip();
}

void FactsPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colourOf(box::panelColour));
    drawVerticalHairline(painter, 0, 0, height(), colourOf(box::dividerColour));
    const double left = box::factPadX;
    drawLine(painter, QRectF(left, 0, width() - 60, box::bar), tr("Facts"), theme().font(TextSize::Title),
             colourOf(box::textColour));
    double y = box::bar + 4;
    if (m_photo && !m_photo->caption.isEmpty()) {
        painter.setFont(theme().font(TextSize::Body));
        painter.setPen(colourOf(box::textColour));
        const QRectF room(left, y, width() - 2 * left, 200);
        QRectF used;
        painter.drawText(room, Qt::TextWordWrap, m_photo->caption, &used);
        y = used.bottom() + 16;
        drawHairline(painter, left, y, width() - 2 * left, colourOf(box::dividerColour));
        y += 10;
    }
    for (const Row& row : rows()) {
        if (row.apart) {
            y += box::factRowPadY;
            drawHairline(painter, left, y, width() - 2 * left, colourOf(box::dividerColour));
            y += box::factRowPadY;
        }
        y += box::factRowPadY;
        drawIcon(painter, QPointF(left, y + 1), row.icon, box::factIcon, colourOf(box::textColour));
        const double x = left + box::factIcon + box::factGap;
        const double line = theme().lineHeight(TextSize::Body);
        const QFont font = theme().font(TextSize::Body);
        const double room = width() - x - left;
        for (const QString& words : row.isFile ? linesOf(row.first, font, room) : QStringList{row.first}) {
            drawLine(painter, QRectF(x, y, room, line), words, font, colourOf(box::textColour));
            y += line;
        }
        if (!row.second.isEmpty()) {
            const double small = theme().lineHeight(TextSize::Small);
            drawLine(painter, QRectF(x, y, width() - x - left, small), row.second,
                     theme().font(TextSize::Small), colourOf(box::textMutedColour));
            y += small;
        }
        y += box::factRowPadY;
    }
    if (m_version != Version::Only)
        paintVersion(painter);
}

// Over what may be below it in a low window.
void FactsPanel::paintVersion(QPainter& painter) {
    const double left = box::factPadX;
    const double top = height() - foot;
    painter.fillRect(QRectF(1, top, width() - 1, foot), colourOf(box::panelColour));
    drawHairline(painter, left, top, width() - 2 * left, colourOf(box::dividerColour));
    const double line = theme().lineHeight(TextSize::Body);
    const double small = theme().lineHeight(TextSize::Small);
    const double y = top + (foot - line - small) / 2;
    const double x = left + box::factIcon + box::factGap;
    const double room = m_chip->x() - box::factGap - x;
    const bool original = m_version == Version::Original;
    drawIcon(painter, QPointF(left, y + 1), QStringLiteral("layers"), box::factIcon,
             colourOf(box::textColour));
    drawLine(painter, QRectF(x, y, room, line), original ? tr("Original") : tr("Edited"),
             theme().font(TextSize::Body), colourOf(box::textColour));
    drawLine(painter, QRectF(x, y + line, room, small),
             original ? tr("Before the edit") : tr("Original kept"), theme().font(TextSize::Small),
             colourOf(box::textMutedColour));
}

} // namespace parlor::client
