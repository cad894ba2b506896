#pragma once

#include <QByteArray>

#include <cstdint>

/// Videos made at test time: headers that are whole, with noise where pictures would be.
namespace parlor::test {

struct MovieOptions {
    int width = 1920; ///< px as it is to be seen
    int height = 1080;
    bool sideways = false; ///< stored turned, as a phone held upright does
    int durationMs = 2'900;
    std::int64_t created = 1'721'061'005; ///< s UTC; 0: none
    QByteArray brand = "isom";
    QByteArray creationDate = {}; ///< QuickTime's own, with its zone
    QByteArray contentId = {};    ///< of a live photo
    QByteArray place = {};        ///< ISO 6709
    bool headerLast = false;
    bool pictures = true; ///< false: sound alone
    int dataBytes = 1'000;
    bool wideSizes = false; ///< 64-bit box sizes and times
};

QByteArray box(const char* type, const QByteArray& content);
QByteArray mp4Movie(const MovieOptions& options = {});

/// An MP4 whose pictures and sound are bytes 'P' and 'S' in turn, and that says `secret` wherever cameras
/// write down where they were: user data, metadata, a track of its own, between the samples, boxes of makers.
/// `plainSound`: all its samples are said to have one size, which is not theirs.
QByteArray talkativeMovie(const QByteArray& secret, bool headerLast = false, bool plainSound = false);
/// The same of Matroska, in tags and an attachment; `subtitles`: and in a track of text.
QByteArray talkativeMatroska(const QByteArray& secret, bool subtitles = false);

struct MatroskaOptions {
    QByteArray docType = "webm";
    int width = 1280;
    int height = 720;
    double durationMs = 61'500;
    std::int64_t date = 0; ///< ns from 2001 on; 0: none
    bool pictures = true;
};

QByteArray matroskaMovie(const MatroskaOptions& options = {});

/// An XMP packet that says the last bytes of the file are a video, by the container's directory.
QByteArray containerXmp(qsizetype movieBytes);
/// The same as older phones say it.
QByteArray microVideoXmp(qsizetype movieBytes);

} // namespace parlor::test
