#pragma once

#include "shared/protocol/photo.h"

#include <QAbstractButton>
#include <QWidget>

#include <optional>

namespace parlor::client {

/// What a photo says about itself, 320 px beside it. Facts that the person may not know are not drawn at all.
class FactsPanel final : public QWidget {
    Q_OBJECT
public:
    explicit FactsPanel(QWidget* parent = nullptr);

    /// nullopt while they are on their way: `takenLocal` is shown alone.
    void setFacts(const std::optional<Photo>& photo, std::int64_t takenLocal);

Q_SIGNALS:
    void closeAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Row {
        QString icon;
        QString first;
        QString second;
        bool apart = false;  ///< a line stands above
        bool isFile = false; ///< its ending says something: the middle goes when it is too long
    };

    [[nodiscard]] QList<Row> rows() const;

    std::optional<Photo> m_photo;
    std::int64_t m_takenLocal = 0;
    QAbstractButton* m_close;
};

} // namespace parlor::client
