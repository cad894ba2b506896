#include "client/core/ownphoto.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/jsonreader.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::client {

Result<OwnPhoto> ownPhotoFromJson(const QJsonObject& json) {
    TRY_ASSIGN(Photo photo, codec::photoFromJson(json));
    OwnPhoto own;
    static_cast<Photo&>(own) = std::move(photo);
    codec::JsonReader in(json);
    in.id("original_version"_L1, own.originalVersion);
    in.id("edited_version"_L1, own.editedVersion);
    return in.finish(std::move(own));
}

PhotoReference referenceTo(const Photo& photo) {
    PhotoReference reference;
    reference.id = photo.id;
    reference.width = photo.facts.width;
    reference.height = photo.facts.height;
    reference.placeholder = photo.placeholder;
    reference.video = photo.facts.isVideo();
    reference.durationMs = photo.facts.durationMs.value_or(0);
    for (const Rendering& rendering : photo.renderings) {
        if (rendering.kind == RenderingKind::Thumb)
            reference.thumbHash = rendering.hash;
        if (rendering.kind == RenderingKind::View)
            reference.viewHash = rendering.hash;
    }
    return reference;
}

} // namespace parlor::client
