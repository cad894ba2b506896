#pragma once

#include "shared/import/importfacts.h"

#include <QByteArray>
#include <QList>

namespace parlor {

/// An album as an export of Parlor tells it.
struct ExportedAlbum {
    QStringList path; ///< titles, from the top
    QString note;
    QStringList photos; ///< paths in the export, in the album's order
};

/// What a JSON file beside photos says.
struct Sidecar {
    enum class Kind {
        None,    ///< nothing that we know
        Takeout, ///< Google: of one photo
        Parlor,  ///< of one photo, by an export of ours
        Album,   ///< Google: the folder is an album
        Albums,  ///< all albums of an export of ours
    };

    static constexpr std::int64_t largest = 1024 * 1024;              ///< bytes of one about a photo
    static constexpr std::int64_t largestAlbums = 64LL * 1024 * 1024; ///< bytes of an export's list of albums

    Kind kind = Kind::None;
    QString title; ///< of the photo's file, or of the album
    QString note;  ///< of the album
    ImportFacts facts;
    QString leaveOut; ///< why it does not belong into a library: "trash", "held", "refused"; else empty
    QList<ExportedAlbum> albums;

    [[nodiscard]] bool isOfPhoto() const { return kind == Kind::Takeout || kind == Kind::Parlor; }
};

/// Reads one, whoever wrote it: what is missing, of another type or out of range is left out. Never fails.
Sidecar readSidecar(const QByteArray& json);

} // namespace parlor
