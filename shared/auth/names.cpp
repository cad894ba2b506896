#include "shared/auth/names.h"

#include "shared/protocol/limits.h"

#include <QSet>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace parlor {

namespace {

using Points = QList<char32_t>;

constexpr int maxMarksInARow = 4;
constexpr qsizetype maxFileNameBytes = 200;
constexpr char32_t nonJoiner = 0x200C;
constexpr char32_t joiner = 0x200D;
constexpr char32_t emojiStyle = 0xFE0F;

// Shown as nothing although Unicode calls them letters or symbols.
constexpr auto blanks =
    std::to_array<char32_t>({0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0});

Points pointsOf(QStringView text) {
    Points points;
    points.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate())
            points.append(QChar::surrogateToUcs4(c, text.at(++i)));
        else
            points.append(c.unicode());
    }
    return points;
}

QString textOf(const Points& points) {
    return QString::fromUcs4(points.data(), points.size());
}

bool isSpace(char32_t c) {
    return c == U'\t' || c == U'\n' || c == U'\r' || QChar::category(c) == QChar::Separator_Space
           || QChar::category(c) == QChar::Separator_Line || QChar::category(c) == QChar::Separator_Paragraph;
}

bool isMark(char32_t c) {
    return QChar::isMark(c);
}

// Scripts whose spelling needs the joiners; elsewhere they only hide differences.
bool joinsLetters(char32_t c) {
    switch (QChar::script(c)) {
    case QChar::Script_Arabic:
    case QChar::Script_Syriac:
    case QChar::Script_Devanagari:
    case QChar::Script_Bengali:
    case QChar::Script_Gurmukhi:
    case QChar::Script_Gujarati:
    case QChar::Script_Oriya:
    case QChar::Script_Tamil:
    case QChar::Script_Telugu:
    case QChar::Script_Kannada:
    case QChar::Script_Malayalam:
    case QChar::Script_Sinhala:
    case QChar::Script_Khmer:
    case QChar::Script_Mongolian:
        return true;
    default:
        return false;
    }
}

bool isPicture(char32_t c) {
    return c == emojiStyle || c >= 0x1F000 || (c >= 0x2190 && c <= 0x2BFF);
}

// Never wanted in a line of text: controls, format and reordering characters, halves, private and
// non-characters.
bool isForbidden(char32_t c, char32_t before) {
    if (c == joiner)
        return !isPicture(before) && !joinsLetters(before) && !isMark(before);
    if (c == nonJoiner)
        return !joinsLetters(before);
    if (c == emojiStyle)
        return before == 0;
    if ((c >= 0xFE00 && c < emojiStyle) || (c >= 0x180B && c <= 0x180F) || (c >= 0xE0000 && c <= 0xE0FFF))
        return true;
    if ((c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF))
        return true;
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
        return true;
    default:
        return std::find(blanks.begin(), blanks.end(), c) != blanks.end();
    }
}

struct Cleaned {
    Points points;
    bool refused = false; ///< something forbidden was left out
};

// NFC, one space for a run of white space, none at the ends, nothing forbidden, few marks on one base.
Cleaned clean(QStringView text) {
    Cleaned cleaned;
    Points& out = cleaned.points;
    int marks = 0;
    bool spaceDue = false;
    for (const char32_t c : pointsOf(text.toString().normalized(QString::NormalizationForm_C))) {
        if (isSpace(c)) {
            spaceDue = !out.isEmpty();
            continue;
        }
        const char32_t before = out.isEmpty() || spaceDue ? 0 : out.last();
        if (isMark(c))
            ++marks;
        else if (c != joiner && c != nonJoiner) // these show nothing: what follows is on the same base
            marks = 0;
        if (isForbidden(c, before) || marks > maxMarksInARow || (marks > 0 && before == 0)) {
            cleaned.refused = true;
            continue;
        }
        if (spaceDue)
            out.append(U' ');
        spaceDue = false;
        out.append(c);
    }
    while (!out.isEmpty() && (out.last() == joiner || out.last() == nonJoiner)) {
        out.removeLast();
        cleaned.refused = true;
    }
    return cleaned;
}

bool isPathLike(const Points& name) {
    const auto isHex = [](char32_t c) {
        return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'f') || (c >= U'A' && c <= U'F');
    };
    for (qsizetype i = 0; i < name.size(); ++i) {
        const char32_t c = name.at(i);
        if (c == U'/' || c == U'\\' || c == 0x2044 || c == 0x2215 || c == 0xFF0F || c == 0xFF3C)
            return true;
        if (c == U'%' && i + 2 < name.size() && isHex(name.at(i + 1)) && isHex(name.at(i + 2)))
            return true;
    }
    return name.startsWith(U'.');
}

// What was left out may have stood between a base and its mark.
QString repaired(const Points& points) {
    return textOf(points).normalized(QString::NormalizationForm_C);
}

void trim(QString& name) {
    while (name.endsWith(u'.') || name.endsWith(u' '))
        name.chop(1);
    while (name.startsWith(u'.') || name.startsWith(u' '))
        name.remove(0, 1);
}

