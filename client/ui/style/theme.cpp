#include "client/ui/style/theme.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace parlor::client {

namespace {

QColor fromTable(std::uint32_t argb) {
    return QColor::fromRgba(argb);
}

QFont withFamilies(const QStringList& families, double pixels, int weight) {
    QFont font;
    font.setFamilies(families);
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(pixels))));
    font.setWeight(static_cast<QFont::Weight>(weight));
    // Whole-pixel advances would tear the letters apart at fractional scales.
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

const QStringList& textFamilies() {
    static const QStringList families = {u"Inter"_qs, u"Noto Color Emoji"_qs, u"Apple Color Emoji"_qs,
                                         u"Segoe UI Emoji"_qs};
    return families;
}

const QStringList& emojiFamilies() {
    static const QStringList families = {u"Noto Color Emoji"_qs, u"Apple Color Emoji"_qs,
                                         u"Segoe UI Emoji"_qs, u"Inter"_qs};
    return families;
}

} // namespace

Theme::Theme(ThemeKind kind, double zoom, bool reducedMotion)
    : m_kind(kind), m_zoom(zoom), m_reducedMotion(reducedMotion) {}

QColor Theme::colour(Colour role) const {
    return fromTable(tokens::colours[static_cast<std::size_t>(m_kind)][static_cast<std::size_t>(role)]);
}

QColor Theme::personFill(std::size_t index) const {
    return fromTable(tokens::people[index % tokens::people.size()].fill);
}

QColor Theme::onPersonFill(std::size_t index) const {
    return fromTable(tokens::people[index % tokens::people.size()].onFill);
}

QColor Theme::personName(std::size_t index) const {
    const auto& person = tokens::people[index % tokens::people.size()];
    return fromTable(isDark() ? person.nameDark : person.nameLight);
}

QFont Theme::font(TextSize size, int weight) const {
    const auto& entry = tokens::type[static_cast<std::size_t>(size)];
    QFont font = withFamilies(textFamilies(), entry.size * m_zoom, weight > 0 ? weight : entry.weight);
    if (entry.tracking != 0)
        font.setLetterSpacing(QFont::AbsoluteSpacing, entry.tracking);
    return font;
}

QFont Theme::plainFont(double pixels, int weight) {
    return withFamilies(textFamilies(), pixels, weight);
}

QFont Theme::emojiFont(double pixels) {
#ifdef Q_OS_LINUX
    // Qt scales the bitmaps of Noto Color Emoji by their height of 128, not by the 109 px of the em.
    pixels *= 128.0 / 109;
#endif
    return withFamilies(emojiFamilies(), pixels, QFont::Normal);
}

int Theme::lineHeight(TextSize size) const {
    return scaled(tokens::type[static_cast<std::size_t>(size)].line);
}

int Theme::scaled(int length) const {
    return static_cast<int>(std::lround(length * m_zoom));
}

QColor blended(const QColor& ground, const QColor& top, double alpha) {
    const auto mix = [alpha](float below, float above) {
        return static_cast<float>(below + (above - below) * alpha);
    };
    return QColor::fromRgbF(mix(ground.redF(), top.redF()), mix(ground.greenF(), top.greenF()),
                            mix(ground.blueF(), top.blueF()), ground.alphaF());
}

QColor withAlpha(QColor colour, double alpha) {
    colour.setAlphaF(static_cast<float>(colour.alphaF() * std::clamp(alpha, 0.0, 1.0)));
    return colour;
}

} // namespace parlor::client
