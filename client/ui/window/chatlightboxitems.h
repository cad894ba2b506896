#pragma once

#include "client/ui/lightbox/lightboxitems.h"

namespace parlor::client {

/// A photo of a message.
struct ChatPhoto {
    PhotoReference photo;
    qint64 time = 0; ///< of the message, ms UTC
    bool own = false;
};

/// The photos of a conversation, as they stand in its messages. Their facts stay with their owners.
class ChatLightboxItems final : public LightboxItems {
    Q_OBJECT
public:
    using LightboxItems::LightboxItems;

    void setPhotos(const QList<ChatPhoto>& photos, const QString& where);

    [[nodiscard]] int count() const override { return static_cast<int>(m_photos.size()); }

    [[nodiscard]] PhotoReference referenceAt(int index) const override { return m_photos.value(index).photo; }

    [[nodiscard]] int indexOf(PhotoId photo) const override;
    [[nodiscard]] std::int64_t takenLocalAt(int index) const override;

    [[nodiscard]] bool datesAreOfSending() const override { return true; }

    [[nodiscard]] QString where() const override { return m_where; }

    [[nodiscard]] bool isFavourite(int /*index*/) const override { return false; }

    [[nodiscard]] bool isOwn(int /*index*/) const override { return false; }

    [[nodiscard]] bool isOthers(int index) const override { return !m_photos.value(index).own; }

    [[nodiscard]] std::optional<Photo> facts(int /*index*/) override { return std::nullopt; }

private:
    QList<ChatPhoto> m_photos;
    QString m_where;
};

} // namespace parlor::client
