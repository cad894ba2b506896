#include "tests/bench/photos/floor.h"
#include "tests/bench/photos/ours.h"
#include "tests/bench/photos/quality.h"
#include "tests/bench/photos/samples.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>

#include <vips/vips8>

#include <cstdio>

using namespace parlor::bench;

namespace {

int usage() {
    std::fputs("Usage: bench_photos samples DIR | ours EFFORT OUT FILE... | floor FILE | quality ORIGINAL "
               "RENDERING\n",
               stderr);
    return 64;
}

} // namespace

int main(int argc, char** argv) {
    if (vips_init(argv[0]) != 0)
        return 70;
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString command = arguments.value(1);
    if (command == u"samples"_qs && argc == 3) {
        makeSamples(arguments.at(2));
    } else if (command == u"ours"_qs && argc > 4) {
        const auto rows = processOurs(arguments.mid(4), arguments.at(3), arguments.at(2).toInt());
        std::puts(QJsonDocument(rows).toJson(QJsonDocument::Compact).constData());
    } else if (command == u"floor"_qs && argc == 3) {
        QFile file(arguments.at(2));
        std::printf("%.4f\n", file.open(QIODevice::ReadOnly) ? floorSeconds(file.readAll()) : 0);
    } else if (command == u"quality"_qs && argc == 4) {
        std::printf("%.3f\n", similarity(arguments.at(2), arguments.at(3)));
    } else {
        return usage();
    }
    return 0;
}
