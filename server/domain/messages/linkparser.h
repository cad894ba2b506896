#pragma once

#include <QList>
#include <QString>

namespace parlor::server {

/// A web or mail address in a text.
struct TextLink {
    int start = 0, length = 0; ///< in UTF-16 units of the text
    QString url;

    friend bool operator==(const TextLink&, const TextLink&) = default;
};

inline constexpr int linksPerMessage = 50;

/// The http, https and mailto addresses of a text, in order; nothing else is ever a link. Punctuation at the
/// end belongs to the sentence, a closing bracket too unless it was opened inside; what stands between
/// backticks is quoted. Takes time linear in the text.
QList<TextLink> parseLinks(const QString& text);

} // namespace parlor::server
