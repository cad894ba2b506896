#pragma once

#include <QByteArray>
#include <QList>
#include <QRandomGenerator>

namespace parlor::test {

/// A file that somebody spoiled, and in which way.
struct Mutant {
    QByteArray bytes;
    QByteArray how;
};

/// Spoils `file` in one of many ways: turned bits, noise, cuts, lengths and counts that lie, pieces of its
/// own format swapped, doubled or left out, the end of `other` behind its beginning. The same state of
/// `random`, the same mutant.
Mutant mutate(const QByteArray& file, const QByteArray& other, QRandomGenerator& random);

/// Where the pieces of a PNG, JPEG, RIFF or ISO base media file begin, and its end; blocks of 64 bytes for
/// everything else.
QList<qsizetype> piecesOf(const QByteArray& file);

} // namespace parlor::test
