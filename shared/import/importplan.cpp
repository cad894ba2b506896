#include "shared/import/importplan.h"

#include "shared/import/filenames.h"
#include "shared/import/sidecarnames.h"

#include <QDir>
#include <QMap>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace parlor {

namespace {

constexpr qsizetype deepestAlbum = 16;
constexpr qsizetype cutOffName = 46;  // from here on Google may have cut a name off
constexpr qsizetype shortestCut = 43; // of a sidecar, without its ending

QString folderOf(const QString& path) {
    const qsizetype slash = path.lastIndexOf(u'/');
    return slash < 0 ? QString() : path.left(slash);
}

QString nameOf(const QString& path) {
    return path.mid(path.lastIndexOf(u'/') + 1);
}

/// The same folder of several parts has the same key.
QString keyOf(const QString& folder) {
    const QStringList parts = folder.split(u'/');
    const qsizetype takeout = parts.lastIndexOf(u"Takeout"_qs);
    return takeout < 0 ? folder : parts.mid(takeout + 1).join(u'/');
}

/// "Photos from 2019" in the languages that write it so: Google's own folders, no albums.
bool isYearFolder(const QString& name) {
    static const QRegularExpression year(
        u"^\\S+ (from|von|de|del|dal|di|uit|z|z roku|za|fra|från|vuodelta|din|od|aus|van) (19|20)[0-9]{2}$"_qs,
        QRegularExpression::CaseInsensitiveOption);
    return year.match(name).hasMatch();
}

/// Not that of another picture, whose copy or moving half this one is. Long names are cut off more in a
/// sidecar's name than in the picture's.
bool isOwn(const QString& json, const QString& picture) {
    const QString base = json.chopped(5); // ".json"
    return json.startsWith(picture) || (base.size() >= shortestCut && picture.startsWith(base));
}

bool isOneOf(const QString& name, std::initializer_list<const char16_t*> words) {
    return std::ranges::any_of(words, [&](const char16_t* word) {
        return name.compare(QStringView(word), Qt::CaseInsensitive) == 0;
    });
}

bool isTrashFolder(const QString& name) {
    return isOneOf(name, {u"Trash", u"Bin", u"Papierkorb", u"Corbeille", u"Papelera", u"Cestino", u"Lixeira",
                          u"Lixo", u"Prullenbak", u"Kosz", u"Papperskorgen", u"Papirkurv", u"Корзина"});
}

bool isArchiveFolder(const QString& name) {
    return isOneOf(name, {u"Archive", u"Archiv", u"Archivo", u"Archivio", u"Arquivo", u"Archief", u"Archiwum",
                          u"Arkiv", u"Архив"});
}

/// What lies in one folder, of all parts.
struct Folder {
    QMultiMap<QString, qsizetype> pictures; ///< name → file of the plan
    QHash<QString, Sidecar> sidecars;       ///< about photos
    QHash<QString, QString> paths;          ///< of these, for the report
    std::optional<Sidecar> album;
};

class Planner {
public:
    Planner(const QList<SourceListing>& listings, const QStringList& names, const ImportOptions& options)
        : m_listings(listings), m_names(names), m_options(options) {}

    ImportPlan plan() {
        sort();
        for (auto it = m_folders.begin(); it != m_folders.end(); ++it)
            match(it.key(), *it);
        leaveOut();
        for (auto it = m_folders.begin(); it != m_folders.end(); ++it)
            addAlbum(it.key().mid(it.key().indexOf(u'\n') + 1), *it);
        addExportedAlbums();
        return std::move(m_plan);
    }

private:
    void sort() {
        m_plan.takeout = m_options.takeout;
        for (const SourceListing& listing : m_listings)
            for (const Sidecar& sidecar : listing.sidecars)
                m_plan.takeout = m_plan.takeout || sidecar.kind == Sidecar::Kind::Takeout;
        for (qsizetype source = 0; source < m_listings.size(); ++source) {
            const SourceListing& listing = m_listings.at(source);
            for (const SkippedFile& file : listing.skipped)
                skip(source, file.path, file.reason);
            for (const SourceFile& file : listing.files) {
                Folder& folder = m_folders[placeOf(source, file.path)];
                folder.pictures.insert(nameOf(file.path), m_plan.files.size());
                m_plan.files.append({source, file, nameOf(file.path), {}, false});
            }
            for (auto it = listing.sidecars.begin(); it != listing.sidecars.end(); ++it)
                addSidecar(source, it.key(), *it);
        }
        m_left.fill(false, m_plan.files.size());
    }

