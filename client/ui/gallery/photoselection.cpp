#include "client/ui/gallery/photoselection.h"

#include <algorithm>

namespace parlor::client {

PhotoSelection::PhotoSelection(PhotoGridModel* model, QObject* parent) : QObject(parent), m_model(model) {}

QList<PhotoId> PhotoSelection::chosen() const {
    QList<PhotoId> ordered;
    ordered.reserve(m_chosen.size());
    for (int i = 0; i < m_model->count() && ordered.size() < m_chosen.size(); ++i)
        if (m_chosen.contains(m_model->idAt(i)))
            ordered.append(m_model->idAt(i));
    return ordered;
}

void PhotoSelection::toggle(int index) {
    const PhotoId id = m_model->idAt(index);
    if (!m_chosen.remove(id))
        m_chosen.insert(id);
    m_anchor = id;
    m_besideRange = m_chosen;
    Q_EMIT changed();
}

void PhotoSelection::extendTo(int index) {
    const int anchor = m_anchor.isValid() ? m_model->indexOf(m_anchor) : -1;
    if (anchor < 0) {
        toggle(index);
        return;
    }
    const auto [low, high] = std::minmax(anchor, index);
    m_chosen = m_besideRange;
    for (int i = low; i <= high; ++i)
        m_chosen.insert(m_model->idAt(i));
    Q_EMIT changed();
}

void PhotoSelection::setRange(int first, int count, bool on) {
    for (int i = first; i < first + count; ++i) {
        if (on)
            m_chosen.insert(m_model->idAt(i));
        else
            m_chosen.remove(m_model->idAt(i));
    }
    m_besideRange = m_chosen;
    Q_EMIT changed();
}

void PhotoSelection::setBand(const QSet<PhotoId>& before, const QSet<PhotoId>& covered) {
    QSet<PhotoId> chosen = before | covered;
    if (chosen == m_chosen)
        return;
    m_chosen = std::move(chosen);
    m_besideRange = m_chosen;
    Q_EMIT changed();
}

void PhotoSelection::clear() {
    if (m_chosen.isEmpty())
        return;
    m_chosen.clear();
    m_besideRange.clear();
    m_anchor = {};
    Q_EMIT changed();
}

} // namespace parlor::client
