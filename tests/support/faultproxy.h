#pragma once

#include <QByteArray>

#include <cstdint>
#include <functional>
#include <memory>

namespace parlor::test {

/// A loopback proxy that knows WebSocket frames, and the requests and answers of POST /v1/sync, and does to
/// them what a judge says. Other HTTP passes untouched. Runs on a thread of its own.
class FaultProxy {
public:
    enum class Direction { Up /**< client → server */, Down };
    enum class Verdict {
        Pass,
        Drop,  ///< of POST /v1/sync as Cut: what HTTP loses takes its connection with it
        Twice, ///< of POST /v1/sync only upwards; the first answer is kept back
        Later, ///< behind some later frames, or after a moment when none come
        Cut,   ///< neither this frame nor anything after it: both sides get RST
    };
    /// Asked about each text frame with its unmasked payload, or with a body, on the proxy's thread.
    using Judge = std::function<Verdict(Direction, const QByteArray&)>;

    /// Listens on a free port; connects to `target` on loopback for each connection.
    explicit FaultProxy(std::uint16_t target);
    ~FaultProxy();
    FaultProxy(const FaultProxy&) = delete;
    FaultProxy& operator=(const FaultProxy&) = delete;

    [[nodiscard]] std::uint16_t port() const;

    /// Thread-safe; holds for the next frame on. An empty one passes everything.
    void setJudge(Judge judge);

    /// RST for everything that is open.
    void cutAll();

    /// Verdicts that were not Pass.
    [[nodiscard]] int faults() const;
    /// Sockets that were upgraded so far.
    [[nodiscard]] int sockets() const;

private:
    class Loop;
    std::unique_ptr<Loop> m_loop;
};

} // namespace parlor::test
