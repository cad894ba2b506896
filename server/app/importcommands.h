#pragma once

#include "server/app/foundation.h"
#include "server/app/photoparts.h"

#include <QJsonObject>
#include <QObject>

#include <memory>

namespace parlor::server {

/// What an administrator brings into a person's library from this machine's disks: read by the serving
/// process with the rights it has. Domain thread only.
class ImportCommands final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    ImportCommands(Foundation& foundation, PhotoParts& photos, const DataDirectory& data,
                   QObject* parent = nullptr);
    ~ImportCommands() override;

    static bool handles(const QString& command);

    /// "import" {"name","paths","albums","takeout","dry_run","report"}: what came of it, in numbers. May take
    /// hours; one at a time.
    Task<Result<QJsonObject>> run(const QString& command, const QJsonObject& arguments);

    /// The person is taken out: so is what of their import waits to be gone on with.
    void forget(PersonId person);

private:
    struct Run;

    [[nodiscard]] QString journalOf(PersonId person) const;
    void begin(const Account& account, const QJsonObject& arguments);
    void finish(const Result<QJsonObject>& answer);

    Foundation& m_foundation;
    PhotoParts& m_photos;
    const QString m_folder;
    std::unique_ptr<Run> m_run;
};

} // namespace parlor::server
