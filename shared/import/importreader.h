#pragma once

#include "shared/core/ids.h"
#include "shared/import/importjournal.h"
#include "shared/import/importplan.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace parlor {

/// A file of an import that has been read, or was before.
struct ReadFile {
    qsizetype index = 0; ///< in the plan
    QString path;        ///< on this disk; empty when it is known from the journal
    QString unpacked;    ///< folder that goes afterwards
    QByteArray sha256;
    std::int64_t changedAt = 0;
    ImportFacts facts;
    std::optional<Error> error;
    PhotoId id; ///< once it is known to be in the library
};

using ReadFilePtr = std::shared_ptr<ReadFile>;

/// Reads the sources of an import: what lies in them, then the files one after the other, with their hashes
/// and what they tell of their time. Blocks; used on one thread at a time.
class ImportReader {
public:
    /// `temporary`: a folder that exists, for what is unpacked. `journal` lives longer.
    ImportReader(const ImportJournal& journal, QString temporary);

    /// Lists all sources. Archives that lie in a folder itself are sources too where it is a Takeout or has
    /// no photos beside them. FileFailed for a folder or file that can't be read; of archives see refused().
    Status open(const QStringList& paths, const ImportOptions& options);

    /// Archives that can't be read, and why.
    [[nodiscard]] const QList<SkippedFile>& refused() const { return m_refused; }

    /// False when a part of a Takeout was refused: in it may stand what is to be said of files of the others.
    [[nodiscard]] bool isWhole() const { return m_refused.isEmpty() || !m_plan.takeout; }

    /// Does not change once open() has answered: other threads may look at it, too.
    [[nodiscard]] const ImportPlan& plan() const { return m_plan; }

    /// How the source of a planned file is called; as fixed as the plan.
    [[nodiscard]] const QString& sourceOf(const PlannedFile& file) const { return m_names.at(file.source); }

    /// The files from there on, some at a time; of those that the journal knows only the hash. A file that
    /// can't be read says why.
    QList<ReadFilePtr> readSome(qsizetype from);

    /// One file, whatever the journal says of it.
    ReadFilePtr read(qsizetype index);

private:
    Status add(const QString& path, QList<SourceListing>* listings);
    Status addArchives(qsizetype source, bool isTakeout, QList<SourceListing>* listings);

    const ImportJournal& m_journal;
    const QString m_temporary;
    std::vector<std::unique_ptr<FileSource>> m_sources;
    QStringList m_names;
    QList<SkippedFile> m_refused;
    ImportPlan m_plan;
};

} // namespace parlor
