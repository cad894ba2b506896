#include "client/app/options.h"

#include <QCommandLineParser>
#include <QDir>
#include <QStandardPaths>

namespace parlor::client {

std::expected<Options, QString> parseOptions(const QStringList& arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Parlor: a place to talk and to keep the pictures."_qs);
    const QCommandLineOption help({u"h"_qs, u"help"_qs}, u"Show this help."_qs);
    const QCommandLineOption version({u"v"_qs, u"version"_qs}, u"Show the version."_qs);
    const QCommandLineOption profile(u"profile"_qs, u"Keep everything in this directory."_qs,
                                     u"directory"_qs);
    const QCommandLineOption look(u"theme"_qs, u"system, light, dark or contrast, for this run."_qs,
                                  u"theme"_qs);
    parser.addOptions({help, version, profile, look});
    parser.addPositionalArgument(u"link"_qs, u"An invite link (parlor://…) or the address of a server."_qs,
                                 u"[link]"_qs);
    if (!parser.parse(arguments))
        return std::unexpected(parser.errorText());
    Options options;
    if (parser.isSet(help))
        options.text = parser.helpText();
    if (parser.isSet(version))
        options.text = u"parlor %1\n"_qs.arg(QString::fromLatin1(PARLOR_VERSION));
    options.ownProfile = parser.isSet(profile);
    options.profile =
        options.ownProfile
            ? QDir(parser.value(profile)).absolutePath()
            : QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + u"/profile"_qs;
    if (parser.isSet(look)) {
        options.theme = themeChoiceFrom(parser.value(look));
        if (!options.theme)
            return std::unexpected(
                u"There is no theme \"%1\": system, light, dark, contrast."_qs.arg(parser.value(look)));
    }
    const QStringList rest = parser.positionalArguments();
    if (rest.size() > 1)
        return std::unexpected(u"One link at a time, please."_qs);
    options.link = rest.value(0);
    return options;
}

} // namespace parlor::client
