#pragma once

#include "server/net/websocket/utf8checker.h"

#include <QByteArrayView>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace parlor::server {

enum class Opcode : std::uint8_t {
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
};

/// Reads what a client sends, by RFC 6455 and strictly: masked, no reserved bits or opcodes, minimal lengths,
/// control frames whole and at most 125 bytes, text valid UTF-8 as a whole. Keeps memory only while something
/// is incomplete.
///
///     decoder.feed(bytes);                       // unmasked in place
///     while ((item = decoder.next()).kind != None) …
///     decoder.park();                            // before the bytes go away
class FrameDecoder {
public:
    struct Limits {
        std::int64_t messageBytes = 64 * 1024; ///< in all its fragments
        int fragments = 1'024;
    };
    enum class Kind : std::uint8_t { None, Text, Binary, Ping, Pong, Close, Failed };

    struct Item {
        Kind kind = Kind::None;
        QByteArrayView payload; ///< valid until the next call
        std::uint16_t code = 0; ///< Close: the peer's, 1005 when it gave none. Failed: what to close with
    };

    void feed(std::span<char> bytes);

    /// The next message or control frame; after Failed or Close nothing more.
    Item next(const Limits& limits);

    void park();

    /// True when an incomplete frame or message is being kept.
    [[nodiscard]] bool isMidway() const { return m_partial != nullptr; }

    /// True between the fragments of a message.
    [[nodiscard]] bool isMessageOpen() const {
        return m_partial && m_partial->opcode != Opcode::Continuation;
    }

    /// Bytes of what is incomplete.
    [[nodiscard]] std::int64_t kept() const {
        return m_partial ? std::int64_t(m_partial->bytes.size() + m_partial->message.size()) : 0;
    }

private:
    struct Header {
        bool final = false;
        Opcode opcode = Opcode::Continuation;
        std::uint64_t length = 0;
        std::size_t size = 0; ///< bytes of the header with its mask; 0 while incomplete
        std::uint16_t error = 0;
    };

    /// What only a connection with something incomplete has.
    struct Partial {
        std::string bytes;   ///< of an unfinished frame
        std::string message; ///< of the fragments so far
        Utf8Checker utf8;
        Opcode opcode = Opcode::Continuation; ///< of the message; Continuation: none is open
        int fragments = 0;
        bool delivered = false; ///< `message` was handed out and can go
    };

    [[nodiscard]] Header readHeader() const;
    Item control(const Header& header, QByteArrayView payload);
    Item data(const Header& header, QByteArrayView payload, const Limits& limits);
    Item failed(std::uint16_t code);
    Partial& partial();

    std::span<char> m_view;
    std::unique_ptr<Partial> m_partial;
    bool m_ended = false;
};

} // namespace parlor::server