Result<QString> checked(QStringView text, qsizetype least, qsizetype most) {
    // Far more than any name needs: not worth normalising.
    if (text.size() > most * 8)
        return fail(ErrorCode::BadName);
    const Cleaned cleaned = clean(text);
    if (cleaned.refused || cleaned.points.size() < least || cleaned.points.size() > most)
        return fail(ErrorCode::BadName);
    return textOf(cleaned.points);
}

// Japanese and Korean mix theirs; everything else stays within one.
bool isOneScript(const Points& name) {
    constexpr auto eastAsian =
        std::to_array<QChar::Script>({QChar::Script_Han, QChar::Script_Hiragana, QChar::Script_Katakana,
                                      QChar::Script_Hangul, QChar::Script_Bopomofo});
    const auto family = [&](QChar::Script script) {
        return std::find(eastAsian.begin(), eastAsian.end(), script) == eastAsian.end() ? script
                                                                                        : QChar::Script_Han;
    };
    QChar::Script seen = QChar::Script_Common;
    for (const char32_t c : name) {
        const QChar::Script script = family(QChar::script(c));
        if (script == QChar::Script_Common || script == QChar::Script_Inherited)
            continue;
        if (seen != QChar::Script_Common && seen != script)
            return false;
        seen = script;
    }
    return true;
}

bool isReservedOnWindows(QStringView name) {
    static const QSet<QString> reserved{u"con"_s,  u"prn"_s,  u"aux"_s,  u"nul"_s,  u"com1"_s, u"com2"_s,
                                        u"com3"_s, u"com4"_s, u"com5"_s, u"com6"_s, u"com7"_s, u"com8"_s,
                                        u"com9"_s, u"lpt1"_s, u"lpt2"_s, u"lpt3"_s, u"lpt4"_s, u"lpt5"_s,
                                        u"lpt6"_s, u"lpt7"_s, u"lpt8"_s, u"lpt9"_s};
    const auto dot = name.indexOf(u'.');
    return reserved.contains((dot < 0 ? name : name.first(dot)).trimmed().toString().toLower());
}

// The longest beginning of at most `bytes` of UTF-8 that splits no character.
QStringView fitting(QStringView text, qsizetype bytes) {
    while (text.toUtf8().size() > bytes) {
        const bool pair =
            text.size() > 1 && text.last().isLowSurrogate() && text.at(text.size() - 2).isHighSurrogate();
        text.chop(pair ? 2 : 1);
    }
    return text;
}

} // namespace

Result<QString> checkSignInName(QStringView name) {
    TRY_ASSIGN(QString text, checked(name, 1, limits::nameCharacters));
    const Points points = pointsOf(text);
    const auto allowed = [](char32_t c) {
        return QChar::isLetterOrNumber(c) || isMark(c) || c == U'-' || c == U'_' || c == U'.';
    };
    if (!std::all_of(points.begin(), points.end(), allowed) || !QChar::isLetterOrNumber(points.first())
        || !isOneScript(points))
        return fail(ErrorCode::BadName);
    return text;
}

Result<QString> checkChannelName(QStringView name) {
    TRY_ASSIGN(QString text, checked(name, 1, limits::nameCharacters));
    if (isPathLike(pointsOf(text)))
        return fail(ErrorCode::BadName);
    return text;
}

Result<QString> checkDisplayName(QStringView name) {
    return checked(name, 1, limits::nameCharacters);
}

Result<QString> checkTopic(QStringView topic) {
    return checked(topic, 0, limits::topicCharacters);
}

QString foldedName(QStringView name) {
    // Upper case first: it alone knows that "ß" is "SS".
    const QString upper = name.toString().normalized(QString::NormalizationForm_KC).toUpper();
    return upper.toCaseFolded().normalized(QString::NormalizationForm_KC);
}

QString cleanFileName(QStringView name) {
    name = name.last(std::min<qsizetype>(name.size(), 4'096));
    const auto separator = std::max(name.lastIndexOf(u'/'), name.lastIndexOf(u'\\'));
    Points points = clean(name.sliced(separator + 1)).points;
    for (char32_t& c : points)
        if (QStringView(u"\"<>:|?*\uFFFD").contains(QChar::fromUcs4(c)))
            c = U'_';
    QString text = repaired(points);
    trim(text);
    if (text.startsWith(u'-') || isReservedOnWindows(text))
        text.prepend(u'_');
    const auto dot = text.lastIndexOf(u'.');
    const QString suffix = dot > 0 && text.size() - dot <= 16 ? text.mid(dot) : QString();
    QString stem =
        fitting(QStringView(text).chopped(suffix.size()), maxFileNameBytes - suffix.toUtf8().size())
            .toString();
    trim(stem);
    return stem.isEmpty() ? u"file"_s + suffix : stem + suffix;
}

QString cleanDeviceName(QStringView name) {
    Points points = clean(name.first(std::min<qsizetype>(name.size(), 1'024))).points;
    if (points.size() > limits::deviceCharacters)
        points.resize(limits::deviceCharacters);
    return repaired(points).trimmed();
}

QString oneLine(QStringView text, qsizetype most) {
    Points points = clean(text.first(std::min(text.size(), most * 8))).points;
    const bool cut = points.size() > most || text.size() > most * 8;
    if (points.size() > most)
        points.resize(most);
    return cut ? textOf(points) + u'…' : textOf(points);
}

} // namespace parlor
