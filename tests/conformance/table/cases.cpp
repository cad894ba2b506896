#include "tests/conformance/table/cases.h"

#include "tests/unit/net/rawclient.h"

namespace parlor::server {

namespace {

using Cases = std::vector<ConformanceCase>;
using Frame = ConformanceCase::Frame;

constexpr int continuation = 0x0, text = 0x1, binary = 0x2, close = 0x8, ping = 0x9, pong = 0xA;
constexpr int final = 0x80;

QByteArray framed(int opcode, const QByteArray& payload = {}, bool isFinal = true, int reserved = 0) {
    return RawClient::frame((isFinal ? final : 0) | reserved | opcode, payload);
}

QByteArray closing(int code, const QByteArray& reason = {}) {
    return framed(close, QByteArray(1, char(code >> 8)) + char(code & 0xff) + reason);
}

QList<QByteArray> octets(const QByteArray& bytes) {
    QList<QByteArray> all;
    for (const char c : bytes)
        all.append(QByteArray(1, c));
    return all;
}

QList<QByteArray> cut(const QByteArray& bytes, qsizetype size) {
    QList<QByteArray> all;
    for (qsizetype at = 0; at < bytes.size(); at += size)
        all.append(bytes.mid(at, size));
    return all;
}

/// "6.4" and 1 → "6_4_1".
class Section {
public:
    Section(Cases& cases, std::string name) : m_cases(cases), m_name(std::move(name)) {
        std::replace(m_name.begin(), m_name.end(), '.', '_');
    }

