#pragma once

#include "tests/contract/photos/photorows.h"

#include <gtest/gtest.h>

namespace parlor::server {

/// Photos that come and are looked at, with what tells which belong together.
class PhotoLinksTest : public PhotoRowsCase {
protected:
    StoredPhoto come(int number, const char* name, PhotoId still = {}) {
        NewPhoto fresh;
        fresh.owner = ann;
        fresh.name = QString::fromUtf8(name);
        fresh.blob = {QString::fromLatin1(hash(number).toHex()), hash(number), 100, 7};
        fresh.still = still;
        const auto added = await(stores->photos().add(fresh));
        EXPECT_TRUE(added);
        return added.value_or(AddedPhoto()).stored;
    }

    StoredPhoto look(PhotoId id, const char* mime, std::int64_t at, const char* contentId = "") {
        Processed out = good(at);
        out.facts.motion = false;
        out.facts.mimeType = mime;
        out.facts.contentId = contentId;
        if (out.facts.isVideo()) {
            out.facts.durationMs = 1'800;
            out.renderings.clear();
        }
        return await(stores->photos().finish(id, out)).value_or(StoredPhoto());
    }

    StoredPhoto looked(int number, const char* name, const char* mime, std::int64_t at,
                       const char* contentId = "") {
        return look(come(number, name).photo.id, mime, at, contentId);
    }

    StoredPhoto picture(int number, const char* name, std::int64_t at) {
        return looked(number, name, "image/jpeg", at);
    }

    QList<PhotoId> listed(Shelf shelf = Shelf::Library) {
        return idsOf(await(stores->photos().page({ann, shelf, false, {}, {}, std::nullopt, 10}))->photos);
    }

    Result<StoredPhoto> part(PhotoId id) { return await(stores->versions().part(ann, id, std::nullopt)); }

    bool isGone(PhotoId id) {
        const auto found = await(stores->photos().byId(id));
        return !found && found.error().code == ErrorCode::UnknownPhoto;
    }
};

} // namespace parlor::server
