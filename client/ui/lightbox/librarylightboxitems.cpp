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

// Asked again only after another photo was looked at: the answer may have been lost.
void LibraryLightboxItems::ask(PhotoId photo, PhotoId* asked) {
    if (*asked == photo)
        return;
    *asked = photo;
    m_outdated.remove(photo);
    m_askFacts(photo);
}

std::optional<Photo> LibraryLightboxItems::facts(int index) {
    const PhotoId id = m_model->idAt(index);
    if (!m_facts.contains(id) || m_outdated.contains(id))
        ask(id, &m_asked);
    const auto found = m_facts.constFind(id);
    return found != m_facts.constEnd() ? std::optional<Photo>(*found) : std::nullopt;
}

bool LibraryLightboxItems::hasOriginal(int index) const {
    if (index < 0 || index >= count())
        return false;
    const auto found = m_facts.constFind(m_model->idAt(index));
    return found != m_facts.constEnd() && found->originalVersion.isValid();
}

std::optional<Photo> LibraryLightboxItems::originalFacts(int index) {
    const PhotoId id = m_facts.value(m_model->idAt(index)).originalVersion;
    if (!id.isValid())
        return std::nullopt;
    if (!m_facts.contains(id))
        ask(id, &m_askedOriginal);
    const auto found = m_facts.constFind(id);
    return found != m_facts.constEnd() ? std::optional<Photo>(*found) : std::nullopt;
}

void LibraryLightboxItems::setFacts(const OwnPhoto& photo) {
    if (m_facts.size() >= factsKept) // but for what is being looked at
        m_facts.removeIf([this, &photo](const auto& entry) {
            return entry.key() != m_asked && entry.key() != photo.editedVersion;
        });
    m_facts.insert(photo.id, photo);
    Q_EMIT factsArrived(photo.editedVersion.isValid() ? photo.editedVersion : photo.id);
}

bool LibraryLightboxItems::lost(PhotoId photo) {
    if (photo != m_askedOriginal)
        return false;
    m_askedOriginal = {};
    Q_EMIT originalLost();
    return true;
}

void LibraryLightboxItems::outdate(const QSet<PhotoId>& photos) {
    for (const PhotoId id : photos) {
        if (m_facts.contains(id))
            m_outdated.insert(id);
        if (m_asked == id)
            m_asked = {};
    }
}

} // namespace parlor::client
