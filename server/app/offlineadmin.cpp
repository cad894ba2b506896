#include "server/app/offlineadmin.h"

#include "server/app/admincommands.h"
#include "server/app/hookparts.h"
#include "server/app/importcommands.h"
#include "server/app/listening.h"
#include "server/app/moderationcommands.h"
#include "server/app/photoparts.h"
#include "server/app/upkeepcommands.h"

namespace parlor::server {

Result<QJsonObject> administerOffline(const Config& config, const DataDirectory& data, const QString& command,
                                      const QJsonObject& arguments) {
    TRY_ASSIGN(const Listening listening, listeningOf(config, data));
    Foundation foundation(config, data);
    TRY(foundation.open({}, {}));
    if (ModerationCommands::handles(command)) {
        TRY_ASSIGN(AddressGuard guard, hookGuardOf(config));
        ModerationParts parts(foundation, std::move(guard));
        TRY(parts.open());
        ModerationCommands commands(foundation, parts);
        return foundation.wait(commands.run(command, arguments));
    }
    if (UpkeepCommands::handles(command)) {
        TRY_ASSIGN(const std::unique_ptr<LocalBlobStore> blobs, openBlobs(config, data, foundation.clock()));
        SqlitePhotoStore photos(foundation.store().writer(), foundation.store().readers());
        UpkeepCommands commands(foundation, photos, *blobs, config);
        return foundation.wait(commands.run(command, arguments));
    }
    if (ImportCommands::handles(command)) {
        TRY_ASSIGN(std::unique_ptr<LocalBlobStore> blobs, openBlobs(config, data, foundation.clock()));
        PhotoParts photos(foundation, config, std::move(blobs),
                          derivedKey(foundation.master(), "upload tickets"));
        ImportCommands commands(foundation, photos, data);
        return foundation.wait(commands.run(command, arguments));
    }
    AdminCommands commands(foundation, u"parlor://"_qs + linkHost(config, listening.net, {}), listening.pin);
    return foundation.wait(commands.run(command, arguments));
}

} // namespace parlor::server
