#pragma once

#include "client/ui/lightbox/lightboxitems.h"

namespace parlor::client {

/// The photos of a conversation, as they stand in its messages. Their facts stay with their owners.
class ChatLightboxItems final : public LightboxItems {
    Q_OBJECT
public:
    using LightboxItems::LightboxItems;

    /// `times` are of the messages, ms UTC, as many as photos or none.
    void setPhotos(const QList<PhotoReference>& photos, const QList<qint64>& times, const QString& where);

    [[nodiscard]] int count() const override { return static_cast<int>(m_photos.size()); }

    [[nodiscard]] PhotoReference referenceAt(int index) const override { return m_photos.value(index); }

    [[nodiscard]] int indexOf(PhotoId photo) const override;
    [[nodiscard]] std::int64_t takenLocalAt(int index) const override;

    [[nodiscard]] QString where() const override { return m_where; }

    [[nodiscard]] bool isFavourite(int /*index*/) const override { return false; }

    [[nodiscard]] bool isOwn(int /*index*/) const override { return false; }

    [[nodiscard]] std::optional<Photo> facts(int /*index*/) override { return std::nullopt; }

private:
    QList<PhotoReference> m_photos;
    QList<qint64> m_times;
    QString m_where;
};

} // namespace parlor::client
