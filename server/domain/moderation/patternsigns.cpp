#include "server/domain/moderation/patternsigns.h"

#include <QChar>

#include <algorithm>

namespace parlor::server {

namespace {

/// Whatever the tone of its skin, a picture is the same.
bool isTone(char32_t c) {
    return c >= 0x1f3fb && c <= 0x1f3ff;
}

QString signOf(char32_t c) {
    if (c < 0x80)
        return QChar(static_cast<char16_t>(c));
    if (TextFolder::isHidden(c) || isTone(c))
        return {};
    return QString::fromUcs4(&c, 1).normalized(QString::NormalizationForm_KC);
}

bool isLoose(char32_t c) {
    switch (QChar::category(c)) {
    case QChar::Punctuation_Connector:
    case QChar::Punctuation_Dash:
    case QChar::Punctuation_Open:
    case QChar::Punctuation_Close:
    case QChar::Punctuation_InitialQuote:
    case QChar::Punctuation_FinalQuote:
        return true;
    default:
        return c < 0x80 && QStringView(u"'\".,:;").contains(QChar(static_cast<char16_t>(c)));
    }
}

bool areLoose(const QString& signs) {
    const auto points = signs.toUcs4();
    return std::all_of(points.begin(), points.end(), [](auto c) { return isLoose(char32_t(c)); });
}

bool isPairAt(QStringView text, qsizetype at) {
    return at >= 0 && at + 1 < text.size() && text.at(at).isHighSurrogate()
           && text.at(at + 1).isLowSurrogate();
}

QString signAt(QStringView text, qsizetype at, bool isPair) {
    return signOf(isPair ? QChar::surrogateToUcs4(text.at(at), text.at(at + 1)) : text.at(at).unicode());
}

} // namespace

PatternSigns PatternSigns::of(QStringView piece, const FoldedText& folded) {
    PatternSigns found;
    const auto begin = [&](qsizetype at) { return folded.starts[static_cast<std::size_t>(at)]; };
    const auto end = [&](qsizetype at) { return folded.ends[static_cast<std::size_t>(at)]; };
    const qsizetype last = folded.text.size() - 1;
    if (last < 1) {
        found.before = found.after = signsOf(piece);
        return found;
    }
    found.before = signsOf(piece.first(begin(1)));
    found.after = signsOf(piece.sliced(end(last - 1)));
    for (qsizetype at = folded.text.indexOf(u' ', 1); at < last; at = folded.text.indexOf(u' ', at + 1)) {
        const qsizetype from = end(at - 1);
        const QString signs = signsOf(piece.sliced(from, std::max<qsizetype>(0, begin(at + 1) - from)));
        if (!areLoose(signs))
            found.between.push_back({at, signs});
    }
    return found;
}

QString signsOf(QStringView text) {
    QString signs;
    for (qsizetype at = 0; at < text.size();) {
        const bool isPair = isPairAt(text, at);
        signs += signAt(text, at, isPair);
        at += isPair ? 2 : 1;
    }
    signs.removeIf([](QChar c) { return c.isSpace(); });
    return signs;
}

std::optional<qsizetype> endOfSigns(QStringView text, qsizetype at, QStringView signs, qsizetype& looked) {
    for (; !signs.isEmpty(); ++looked) {
        if (at >= text.size())
            return std::nullopt;
        const bool isPair = isPairAt(text, at);
        const QString sign = signAt(text, at, isPair);
        const qsizetype common = std::min(sign.size(), signs.size());
        if (signs.first(common) != QStringView(sign).first(common))
            return std::nullopt;
        signs = signs.sliced(common);
        at += isPair ? 2 : 1;
    }
    return at;
}

std::optional<qsizetype> startOfSigns(QStringView text, qsizetype at, QStringView signs, qsizetype& looked) {
    for (; !signs.isEmpty(); ++looked) {
        if (at <= 0)
            return std::nullopt;
        const bool isPair = isPairAt(text, at - 2);
        at -= isPair ? 2 : 1;
        const QString sign = signAt(text, at, isPair);
        const qsizetype common = std::min(sign.size(), signs.size());
        if (signs.last(common) != QStringView(sign).last(common))
            return std::nullopt;
        signs.chop(common);
    }
    return at;
}

} // namespace parlor::server