    void addSidecar(qsizetype source, const QString& path, const Sidecar& sidecar) {
        Folder& folder = m_folders[placeOf(source, path)];
        if (sidecar.isOfPhoto()) {
            folder.sidecars.insert(nameOf(path), sidecar);
            folder.paths.insert(nameOf(path), reportPath(m_names.at(source), path));
            return;
        }
        if (sidecar.kind == Sidecar::Kind::Album && !folder.album)
            folder.album = sidecar;
        if (sidecar.kind == Sidecar::Kind::Albums)
            m_exports.append(source);
        skip(source, path, u"about an album"_qs);
    }

    /// Folders of different sources are different ones, but for the parts of a Takeout.
    [[nodiscard]] QString placeOf(qsizetype source, const QString& path) const {
        const QString key = keyOf(folderOf(path));
        return m_plan.takeout ? key : QString::number(source) + u'\n' + key;
    }

    void match(const QString& key, const Folder& folder) {
        const QStringList pictures = folder.pictures.uniqueKeys();
        QStringList jsons = folder.sidecars.keys();
        jsons.sort();
        const QHash<QString, QString> found = sidecarsOf(pictures, jsons);
        QSet<QString> used;
        const QString folderName = nameOf(key);
        for (auto it = folder.pictures.begin(); it != folder.pictures.end(); ++it) {
            PlannedFile& file = m_plan.files[*it];
            if (const QString json = found.value(it.key()); !json.isEmpty()) {
                used.insert(json);
                apply(*it, folder.sidecars.value(json), isOwn(json, it.key()));
            }
            if (m_plan.takeout && isTrashFolder(folderName))
                leave(*it, u"in the trash"_qs);
            if (m_plan.takeout && isArchiveFolder(folderName))
                file.facts.archived = true;
            if (const QString original = originalOfEdited(it.key());
                m_plan.takeout && !original.isEmpty() && folder.pictures.contains(original))
                m_edited.insert(folder.pictures.value(original));
        }
        for (const QString& json : std::as_const(jsons))
            m_plan.skipped.append({folder.paths.value(json), used.contains(json)
                                                                 ? u"a sidecar"_qs
                                                                 : u"a sidecar without its picture"_qs});
    }

    void apply(qsizetype index, const Sidecar& sidecar, bool own) {
        PlannedFile& file = m_plan.files[index];
        file.facts = sidecar.facts;
        file.fromTakeout = sidecar.kind == Sidecar::Kind::Takeout;
        if (sidecar.leaveOut == u"trash")
            leave(index, u"in the trash"_qs);
        else if (!sidecar.leaveOut.isEmpty())
            leave(index, sidecar.leaveOut);
        if (!own || sidecar.title.isEmpty())
            return;
        const QString stem = file.name.left(file.name.lastIndexOf(u'.'));
        const QString ending = file.name.mid(stem.size());
        if (sidecar.kind == Sidecar::Kind::Parlor
            || (file.name.size() >= cutOffName && sidecar.title.startsWith(stem)
                && sidecar.title.endsWith(ending, Qt::CaseInsensitive)))
            file.name = sidecar.title;
    }

    void leave(qsizetype index, const QString& reason) {
        if (m_left.at(index))
            return;
        m_left[index] = true;
        const PlannedFile& file = m_plan.files.at(index);
        skip(file.source, file.file.path, reason);
    }

    /// Takes what is left out from the plan; m_now says where the others stand.
    void leaveOut() {
        QList<PlannedFile> kept;
        m_now.fill(-1, m_plan.files.size());
        for (qsizetype i = 0; i < m_plan.files.size(); ++i) {
            if (m_left.at(i))
                continue;
            if (m_edited.contains(i))
                m_plan.files[i].facts.archived = true;
            m_now[i] = kept.size();
            kept.append(m_plan.files.at(i));
        }
        m_plan.files = kept;
    }

