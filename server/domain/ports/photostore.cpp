#include "server/domain/ports/photostore.h"

namespace parlor::server {

QList<Rendering> publicRenderings(const QList<StoredRendering>& renderings) {
    QList<Rendering> out;
    out.reserve(renderings.size());
    for (const StoredRendering& stored : renderings)
        out.append({stored.kind, QString::fromLatin1(stored.sha256.left(8).toHex()), stored.width,
                    stored.height, stored.size});
    return out;
}

PhotoReference referenceTo(const Photo& photo) {
    PhotoReference reference{photo.id, photo.facts.width, photo.facts.height, photo.placeholder, {}, {}};
    for (const Rendering& rendering : photo.renderings) {
        if (rendering.kind == RenderingKind::Thumb)
            reference.thumbHash = rendering.hash;
        else if (rendering.kind == RenderingKind::View)
            reference.viewHash = rendering.hash;
    }
    reference.video = photo.facts.isVideo();
    if (reference.video)
        reference.durationMs = photo.facts.durationMs.value_or(0);
    return reference;
}

} // namespace parlor::server
