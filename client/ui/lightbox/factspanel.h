#pragma once

#include "shared/protocol/photo.h"

#include <QAbstractButton>
#include <QWidget>

#include <optional>

namespace parlor::client {

class VersionChip;

/// What a photo says about itself, 320 px beside it. Facts that the person may not know are not drawn at all.
class FactsPanel final : public QWidget {
    Q_OBJECT
public:
    /// Which one of an edited pair is looked at.
    enum class Version { Only, Edited, Original };

    explicit FactsPanel(QWidget* parent = nullptr);

    /// nullopt while they are on their way: `takenLocal` is shown alone, as when it was sent if `sent`.
    void setFacts(const std::optional<Photo>& photo, std::int64_t takenLocal, bool sent);
    /// Said at the foot, with the way to the other one; nothing of it for Only.
    void setVersion(Version version);

Q_SIGNALS:
    void closeAsked();
    /// The other one of the two.
    void versionAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Row {
        QString icon;
        QString first;
        QString second;
        bool apart = false;  ///< a line stands above
        bool isFile = false; ///< its name takes two lines where it has to
    };

    [[nodiscard]] QList<Row> rows() const;
    /// Of a photo with coordinates: its town where one is near, and where it is.
    [[nodiscard]] Row placeRow() const;
    void placeChip();
    void paintVersion(QPainter& painter);

    std::optional<Photo> m_photo;
    std::int64_t m_takenLocal = 0;
    bool m_sent = false;
    QAbstractButton* m_close;
    VersionChip* m_chip;
    Version m_version = Version::Only;
};

} // namespace parlor::client
