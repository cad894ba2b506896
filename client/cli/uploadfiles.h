#pragma once

#include <QStringList>

namespace parlor::cli {

/// What an upload of files and folders is about.
struct UploadFiles {
    QStringList files;
    /// Folders that can't be read, and names that are not UTF-8: told, so that nobody takes them for safe.
    QStringList unreadable;
};

/// The paths themselves and, of folders, all regular files below them by name; hidden ones and linked folders
/// are left out.
UploadFiles uploadFilesOf(const QStringList& paths);

} // namespace parlor::cli
