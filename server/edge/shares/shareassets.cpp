#include "server/edge/shares/shareassets.h"

#include "shared/protocol/thumbhash.h"

#include <QCryptographicHash>
#include <QFile>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr int steps = 6; ///< of each of red, green, blue

QByteArray contentOf(const QString& file) {
    QFile resource(u":/shares/assets/"_s + file);
    if (!resource.open(QIODevice::ReadOnly))
        qFatal("a resource of this program can not be read");
    return resource.readAll();
}

ShareAssets::Asset asset(const QString& extension, const QByteArray& type, const QByteArray& bytes) {
    const QByteArray hash = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).left(8).toHex();
    return {u"share."_s + QString::fromLatin1(hash) + u'.' + extension, type, bytes};
}

/// Pages have no style of their own in them, so that nothing in them is ever taken for one: the colours that
/// pictures have before they arrive are classes.
QByteArray colours() {
    QByteArray out;
    const auto hex = [](int step) {
        return QByteArray::number(step * 255 / (steps - 1), 16).rightJustified(2, '0');
    };
    for (int red = 0; red < steps; ++red)
        for (int green = 0; green < steps; ++green)
            for (int blue = 0; blue < steps; ++blue)
                out += ".grid .c" + QByteArray::number((red * steps + green) * steps + blue)
                       + "{background-color:#" + hex(red) + hex(green) + hex(blue) + "}\n";
    return out;
}

} // namespace

ShareAssets::ShareAssets()
    : m_style(asset(u"css"_s, "text/css; charset=utf-8", contentOf(u"share.css"_s) + colours())),
      m_script(asset(u"js"_s, "text/javascript; charset=utf-8", contentOf(u"share.js"_s))) {}

const ShareAssets::Asset* ShareAssets::find(const QString& name) const {
    for (const Asset* known : {&m_style, &m_script})
        if (known->name == name)
            return known;
    return nullptr;
}

QString ShareAssets::colourClass(QByteArrayView thumbhash) {
    const auto colour = thumbhash::averageColour(thumbhash);
    if (!colour)
        return {};
    int number = 0;
    for (std::size_t i = 0; i < 3; ++i)
        number = number * steps
                 + std::clamp(static_cast<int>(std::lround(colour->at(i) * (steps - 1))), 0, steps - 1);
    return u'c' + QString::number(number);
}

} // namespace parlor::server
