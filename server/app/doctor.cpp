#include "server/app/doctor.h"

#include "server/app/photoparts.h"
#include "server/app/storagekeys.h"
#include "server/blobs/credential.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QStorageInfo>

#include <algorithm>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

namespace parlor::server {

namespace {

using Weight = Finding::Weight;

constexpr double floorShare = 0.05;  ///< of the disk, below which uploads are refused
constexpr double narrowShare = 0.10; ///< what is worth a word before that
constexpr rlim_t fewDescriptors = 4'096;
constexpr mode_t others = S_IRWXG | S_IRWXO;

Finding privacyOf(const QString& check, const QString& path) {
    struct stat file{};
    if (::stat(QFile::encodeName(path).constData(), &file) != 0)
        return {Weight::Well, check, u"not made yet"_qs};
    const bool handedOver = isCredential(QFile::encodeName(path));
    if (!handedOver && file.st_uid != ::geteuid() && ::geteuid() != 0)
        return {Weight::Fault, check, u"%1 belongs to another account than this one"_qs.arg(path)};
    if ((file.st_mode & (handedOver ? S_IRWXO : others)) != 0)
        return {Weight::Fault, check, u"others may open %1: chmod go= it"_qs.arg(path)};
    return {Weight::Well, check, u"only its owner may open it"_qs};
}

Finding encryptionOfDisk(const QString& check, const QString& path, const SystemPlaces& places) {
    switch (encryptionOf(deviceOf(path, places), places)) {
    case DiskEncryption::Yes:
        return {Weight::Well, check, u"its disk is encrypted"_qs};
    case DiskEncryption::No:
        return {Weight::Advice, check,
                u"its disk is not encrypted: whoever takes it can read it (LUKS helps)"_qs};
    case DiskEncryption::Unknown:
        break;
    }
    return {Weight::Advice, check, u"whether its disk is encrypted can not be told from here"_qs};
}

Finding disk(const QString& path) {
    static const QList<QByteArray> distant{"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p"};
    const QStorageInfo storage(path);
    if (distant.contains(storage.fileSystemType()))
        return {Weight::Fault, u"disk"_qs,
                u"it lies on another machine (%1), where the database is not safe"_qs.arg(
                    QString::fromLatin1(storage.fileSystemType()))};
    const auto total = static_cast<double>(std::max<qint64>(1, storage.bytesTotal()));
    const double share = static_cast<double>(storage.bytesAvailable()) / total;
    const QString words =
        u"%1 GiB are free (%2 %)"_qs.arg(storage.bytesAvailable() >> 30).arg(int(share * 100));
    if (share < floorShare)
        return {Weight::Fault, u"disk"_qs, words + u": uploads are refused below 5 %"_qs};
    return {share < narrowShare ? Weight::Advice : Weight::Well, u"disk"_qs, words};
}

Finding storedFiles(const DataDirectory& data, const Config& config) {
    const QString check = u"stored files"_qs;
    if (const auto fit = checkStorageKeys(config, data.path()); !fit)
        return {Weight::Fault, check, fit.error().detail};
    const QList<QByteArray> keys = storageKeyFiles(config).value_or(QList<QByteArray>());
    if (keys.isEmpty())
        return {Weight::Advice, check, u"they are not sealed: storage.key_file would do that"_qs};
    const QString key = QFileInfo(QFile::decodeName(keys.first())).canonicalFilePath();
    if (key.startsWith(QFileInfo(data.path()).canonicalFilePath() + u'/'))
        return {Weight::Fault, check, u"their key lies beside them: move it out of the data directory"_qs};
    return {Weight::Well, check, u"they are sealed, and the key lies elsewhere"_qs};
}

Finding descriptors() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const QString words = u"%1 files and connections may be open"_qs.arg(limit.rlim_max);
    return {limit.rlim_max < fewDescriptors ? Weight::Advice : Weight::Well, u"connections"_qs, words};
}

Finding clock() {
    timex state{};
    const int known = ::adjtimex(&state);
    if (known < 0)
        return {Weight::Advice, u"clock"_qs, u"whether something sets it can not be told from here"_qs};
    if (known == TIME_ERROR || (state.status & STA_UNSYNC) != 0)
        return {Weight::Advice, u"clock"_qs, u"nothing sets it: run a time service"_qs};
    return {Weight::Well, u"clock"_qs, u"a time service sets it"_qs};
}

Finding worker(const Config& config) {
    const QFileInfo program(mediaWorkerProgram(config));
    if (!program.isExecutable())
        return {Weight::Fault, u"pictures"_qs, u"%1 can not be run"_qs.arg(program.filePath())};
    return {Weight::Well, u"pictures"_qs, u"their worker is there"_qs};
}

} // namespace

QList<Finding> examine(const DataDirectory& data, const Config& config, const SystemPlaces& places) {
    QList<Finding> found{privacyOf(u"data directory"_qs, data.path()),
                         encryptionOfDisk(u"database"_qs, data.path(), places),
                         disk(data.path()),
                         storedFiles(data, config),
                         privacyOf(u"master key"_qs, config.masterKeyFile.isEmpty()
                                                         ? data.path() + u"/master.key"_qs
                                                         : config.masterKeyFile),
                         descriptors(),
                         clock(),
                         worker(config)};
    if (!config.coldDirectory.isEmpty() && config.storageKeyFile.isEmpty())
        found.append(encryptionOfDisk(u"cold directory"_qs, config.coldDirectory, places));
    return found;
}

QLatin1StringView nameOf(Finding::Weight weight) {
    using namespace Qt::Literals::StringLiterals;
    switch (weight) {
    case Weight::Well:
        break;
    case Weight::Advice:
        return "advice"_L1;
    case Weight::Fault:
        return "fault"_L1;
    }
    return "ok"_L1;
}

QJsonObject toJson(const QList<Finding>& findings) {
    QJsonArray checks;
    for (const Finding& one : findings)
        checks.append(QJsonObject{
            {u"check"_qs, one.check}, {u"weight"_qs, nameOf(one.weight)}, {u"words"_qs, one.words}});
    const auto count = [&](Weight weight) {
        return static_cast<int>(std::ranges::count(findings, weight, &Finding::weight));
    };
    return {
        {u"checks"_qs, checks}, {u"faults"_qs, count(Weight::Fault)}, {u"advice"_qs, count(Weight::Advice)}};
}

} // namespace parlor::server
