#include "server/app/offlineadmin.h"

#include "server/app/admincommands.h"
#include "server/app/listening.h"

namespace parlor::server {

Result<QJsonObject> administerOffline(const Config& config, const DataDirectory& data, const QString& command,
                                      const QJsonObject& arguments) {
    TRY_ASSIGN(const Listening listening, listeningOf(config, data));
    Foundation foundation(config, data);
    TRY(foundation.open({}, {}));
    AdminCommands commands(foundation, u"parlor://"_qs + linkHost(config, listening.net, {}), listening.pin);
    return foundation.wait(commands.run(command, arguments));
}

} // namespace parlor::server
