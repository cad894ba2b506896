#pragma once

#include <QByteArray>
#include <QList>

#include <ostream>
#include <string>
#include <vector>

namespace parlor::server {

/// One case: what is sent in which pieces, and what has to come back.
struct ConformanceCase {
    std::string name; ///< section and number of the usual suite, as an identifier
    QList<QByteArray> sent;

    struct Frame {
        int opcode = 0;
        QByteArray payload;
        friend bool operator==(const Frame&, const Frame&) = default;
    };

    std::vector<Frame> answers; ///< in order, before the close
    int close = 0;              ///< the code that the server closes with; 0: it still answers

    friend void PrintTo(const ConformanceCase& value, std::ostream* out) { *out << value.name; }
};

std::vector<ConformanceCase> conformanceCases();

} // namespace parlor::server
