#pragma once

#include "client/core/net/backoff.h"
#include "client/core/photos/hasher.h"
#include "client/core/session/api.h"
#include "client/core/values.h"

#include <QElapsedTimer>
#include <QTimer>

#include <memory>

namespace parlor::client {

/// One file on its way into the library: what the uploader knows of it beside what people see.
struct UploadJob {
    static constexpr std::int64_t firstLookMs = 250;

    /// What it does next.
    enum class Stage { Hash, Ask, Asking, Begin, Upload, Look, Over };

    Transfer transfer;
    bool untilProcessed = true; ///< otherwise it is done once the server has the bytes
    Stage stage = Stage::Hash;
    FileFacts facts;
    QByteArray sha256;
    QString url;          ///< path of the upload on the server
    bool located = false; ///< `transfer.sent` is what the server has
    bool busy = false;
    std::shared_ptr<Api::Handle> handle;
    Hasher::Cancelled cancelled = std::make_shared<std::atomic<bool>>(false);
    Backoff backoff;
    std::unique_ptr<QTimer> timer;
    std::int64_t notBefore = 0; ///< by the monotonic clock
    std::int64_t lookMs = firstLookMs;
    int turn = 0; ///< rises with each pause, so that late answers are known as such

    [[nodiscard]] bool isSending() const { return stage == Stage::Begin || stage == Stage::Upload; }

    [[nodiscard]] QString hashText() const { return QString::fromLatin1(sha256.toHex()); }

    /// A window of bytes starts: the rate is measured from here.
    void startMeasuring();
    /// The server has read up to `sent`; false when that is no progress.
    bool advance(std::int64_t sent);
    /// Nothing under way counts any more; it starts again from what is known for sure.
    void interrupt();
    /// The photo is on the server, whatever was sent.
    void isThere(PhotoId photo, bool had);

private:
    std::int64_t m_rateBytes = 0;
    QElapsedTimer m_rateClock;
};

} // namespace parlor::client