    void add(QList<QByteArray> sent, std::vector<Frame> answers, int closeCode = 0) {
        m_cases.push_back(
            {m_name + '_' + std::to_string(++m_count), std::move(sent), std::move(answers), closeCode});
    }

private:
    Cases& m_cases;
    std::string m_name;
    int m_count = 0;
};

/// 1: text and binary messages at every border of the length field.
void framing(Cases& cases) {
    for (const int opcode : {text, binary}) {
        Section section(cases, opcode == text ? "1.1" : "1.2");
        for (const int size : {0, 1, 125, 126, 127, 128, 65'535, 65'536}) {
            const QByteArray payload(size, opcode == text ? '*' : '\xfe');
            section.add({framed(opcode, payload)}, {{opcode, payload}});
        }
        const QByteArray large(65'536, opcode == text ? '*' : '\xfe');
        section.add(cut(framed(opcode, large), 997), {{opcode, large}});
    }
}

/// 2: pings and pongs.
void pings(Cases& cases) {
    Section section(cases, "2");
    const QByteArray payload = "Hello, world!", bytes("\x00\xff\xfe\xfd\xfc\xfb\x00\xff", 8);
    section.add({framed(ping)}, {{pong, {}}});
    section.add({framed(ping, payload)}, {{pong, payload}});
    section.add({framed(ping, bytes)}, {{pong, bytes}});
    section.add({framed(ping, QByteArray(125, '\xfe'))}, {{pong, QByteArray(125, '\xfe')}});
    section.add({framed(ping, QByteArray(126, '\xfe'))}, {}, 1002);
    section.add(octets(framed(ping, QByteArray(125, '\xfe'))), {{pong, QByteArray(125, '\xfe')}});
    section.add({framed(pong)}, {});
    section.add({framed(pong, "unsolicited pong payload")}, {});
    section.add({framed(pong, "unsolicited"), framed(ping, "ping payload")}, {{pong, "ping payload"}});
    QList<QByteArray> ten;
    std::vector<Frame> pongs;
    for (int i = 0; i < 10; ++i) {
        ten.append(framed(ping, "payload-" + QByteArray::number(i)));
        pongs.push_back({pong, "payload-" + QByteArray::number(i)});
    }
    section.add(ten, pongs);
    section.add(octets(ten.join()), pongs);
}

/// 3: reserved bits; 4: reserved opcodes.
void reserved(Cases& cases) {
    Section bits(cases, "3");
    for (int rsv = 1; rsv <= 7; ++rsv)
        bits.add({framed(rsv % 2 == 0 ? ping : text, "x", true, rsv << 4)}, {}, 1002);
    bits.add({framed(text, "Hello"), framed(text, "x", true, 0x40), framed(ping)}, {{text, "Hello"}}, 1002);
    bits.add(octets(framed(text, "Hello") + framed(text, "x", true, 0x20)), {{text, "Hello"}}, 1002);
    for (const int first : {3, 11}) {
        Section opcodes(cases, first == 3 ? "4.1" : "4.2");
        for (int opcode = first; opcode < first + 5; ++opcode)
            opcodes.add({framed(opcode, opcode % 2 == 0 ? "reserved" : "")}, {}, 1002);
        opcodes.add({framed(text, "Hello"), framed(first, "x"), framed(ping)}, {{text, "Hello"}}, 1002);
    }
}

/// 5: fragmentation.
void fragmentation(Cases& cases) {
    Section section(cases, "5");
    const QByteArray one = "fragment1", two = "fragment2";
    const QByteArray start = framed(text, one, false), end = framed(continuation, two);
    section.add({framed(ping, one, false), framed(continuation, two)}, {}, 1002);
    section.add({framed(pong, one, false), framed(continuation, two)}, {}, 1002);
    section.add({start, end}, {{text, one + two}});
    section.add({start + end}, {{text, one + two}});
    section.add(octets(start + end), {{text, one + two}});
    section.add({start, framed(ping, "ping"), end}, {{pong, "ping"}, {text, one + two}});
    section.add(octets(start + framed(ping, "ping") + end), {{pong, "ping"}, {text, one + two}});
    section.add({framed(continuation, "x"), framed(text, "Hello")}, {}, 1002);
    section.add({framed(continuation, "x", false), framed(text, "Hello")}, {}, 1002);
    section.add({start, framed(text, two)}, {}, 1002);
    section.add({start, framed(binary, two, false)}, {}, 1002);
    section.add({framed(binary, one, false), framed(continuation, "", false), end}, {{binary, one + two}});
    section.add({framed(text, "", false), framed(continuation, "", false), framed(continuation)},
                {{text, {}}});
    section.add({framed(text, "", false), framed(continuation, "middle", false), framed(continuation)},
                {{text, "middle"}});
    QList<QByteArray> pieces{
        framed(text, "f1", false),         framed(continuation, "f2", false), framed(ping, "p1"),
        framed(continuation, "f3", false), framed(continuation, "f4", false), framed(ping, "p2"),
        framed(continuation, "f5")};
    const std::vector<Frame> answers{{pong, "p1"}, {pong, "p2"}, {text, "f1f2f3f4f5"}};
    section.add(pieces, answers);
    section.add(octets(pieces.join()), answers);
    section.add({start, end, framed(continuation, "again")}, {{text, one + two}}, 1002);
}

/// 6: UTF-8, whole, in fragments and byte by byte.
void encodings(Cases& cases) {
    const QList<QByteArray> good{
        "Hello-\xc2\xb5@\xc3\x9f\xc3\xb6\xc3\xa4\xc3\xbc\xc3\xa0\xc3\xa1-UTF-8!!",
        "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5",
        QByteArray("\0", 1),
        "\xc2\x80",
        "\xe0\xa0\x80",
        "\xf0\x90\x80\x80",
        "\x7f",
        "\xdf\xbf",
        "\xef\xbf\xbf",
        "\xf4\x8f\xbf\xbf",
        "\xed\x9f\xbf",
        "\xee\x80\x80",
        "\xef\xbf\xbd",
        "\xef\xbf\xbe",
        "\xef\xbb\xbf",
        "\xf0\x9f\xbf\xbf",
    };
    Section valid(cases, "6.1");
    for (const QByteArray& payload : good) {
        valid.add({framed(text, payload)}, {{text, payload}});
        QList<QByteArray> fragments{framed(text, payload.left(1), false)};
        for (qsizetype i = 1; i < payload.size(); ++i)
            fragments.append(framed(continuation, payload.mid(i, 1), false));
        fragments.append(framed(continuation));
        valid.add(fragments, {{text, payload}});
        valid.add(octets(framed(text, payload)), {{text, payload}});
    }
    const QList<QByteArray> bad{
        "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80\x65\x64",
        "\xf8\x88\x80\x80\x80",
        "\xfc\x84\x80\x80\x80\x80",
        "\xf7\xbf\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\x80",
        "\xbf",
        "\x80\xbf\x80",
        "\xc0 \xc1 ",
        "\xe0 \xe1 ",
        "\xf0 \xf1 ",
        "\xf5\x80\x80\x80",
        "\xfe",
        "\xff",
        "\xfe\xfe\xff\xff",
        "\xc0\xaf",
        "\xe0\x80\xaf",
        "\xf0\x80\x80\xaf",
        "\xc1\xbf",
        "\xe0\x9f\xbf",
        "\xf0\x8f\xbf\xbf",
        QByteArray("\xc0\x80"),
        "\xed\xa0\x80",
        "\xed\xaf\xbf",
        "\xed\xb0\x80",
        "\xed\xbf\xbf",
        "\xed\xa0\x80\xed\xb0\x80",
        "\xe2\x82",
        "\xf0\x9f\x98",
    };
    Section invalid(cases, "6.2");
    for (const QByteArray& payload : bad) {
        invalid.add({framed(text, payload)}, {}, 1007);
        invalid.add({framed(text, payload.left(1), false), framed(continuation, payload.mid(1))}, {}, 1007);
        invalid.add(octets(framed(text, payload)), {}, 1007);
    }
    // A fault is seen at its fragment, not at the end of the message.
    invalid.add(
        {framed(text, "\xce\xba\xe1\xbd\xb9", false), framed(continuation, "\xf4\x90\x80\x80", false)}, {},
        1007);
}

/// 7: closing.
void closings(Cases& cases) {
    Section order(cases, "7.1");
    order.add({framed(text, "Hello"), closing(1000)}, {{text, "Hello"}}, 1000);
    order.add({closing(1000), closing(1000)}, {}, 1000);
    order.add({closing(1000), framed(ping, "late")}, {}, 1000);
    order.add({closing(1000), framed(text, "late")}, {}, 1000);
    order.add({framed(text, "one", false), closing(1000), framed(continuation, "two")}, {}, 1000);
    order.add({framed(text, QByteArray(256 * 1024, 'B')), framed(text, "Hello"), closing(1000), framed(ping)},
              {{text, QByteArray(256 * 1024, 'B')}, {text, "Hello"}}, 1000);
    Section body(cases, "7.3");
    constexpr int none = 1005;
    body.add({framed(close)}, {}, none);
    body.add({framed(close, "a")}, {}, 1002);
    body.add({closing(1000)}, {}, 1000);
    body.add({closing(1000, "Hello World!")}, {}, 1000);
    body.add({closing(1000, QByteArray(123, '*'))}, {}, 1000);
    body.add({closing(1000, QByteArray(124, '*'))}, {}, 1002);
    body.add({closing(1000, "\xce\xba\xe1\xbd\xb9\xed\xa0\x80")}, {}, 1007);
    Section allowed(cases, "7.7");
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
        allowed.add({closing(code)}, {}, code);
    Section refused(cases, "7.9");
    for (const int code : {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65'535})
        refused.add({closing(code)}, {}, 1002);
}

/// 9 and 10: large messages, in one frame and in fragments.
void large(Cases& cases) {
    for (const int opcode : {text, binary}) {
        Section section(cases, opcode == text ? "9.1" : "9.2");
        for (const int kib : {64, 256, 1'024, 4'096, 16'384}) {
            const QByteArray payload(qsizetype(kib) * 1024, '*');
            section.add({framed(opcode, payload)}, {{opcode, payload}});
        }
        section.add({framed(opcode, QByteArray(16 * 1024 * 1024 + 1, '*'))}, {}, 1009);
    }
    for (const int opcode : {text, binary}) {
        Section section(cases, opcode == text ? "9.3" : "9.4");
        const QByteArray payload(4 * 1024 * 1024, opcode == text ? '*' : '\xfe');
        for (const int size : {64, 256, 4'096, 65'536, 4 * 1024 * 1024}) {
            QList<QByteArray> pieces;
            for (qsizetype at = 0; at < payload.size(); at += size)
                pieces.append(framed(at == 0 ? opcode : continuation, payload.mid(at, size),
                                     at + size >= payload.size()));
            section.add({pieces.join()}, {{opcode, payload}});
        }
    }
    for (const int opcode : {text, binary}) {
        Section section(cases, opcode == text ? "9.5" : "9.6");
        const QByteArray payload(1024 * 1024, opcode == text ? '*' : '\xfe');
        for (const int size : {64, 1'024, 65'536})
            section.add(cut(framed(opcode, payload), size), {{opcode, payload}});
    }
    Section automatic(cases, "10.1");
    QList<QByteArray> pieces;
    for (int i = 0; i < 52; ++i)
        pieces.append(framed(i == 0 ? text : continuation, QByteArray(1'300, '*'), i == 51));
    automatic.add(pieces, {{text, QByteArray(1'300 * 52, '*')}});
}

/// 9.7 and 9.8: very many small messages, each echoed.
void many(Cases& cases) {
    constexpr int messages = 1'000;
    for (const int opcode : {text, binary}) {
        Section section(cases, opcode == text ? "9.7" : "9.8");
        for (const int size : {0, 16, 64, 256, 1'024, 4'096}) {
            const QByteArray payload(size, opcode == text ? '*' : '\xfe');
            section.add(QList<QByteArray>(messages, framed(opcode, payload)),
                        std::vector<Frame>(messages, Frame{opcode, payload}));
        }
    }
}

} // namespace

std::vector<ConformanceCase> conformanceCases() {
    Cases cases;
    framing(cases);
    pings(cases);
    reserved(cases);
    fragmentation(cases);
    encodings(cases);
    closings(cases);
    large(cases);
    many(cases);
    return cases;
}

} // namespace parlor::server
