#pragma once

#include "client/ui/style/appearance.h"

#include <QString>
#include <QStringList>

#include <expected>
#include <optional>

namespace parlor::client {

/// What the command line says.
struct Options {
    QString profile;         ///< directory of the profile
    bool ownProfile = false; ///< given by hand: its tokens stay in it
    std::optional<ThemeChoice> theme;
    QString link; ///< parlor:// or an address; may be empty
    QString text; ///< help or version, to print instead of starting
};

/// The error is a sentence for the person.
std::expected<Options, QString> parseOptions(const QStringList& arguments);

} // namespace parlor::client
