#include "client/ui/style/iconcache.h"
#include "client/ui/style/theme.h"
#include "client/ui/widgets/face.h"

#include <QDir>
#include <QFile>
#include <QFontInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>

#include <cmath>

namespace parlor::client {
namespace {

double luminance(const QColor& colour) {
    const auto channel = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF())
           + 0.0722 * channel(colour.blueF());
}

/// WCAG 2 contrast of opaque colours.
double contrast(const QColor& a, const QColor& b) {
    const double one = luminance(a), two = luminance(b);
    return (std::max(one, two) + 0.05) / (std::min(one, two) + 0.05);
}

class Contrast : public ::testing::TestWithParam<ThemeKind> {
protected:
    Theme theme{GetParam()};

    void expectAtLeast(double wanted, Colour above, Colour below) const {
        EXPECT_GE(contrast(theme.colour(above), theme.colour(below)), wanted)
            << tokens::colourNames[static_cast<std::size_t>(above)] << " on "
            << tokens::colourNames[static_cast<std::size_t>(below)];
    }
};

constexpr Colour grounds[] = {
    Colour::Rail,           Colour::Sunken,     Colour::Surface,           Colour::Raised,
    Colour::Field,          Colour::Bubble,     Colour::BubbleOwn,         Colour::BubbleHover,
    Colour::BubbleOwnHover, Colour::Selection,  Colour::SelectionInactive, Colour::AccentSoft,
    Colour::DangerSoft,     Colour::WarningSoft};

TEST_P(Contrast, TextIsReadableOnEveryGround) {
    for (const Colour ground : grounds)
        for (const Colour text : {Colour::Text, Colour::TextMuted, Colour::AccentText, Colour::DangerText,
                                  Colour::SuccessText, Colour::WarningText})
            expectAtLeast(4.5, text, ground);
}

TEST_P(Contrast, TextIsReadableOnFills) {
    expectAtLeast(4.5, Colour::OnAccent, Colour::Accent);
    expectAtLeast(4.5, Colour::OnAccent, Colour::AccentHover);
    expectAtLeast(4.5, Colour::OnAccent, Colour::AccentPressed);
    expectAtLeast(4.5, Colour::OnDanger, Colour::Danger);
    expectAtLeast(4.5, Colour::OnBadge, Colour::Badge);
    expectAtLeast(4.5, Colour::OnBadgeMuted, Colour::BadgeMuted);
    expectAtLeast(4.5, Colour::OnTooltip, Colour::Tooltip);
    expectAtLeast(4.5, Colour::Text, Colour::SearchHit);
}

TEST_P(Contrast, ControlsAreSeen) {
    for (const Colour ground : {Colour::Rail, Colour::Sunken, Colour::Surface, Colour::Raised})
        for (const Colour mark : {Colour::Accent, Colour::Focus, Colour::Outline, Colour::Badge,
                                  Colour::BadgeMuted, Colour::Success, Colour::Warning, Colour::Danger})
            expectAtLeast(3, mark, ground);
}

TEST_P(Contrast, PeopleAreReadable) {
    for (std::size_t person = 0; person < tokens::people.size(); ++person) {
        EXPECT_GE(contrast(theme.personFill(person), theme.onPersonFill(person)), 4.5) << person;
        for (const Colour ground : {Colour::Surface, Colour::Raised, Colour::Bubble, Colour::BubbleOwn})
            EXPECT_GE(contrast(theme.personName(person), theme.colour(ground)), 4.5) << person;
    }
}

INSTANTIATE_TEST_SUITE_P(Themes, Contrast,
                         ::testing::Values(ThemeKind::Light, ThemeKind::Dark, ThemeKind::HighContrast));

TEST(Tokens, TableIsMadeFromTheFile) {
    QFile file(QStringLiteral(PARLOR_SOURCE_DIR "/resources/palettes/tokens.json"));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QJsonObject colours = QJsonDocument::fromJson(file.readAll()).object().value(u"color").toObject();
    const QString kinds[] = {u"light"_qs, u"dark"_qs, u"highContrast"_qs};
    for (int kind = 0; kind < 3; ++kind) {
        const QJsonObject roles = colours.value(kinds[kind]).toObject();
        EXPECT_EQ(roles.size(), tokens::colourCount);
        for (int role = 0; role < tokens::colourCount; ++role) {
            const QJsonValue value =
                roles.value(QString::fromLatin1(tokens::colourNames[static_cast<std::size_t>(role)]));
            const QString hex =
                value.isString() ? value.toString() : value.toObject().value(u"hex").toString();
            QColor wanted(hex);
            if (value.isObject())
                wanted.setAlpha(qRound(value.toObject().value(u"alpha").toDouble() * 255));
            EXPECT_EQ(Theme(static_cast<ThemeKind>(kind)).colour(static_cast<Colour>(role)).rgba(),
                      wanted.rgba())
                << tokens::colourNames[static_cast<std::size_t>(role)];
        }
    }
}

TEST(Fonts, TheThreeCutsAreOurs) {
    for (const int weight : {400, 500, 600}) {
        const QFontInfo info(Theme().font(TextSize::Body, weight));
        EXPECT_EQ(info.family(), u"Inter");
        EXPECT_EQ(info.weight(), weight);
        EXPECT_EQ(info.pixelSize(), 14);
    }
}

TEST(Icons, EveryOneRendersCrispAtEveryScale) {
    const QStringList names = QDir(u":/icons"_qs).entryList({u"*.svg"_qs});
    ASSERT_GT(names.size(), 60);
    for (const QString& name : names)
        for (const double scale : {1.0, 1.5, 2.0}) {
            const QPixmap pixmap = iconPixmap(name.chopped(4), 20, Qt::black, scale);
            ASSERT_FALSE(pixmap.isNull()) << name.toStdString();
            EXPECT_EQ(pixmap.width(), qRound(20 * scale));
            EXPECT_GT(pixmap.toImage().convertToFormat(QImage::Format_Alpha8).sizeInBytes(), 0);
        }
    EXPECT_TRUE(iconPixmap(u"no-such-icon"_qs, 20, Qt::black, 1).isNull());
}

TEST(People, ColourIsTheHashOfTheId) {
    // FNV-1a 32 of "1" is 0x340ca71c, of "12345" 0x43c2c0d8: modulo 8.
    EXPECT_EQ(colourIndexOf(1), 0x340ca71cU % 8);
    EXPECT_EQ(colourIndexOf(12345), 0x43c2c0d8U % 8);
    EXPECT_EQ(initialOf(u"  élan"_qs), u"É");
    EXPECT_EQ(initialOf({}), QString());
}

TEST(Zoom, ScalesTextAndItsLines) {
    const Theme large(ThemeKind::Light, 1.5);
    EXPECT_EQ(large.font(TextSize::Body).pixelSize(), 21);
    EXPECT_EQ(large.lineHeight(TextSize::Body), 30);
    EXPECT_EQ(Theme(ThemeKind::Light, 1, true).duration(200), 0);
}

} // namespace
} // namespace parlor::client
