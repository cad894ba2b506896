#pragma once

#include "client/cli/exitcode.h"
#include "shared/protocol/channel.h"
#include "shared/protocol/event.h"
#include "shared/protocol/photo.h"

#include <QJsonObject>
#include <QString>

namespace parlor::cli {

// The fixed fields. What else is there may grow.
QJsonObject toJson(const ChannelState& channel, const QString& name);
/// `author`: the sign-in name.
QJsonObject toJson(const Event& event, const QString& author);
QJsonObject toJson(const Photo& photo);

/// For people: "[12] anna 2026-01-01 10:41: hello".
QString toText(const Event& event, const QString& author);

/// Standard output, a line at once; control characters of others never reach a terminal. False when nobody
/// reads any more.
bool printLine(const QJsonObject& object);
bool printLine(const QString& text);
/// One line on standard error.
void printError(const QString& text);
/// The words for an error, with its wire code.
QString describe(const Error& error);

} // namespace parlor::cli
