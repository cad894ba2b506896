#pragma once

#include "server/domain/shares/shareservice.h"
#include "server/domain/shares/sharezip.h"
#include "server/edge/shares/sharepages.h"
#include "server/edge/shares/shareroutes.h"
#include "server/store/sharestoresqlite.h"
#include "tests/unit/photos/photonode.h"

namespace parlor::server::test {

/// Public links of a PhotoNode, which lives longer. Its routes are the node's until it goes.
struct Sharing {
    explicit Sharing(PhotoNode& photos) : node(photos) {
        routes.addTo(*node.table);
        pages.addTo(*node.table);
    }

    PhotoNode& node;
    PasswordHasher passwords{PasswordCost::least()};
    SqliteShareStore store{node.store->writer(), node.store->readers()};
    ShareService service{store, passwords, QByteArray(32, 's'), node.clock, node.executor};
    OriginalCleaner cleaner{*node.blobs, node.media, node.executor};
    ShareZip zip{store, *node.photos, cleaner, *node.blobs, node.executor};
    ShareServing serving{*node.processing, *node.blobs, cleaner, zip, node.executor};
    ShareUploads uploads{store, *node.uploads, node.executor};
    ShareRoutes routes{service, node.executor, QStringLiteral("https://photos.example/")};
    SharePages pages{service, *node.catalogue, serving, uploads, node.clock, node.executor};
};

} // namespace parlor::server::test
