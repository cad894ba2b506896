#pragma once

#include "client/core/ownphoto.h"
#include "client/models/photogridmodel.h"
#include "client/ui/lightbox/lightboxitems.h"

#include <QHash>
#include <QSet>

#include <functional>

namespace parlor::client {

/// The person's own library, in the order of the grid.
class LibraryLightboxItems final : public LightboxItems {
    Q_OBJECT
public:
    using AskFacts = std::function<void(PhotoId)>;

    LibraryLightboxItems(PhotoGridModel* model, AskFacts askFacts, QObject* parent = nullptr);

    [[nodiscard]] int count() const override { return m_model->count(); }

    [[nodiscard]] PhotoReference referenceAt(int index) const override { return m_model->referenceAt(index); }

    [[nodiscard]] int indexOf(PhotoId photo) const override { return m_model->indexOf(photo); }

    [[nodiscard]] std::int64_t takenLocalAt(int index) const override { return m_model->takenLocalAt(index); }

    [[nodiscard]] QString where() const override { return {}; }

    [[nodiscard]] bool isFavourite(int index) const override { return m_model->isFavourite(index); }

    [[nodiscard]] bool isOwn(int) const override { return true; }

    [[nodiscard]] bool isOthers(int) const override { return false; }

    [[nodiscard]] std::optional<Photo> facts(int index) override;

    [[nodiscard]] bool hasOriginal(int index) const override;
    [[nodiscard]] std::optional<Photo> originalFacts(int index) override;

    /// What was asked for has come.
    void setFacts(const OwnPhoto& photo);
    /// It could not be had. True when that was an original version: somebody waits for it.
    bool lost(PhotoId photo);
    /// They have changed: what is known of them is shown until it is here anew.
    void outdate(const QSet<PhotoId>& photos);

private:
    void ask(PhotoId photo, PhotoId* asked);

    PhotoGridModel* m_model;
    AskFacts m_askFacts;
    QHash<PhotoId, OwnPhoto> m_facts;
    QSet<PhotoId> m_outdated;
    PhotoId m_asked;         ///< for the facts that are on their way
    PhotoId m_askedOriginal; ///< the same for those of an original version
};

} // namespace parlor::client
