#pragma once

#include "shared/import/filesource.h"

namespace parlor {

struct ImportOptions {
    bool albums = false;  ///< folders become albums, in one another as they are, and each source one
    bool takeout = false; ///< a Google Takeout, even where nothing tells it
    bool dryRun = false;
};

/// A file that is to become a photo.
struct PlannedFile {
    qsizetype source = 0;
    SourceFile file;
    QString name; ///< for the library
    ImportFacts facts;
    bool fromTakeout = false;
};

struct PlannedAlbum {
    QStringList path; ///< titles, from the top
    QString note;
    QList<qsizetype> files; ///< in its order
};

struct ImportPlan {
    QList<PlannedFile> files; ///< in the order in which sources give them quickly
    QList<PlannedAlbum> albums;
    QList<SkippedFile> skipped; ///< with the names of their sources
    bool takeout = false;
};

/// How a file is called in reports.
QString reportPath(const QString& source, const QString& path);

/// What is to be done with what lies in some sources (`names`: how they are called). Parts of one Takeout are
/// seen as one: a sidecar may lie in another part than its picture. In a Takeout, folders that say so are
/// albums, what is in the trash is left out, and of a picture and its edited copy both come, the original
/// into the archive and only the copy into albums: a library makes one entry of them where their times agree.
/// An export of Parlor brings its albums. A value in, a value out.
ImportPlan planImport(const QList<SourceListing>& listings, const QStringList& names,
                      const ImportOptions& options);

} // namespace parlor
