#pragma once

#include "tests/support/samplephotos.h"

namespace parlor::test {

/// Cameras' own files, each laid out as its maker does, around a JPEG that is the picture of samplephotos.h.
/// `orientation` stands in the outer directory alone; a smaller preview, all grey, stands there too.
enum class RawKind { Dng, Cr2, Cr3, Nef, Arw, Raf, Rw2, Pef, Orf };

QByteArray rawPhoto(RawKind kind, const PhotoOptions& options = {});
/// A DNG whose only picture is uncompressed: what old converters write.
QByteArray plainDng(const PhotoOptions& options = {});
/// A DNG whose preview is said to lie at `offset`, `length` bytes long.
QByteArray dngPointingTo(quint32 offset, quint32 length);
/// A DNG whose directories point at each other.
QByteArray circularDng();

/// A HEIC of `columns` × `rows` tiles of the sample picture, as phones write them; empty where libheif can't
/// encode. `size`: of a tile.
QByteArray tiledHeicPhoto(int columns, int rows, int size, bool av1 = false);
/// … of as many tiles as one likes, which all show the same, and of four that are the picture itself.
QByteArray heicOfEqualTiles(int columns, int rows, int size);
QByteArray heicGridOfItself();

} // namespace parlor::test
