#include "shared/core/ids.h"

#include <QByteArray>
#include <QDateTime>
#include <QRandomGenerator>

#include <array>
#include <atomic>

namespace parlor {

namespace {
constexpr std::int64_t epoch2020Ms = 1577836800000;
constexpr int counterBits = 21;
} // namespace

std::int64_t makeId() {
    static std::atomic<std::int64_t> last = 0;
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch() - epoch2020Ms;
    const std::int64_t start =
        (now << counterBits) | (QRandomGenerator::global()->bounded(1 << (counterBits - 1)));
    std::int64_t previous = last.load(std::memory_order_relaxed);
    std::int64_t next = 0;
    do {
        next = (start >> counterBits) > (previous >> counterBits) ? start : previous + 1;
    } while (!last.compare_exchange_weak(previous, next, std::memory_order_relaxed));
    return next;
}

QString makeClientId() {
    std::array<quint32, 4> words{};
    QRandomGenerator::system()->fillRange(words.data(), words.size());
    const QByteArray bytes(reinterpret_cast<const char*>(words.data()), sizeof(words));
    return QString::fromLatin1(
        bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

bool isClientId(QStringView text) {
    return text.size() == 22 && std::all_of(text.begin(), text.end(), [](QChar c) {
               return (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9')
                      || c == u'-' || c == u'_';
           });
}

} // namespace parlor