    void addAlbum(const QString& key, const Folder& folder) {
        PlannedAlbum album;
        for (const qsizetype index : folder.pictures)
            if (m_now.at(index) >= 0 && !m_edited.contains(index)
                && !m_exports.contains(m_plan.files.at(m_now.at(index)).source))
                album.files.append(m_now.at(index));
        if (album.files.isEmpty())
            return;
        if (key.isEmpty())
            return addTopAlbums(album.files);
        if (m_plan.takeout && folder.album && !isYearFolder(nameOf(key))) {
            album.path = {folder.album->title.isEmpty() ? nameOf(key) : folder.album->title};
            album.note = folder.album->note;
        } else if (m_options.albums && !m_plan.takeout) {
            album.path = key.split(u'/', Qt::SkipEmptyParts);
            if (album.path.size() > deepestAlbum)
                album.path = album.path.first(deepestAlbum - 1) + QStringList{album.path.last()};
        }
        if (!album.path.isEmpty())
            m_plan.albums.append(album);
    }

    /// What lies in no folder of its source stands in an album that is called like the source.
    void addTopAlbums(const QList<qsizetype>& files) {
        if (!m_options.albums || m_plan.takeout)
            return;
        QMap<qsizetype, PlannedAlbum> albums;
        for (const qsizetype index : files) {
            const PlannedFile& file = m_plan.files.at(index);
            const QString source = QDir::cleanPath(m_names.at(file.source));
            if (reportPath(source, file.file.path) == source)
                continue; // was named itself
            QString title = nameOf(source);
            for (const char16_t* ending : {u".zip", u".tgz", u".tar.gz", u".tar"})
                if (title.endsWith(QStringView(ending), Qt::CaseInsensitive))
                    title.chop(QStringView(ending).size());
            albums[file.source].path = {title};
            albums[file.source].files.append(index);
        }
        for (const PlannedAlbum& album : std::as_const(albums))
            if (!album.path.first().isEmpty() && album.path.first() != u".." && album.path.first() != u".")
                m_plan.albums.append(album);
    }

    void addExportedAlbums() {
        for (const qsizetype source : std::as_const(m_exports)) {
            QHash<QString, qsizetype> places;
            for (qsizetype i = 0; i < m_plan.files.size(); ++i)
                if (m_plan.files.at(i).source == source)
                    places.insert(m_plan.files.at(i).file.path, i);
            for (const Sidecar& sidecar : m_listings.at(source).sidecars)
                for (const ExportedAlbum& exported : sidecar.albums) {
                    PlannedAlbum album{
                        exported.path.first(std::min(exported.path.size(), deepestAlbum)), exported.note, {}};
                    for (const QString& photo : exported.photos)
                        if (const auto place = places.constFind(photo); place != places.cend())
                            album.files.append(*place);
                    m_plan.albums.append(album);
                }
        }
    }

    void skip(qsizetype source, const QString& path, const QString& reason) {
        m_plan.skipped.append({reportPath(m_names.at(source), path), reason});
    }

    const QList<SourceListing>& m_listings;
    const QStringList& m_names;
    const ImportOptions& m_options;
    ImportPlan m_plan;
    QMap<QString, Folder> m_folders; ///< sorted: the same sources make the same plan
    QList<bool> m_left;              ///< of each file: it is left out
    QSet<qsizetype> m_edited;        ///< files that have an edited copy
    QList<qsizetype> m_now;          ///< where a file stands without those that are left out; -1: nowhere
    QList<qsizetype> m_exports;      ///< sources that say what their albums are
};

} // namespace

QString reportPath(const QString& source, const QString& path) {
    return source == path || source.endsWith(u'/' + path) ? source : source + u'/' + path;
}

ImportPlan planImport(const QList<SourceListing>& listings, const QStringList& names,
                      const ImportOptions& options) {
    return Planner(listings, names, options).plan();
}

} // namespace parlor
