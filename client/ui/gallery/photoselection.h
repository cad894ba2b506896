#pragma once

#include "client/models/photogridmodel.h"

#include <QObject>
#include <QSet>

namespace parlor::client {

/// Which photos are chosen, by identity: it outlives new photos above them. Interface thread only.
class PhotoSelection final : public QObject {
    Q_OBJECT
public:
    explicit PhotoSelection(PhotoGridModel* model, QObject* parent = nullptr);

    [[nodiscard]] bool isEmpty() const { return m_chosen.isEmpty(); }

    [[nodiscard]] int count() const { return static_cast<int>(m_chosen.size()); }

    [[nodiscard]] bool contains(PhotoId id) const { return m_chosen.contains(id); }

    /// In the order of the library.
    [[nodiscard]] QList<PhotoId> chosen() const;

    void toggle(int index);
    /// From the last toggled photo to this one, all on, beside what was chosen when that one was: extending
    /// again to a nearer photo lets the others go.
    void extendTo(int index);
    void setRange(int first, int count, bool on);
    /// What a rubber band covers, beside what was chosen before it began.
    void setBand(const QSet<PhotoId>& before, const QSet<PhotoId>& covered);

    [[nodiscard]] const QSet<PhotoId>& ids() const { return m_chosen; }

    void clear();

Q_SIGNALS:
    void changed();

private:
    PhotoGridModel* m_model;
    QSet<PhotoId> m_chosen;
    QSet<PhotoId> m_besideRange; ///< what was chosen when the anchor was set
    PhotoId m_anchor;
};

} // namespace parlor::client
