#include "client/ui/lightbox/librarylightboxitems.h"

namespace parlor::client {

namespace {
constexpr qsizetype factsKept = 200;
} // namespace

LibraryLightboxItems::LibraryLightboxItems(PhotoGridModel* model, AskFacts askFacts, QObject* parent)
    : LightboxItems(parent), m_model(model), m_askFacts(std::move(askFacts)) {
    connect(model, &PhotoGridModel::reset, this, &LightboxItems::changed);
    connect(model, &PhotoGridModel::changed, this, &LightboxItems::changed);
}

std::optional<Photo> LibraryLightboxItems::facts(int index) {
    const PhotoId id = m_model->idAt(index);
    const auto found = m_facts.constFind(id);
    if (found != m_facts.constEnd())
        return *found;
    // Asked again only after another photo was looked at: the answer may have been lost.
    if (m_asked != id) {
        m_asked = id;
        m_askFacts(id);
    }
    return std::nullopt;
}

void LibraryLightboxItems::setFacts(const Photo& photo) {
    if (m_facts.size() >= factsKept)
        m_facts.clear();
    m_facts.insert(photo.id, photo);
    Q_EMIT factsArrived(photo.id);
}

} // namespace parlor::client
