#pragma once

#include "client/core/net/httpclient.h"
#include "shared/core/ids.h"

#include <optional>

namespace parlor::client::tus {

/// The calls of tus 1.0 (tus.io/protocols/resumable-upload, core, creation, termination) as this server takes
/// them, and what their answers say. `upload` is a path of the server.
/// `ofImport`: nobody waits for its pictures.
HttpCall create(const QString& fileName, std::int64_t size, const QByteArray& sha256, std::int64_t changedAt,
                bool ofImport = false);
HttpCall locate(const QString& upload);
/// The bytes [offset, offset + length) of a file.
HttpCall patch(const QString& upload, const QString& file, std::int64_t offset, std::int64_t length);
HttpCall terminate(const QString& upload);

/// Path of the upload that was created; empty when the answer names none.
QString uploadOf(const HttpAnswer& answer);

/// How many bytes the server has.
std::optional<std::int64_t> offsetOf(const HttpAnswer& answer);

/// The photo that the last byte made, or that was there before.
struct Stored {
    PhotoId photo;
    bool had = false;
};

/// True when the upload is complete, whatever else the answer says.
bool isComplete(const HttpAnswer& answer);
std::optional<Stored> storedOf(const HttpAnswer& answer);

} // namespace parlor::client::tus
