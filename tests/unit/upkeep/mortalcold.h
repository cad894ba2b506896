#pragma once

#include "server/domain/ports/coldfiles.h"
#include "server/domain/ports/placementstore.h"
#include "tests/support/waiting.h"

#include <functional>

namespace parlor::server {

/// A process that dies: after so many steps nothing is answered any more.
class Fuse {
public:
    int left = 1'000'000;

    template<class T>
    Task<T> after(const Task<T>& done) {
        const T value = test::await(done);
        return --left < 0 ? Promise<T>().task() : doneTask<T>(value);
    }
};

class MortalFiles final : public ColdFiles {
public:
    MortalFiles(ColdFiles& files, Fuse& fuse) : m_files(files), m_fuse(fuse) {}

    [[nodiscard]] bool isConfigured() const override { return m_files.isConfigured(); }

    Task<Status> present() override { return m_files.present(); }

    QList<OpenedOriginal> takeOpened() override { return m_files.takeOpened(); }

    Task<Status> copyToCold(PlacedOriginal o) override { return m_fuse.after(m_files.copyToCold(o)); }

    Task<Status> copyBack(PlacedOriginal o) override { return m_fuse.after(m_files.copyBack(o)); }

    Task<Status> removeWarm(PlacedOriginal o) override { return m_fuse.after(m_files.removeWarm(o)); }

    Task<Status> removeCold(PlacedOriginal o) override { return m_fuse.after(m_files.removeCold(o)); }

private:
    ColdFiles& m_files;
    Fuse& m_fuse;
};

class MortalPlaces final : public PlacementStore {
public:
    MortalPlaces(PlacementStore& places, Fuse& fuse) : m_places(places), m_fuse(fuse) {}

    Task<Result<QList<PlacedOriginal>>> noteOpened(QList<OpenedOriginal> opened, std::int64_t at) override {
        return m_places.noteOpened(std::move(opened), at);
    }

    Task<Result<UnopenedPage>> unopened(PhotoId after, std::int64_t before) override {
        return m_places.unopened(after, before);
    }

    Task<Result<QList<PlacedOriginal>>> at(OriginalPlace place, PhotoId after, int limit) override {
        return m_places.at(place, after, limit);
    }

    std::function<void()> settled;

    Task<Status> setPlace(PhotoId photo, OriginalPlace place) override {
        if (place == OriginalPlace::Cold && settled)
            settled();
        return m_fuse.after(m_places.setPlace(photo, place));
    }

    Task<Result<PlacementTotals>> totals() override { return m_places.totals(); }

private:
    PlacementStore& m_places;
    Fuse& m_fuse;
};

} // namespace parlor::server
