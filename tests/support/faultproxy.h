#pragma once

#include <QByteArray>

#include <cstdint>
#include <functional>
#include <memory>

namespace parlor::test {

/// A loopback proxy that knows WebSocket frames and does to them what a judge says. Plain HTTP passes
/// untouched. Runs on a thread of its own.
class FaultProxy {
public:
    enum class Direction { Up /**< client → server */, Down };
    enum class Verdict {
        Pass,
        Drop,
        Twice,
        Later, ///< behind some later frames, or after a moment when none come
        Cut,   ///< neither this frame nor anything after it: both sides get RST
    };
    /// Asked about each text frame with its unmasked payload, on the proxy's thread.
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
