#include "client/cli/uploadfiles.h"

#include <QFileInfo>

#include <filesystem>
#include <string_view>

namespace parlor::cli {

namespace {

namespace fs = std::filesystem;

QByteArray bytesOf(const fs::path& path) {
    const std::u8string text = path.generic_u8string();
    return {reinterpret_cast<const char*>(text.data()), qsizetype(text.size())};
}

bool isHidden(const fs::path& path) {
    return bytesOf(path.filename()).startsWith('.');
}

// Qt's iterators pass over what they can't open or name, without a word.
void gather(const fs::path& folder, UploadFiles& found) {
    std::error_code error;
    fs::directory_iterator it(folder, error);
    for (; !error && it != fs::directory_iterator(); it.increment(error)) {
        const fs::path path = it->path();
        std::error_code unknown;
        if (isHidden(path))
            continue;
        if (fs::is_directory(it->symlink_status(unknown)))
            gather(path, found);
        else if (it->is_regular_file(unknown))
            (bytesOf(path).isValidUtf8() ? found.files : found.unreadable)
                .append(QString::fromUtf8(bytesOf(path)));
        else if (unknown)
            found.unreadable.append(QString::fromUtf8(bytesOf(path)));
    }
    if (error)
        found.unreadable.append(QString::fromUtf8(bytesOf(folder)));
}

} // namespace

UploadFiles uploadFilesOf(const QStringList& paths) {
    UploadFiles all;
    for (const QString& path : paths) {
        if (!QFileInfo(path).isDir()) {
            all.files.append(path);
            continue;
        }
        UploadFiles inside;
        gather(fs::path(path.toStdU16String()), inside);
        inside.files.sort();
        inside.unreadable.sort();
        all.files += inside.files;
        all.unreadable += inside.unreadable;
    }
    return all;
}

} // namespace parlor::cli
