#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

/// Pictures made at test time, so that none lies in the tree. Every maker is deterministic: the same options,
/// the same bytes. Each picture has four coloured corners: as it is to be seen, top left red, top right
/// green, bottom left blue, bottom right white, over a smooth background with a little noise.
namespace parlor::test {

/// Names of things that must never be found in a rendering: they stand in the metadata of each sample.
struct PhotoOptions {
    int width = 640; ///< px as it is to be seen
    int height = 480;
    int orientation = 0; ///< EXIF tag 1 … 8, other values are written as they are; 0: no tag. Pixels are
                         ///< turned to fit 2 … 8
    bool exif = true;    ///< the whole EXIF segment, with everything below
    QByteArray make = "ParlorMakeMarker";
    QByteArray model = "ParlorModelMarker";
    QByteArray lens = "ParlorLensMarker";
    QByteArray taken = "2024:07:15 18:30:05"; ///< DateTimeOriginal; empty: none
    QByteArray subSeconds = {};               ///< SubSecTimeOriginal; empty: none
    QByteArray offset = "+02:00";             ///< OffsetTimeOriginal; empty: none
    std::optional<double> latitude = 48.137154, longitude = 11.576124;
    QByteArray xmp = {};     ///< packet; empty: none
    QByteArray profile = {}; ///< ICC; empty: none
    int quality = 90;
    int seed = 1; ///< of the noise: another seed, other bytes

    // JPEG only
    bool progressive = false;
    QByteArray subsampling = "420"; ///< 420, 422, 440, 444, 411, 410 (4 × 2), odd (3 × 1)
    bool grey = false;
    bool cmyk = false;

    // PNG only
    bool sixteenBit = false;
    bool interlaced = false;
    bool seeThrough = false; ///< the right half
};

QByteArray jpegPhoto(const PhotoOptions& options = {});
QByteArray pngPhoto(const PhotoOptions& options = {});
QByteArray webpPhoto(const PhotoOptions& options = {});
QByteArray tiffPhoto(const PhotoOptions& options = {});
QByteArray gifPhoto(const PhotoOptions& options = {});
QByteArray heicPhoto(const PhotoOptions& options = {}); ///< empty where libheif can't encode it
QByteArray avifPhoto(const PhotoOptions& options = {}); ///< empty where libheif can't encode it

/// The strings and numbers of the metadata above that a rendering must not hold.
QList<QByteArray> forbiddenMarkers();

/// An ICC profile with the primaries of Display P3.
QByteArray displayP3Profile();
/// An XMP packet that says the file is a motion photo.
QByteArray motionXmp();

// What hurts or pretends.
QByteArray hugePng();                                                ///< 69 bytes that claim 65 535 × 65 535
QByteArray hugeGif();                                                ///< 35 bytes that claim the same
QByteArray hugeJpegHeader();                                         ///< a header alone, 65 500 × 65 500
QByteArray emptyPng(int width, int height, bool interlaced = false); ///< valid, all zeros, tiny for its size
QByteArray textBombPng();           ///< 64 × 64 px, compressed text chunks that unpack to 2 GiB
QByteArray scanBombJpeg(int scans); ///< progressive, repeats its last scan
QByteArray svgPicture();
QByteArray textNamedJpeg();                                  ///< plain words
QByteArray truncated(const QByteArray& file, double share);  ///< its first part, 0 … 1
QByteArray flipped(QByteArray file, int bits, int seed = 1); ///< with bits turned in its second half

} // namespace parlor::test
