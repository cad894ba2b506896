#pragma once

#include "client/models/photogridmodel.h"
#include "client/ui/lightbox/lightboxitems.h"

#include <QHash>

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

    /// What was asked for has come.
    void setFacts(const Photo& photo);

private:
    PhotoGridModel* m_model;
    AskFacts m_askFacts;
    QHash<PhotoId, Photo> m_facts;
    PhotoId m_asked; ///< for the facts that are on their way
};

} // namespace parlor::client
