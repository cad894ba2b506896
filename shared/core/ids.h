#pragma once

#include <QHashFunctions>
#include <QString>

#include <compare>
#include <cstdint>
#include <optional>

namespace parlor {

/// A 64-bit identity that can't be mixed up with another noun's. 0 means "none".
/// On the wire and for people it is its decimal string, because JSON numbers end at 2^53.
template<class Tag>
class Id {
public:
    constexpr Id() = default;

    explicit constexpr Id(std::int64_t value) : m_value(value) {}

    [[nodiscard]] constexpr std::int64_t value() const { return m_value; }

    [[nodiscard]] constexpr bool isValid() const { return m_value > 0; }

    [[nodiscard]] QString toString() const { return QString::number(m_value); }

    /// Accepts exactly what toString() makes: digits, no sign, no leading zero, above 0.
    static std::optional<Id> fromString(QStringView text) {
        if (text.isEmpty() || text.size() > 19 || text.front() < u'1' || text.front() > u'9')
            return std::nullopt;
        for (const QChar c : text)
            if (c < u'0' || c > u'9')
                return std::nullopt;
        bool ok = false;
        const qint64 value = text.toLongLong(&ok);
        return ok ? std::optional<Id>(Id(value)) : std::nullopt;
    }

    friend constexpr auto operator<=>(Id, Id) = default;

    friend size_t qHash(Id id, size_t seed = 0) { return ::qHash(id.m_value, seed); }

private:
    std::int64_t m_value = 0;
};

using PersonId = Id<struct PersonTag>;
using SessionId = Id<struct SessionTag>;
using ChannelId = Id<struct ChannelTag>;
using MessageId = Id<struct MessageTag>;
using PhotoId = Id<struct PhotoTag>;
using AlbumId = Id<struct AlbumTag>;
using UploadId = Id<struct UploadTag>;
using ShareId = Id<struct ShareTag>;

/// A fresh id: 42 bits of milliseconds since 2020, 21 bits that count within one and start at random.
/// Ids made by one process rise strictly; ids are identity, never order.
std::int64_t makeId();

template<class T>
T makeNew() {
    return T(makeId());
}

/// Made once by the client when the person presses send and stored before the first transmission: 128 random
/// bits as 22 characters of base64url. Unique for ever; a retry with the same one gets the first answer.
QString makeClientId();

/// True for exactly 22 characters of base64url.
bool isClientId(QStringView text);

} // namespace parlor

template<class Tag>
struct std::hash<parlor::Id<Tag>> {
    std::size_t operator()(parlor::Id<Tag> id) const noexcept {
        return std::hash<std::int64_t>()(id.value());
    }
};
