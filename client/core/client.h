#pragma once

#include "client/core/actions.h"
#include "client/core/imagestore.h"
#include "client/core/state.h"

#include <QString>

#include <memory>

namespace parlor::client {

enum class KeepTokens {
    Keychain, ///< the system's, else a private file, else memory
    File,     ///< in the profile's directory: for profiles given by hand and for tests
};

struct ClientOptions {
    QString directory; ///< everything of this profile; made for its owner only
    KeepTokens tokens = KeepTokens::Keychain;
    QString device;                                    ///< empty: the machine's name
    std::int64_t pictureBudget = 1024LL * 1024 * 1024; ///< bytes on the disk
};

/// The whole client without a window: what parlor shows and the end-to-end tests drive. Made and used on the
/// interface thread, which needs a QCoreApplication.
class Client {
public:
    explicit Client(ClientOptions options);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Shows what this device knows, then connects. True when somebody is signed in; State has the account
    /// and the last channel's rows by then, before the network was asked. `lastChannel`: the one that was
    /// open.
    struct Started {
        bool signedIn = false;
        ChannelId lastChannel;
        QString warning; ///< how tokens are kept, if the person should know
    };

    Task<Result<Started>> start();

    [[nodiscard]] State& state();
    [[nodiscard]] Actions& actions();
    [[nodiscard]] ImageStore& images();

private:
    class Core;
    std::unique_ptr<Core> m_core;
};

} // namespace parlor::client
