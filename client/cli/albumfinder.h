#pragma once

#include "client/cli/context.h"

#include <QObject>
#include <QString>

#include <functional>

namespace parlor::cli {

/// Calls `found` with the id of the album that is called so among one's own, or with `said` itself when there
/// is none and it can be an id. Fails the program when it is neither or they can't be listed. Nothing after
/// `asker` has gone.
void findAlbum(Context& context, QObject* asker, const QString& said,
               const std::function<void(const QString& id)>& found);

} // namespace parlor::cli
