// Fills the database of a data folder that no server is using: messages through the store's own port, photos
// as rows.
#include "tests/bench/filling/answer.h"
#include "tests/bench/filling/messages.h"
#include "tests/bench/filling/photos.h"

#include <QCoreApplication>
#include <QFile>
#include <QLoggingCategory>

#include <cstdio>

using namespace parlor;
using namespace parlor::bench;
using namespace parlor::server;

int main(int argc, char** argv) {
    const QCoreApplication app(argc, argv);
    if (argc != 4) {
        std::fputs("Usage: bench_start DATABASE MESSAGES PHOTOS\n", stderr);
        return 64;
    }
    QLoggingCategory::setFilterRules(u"parlor.*.info=false"_qs);
    const QString path = QFile::decodeName(argv[1]);
    const SystemClock clock;
    PersonId owner;
    {
        SqliteStore store(path, clock);
        if (!store.open())
            qFatal("the store does not open");
        owner = fillMessages(store, QByteArray(argv[2]).toInt()).writer;
    }
    fillPhotos(path, owner, QByteArray(argv[3]).toLongLong());
    return 0;
}
