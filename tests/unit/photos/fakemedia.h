#pragma once

#include "server/domain/ports/mediaprocessor.h"

#include <QHash>

#include <unistd.h>

namespace parlor::server::test {

/// What a rendering of this fake says of its photo's crop.
inline QByteArray wordsOf(const PhotoCrop& crop) {
    QByteArray words;
    if (!crop.isWhole())
        for (const int number : {crop.x(), crop.y(), crop.width(), crop.height()})
            words += (words.isEmpty() ? " cropped " : " ") + QByteArray::number(number);
    return words;
}

/// Makes "pictures" out of text: the original's bytes say what happens. "damaged…", "text…" (not a picture),
/// "bomb…", "crash…", "movie…", "motion…" (with a video where "movie" stands); "live:…" names both halves.
class FakeMedia final : public MediaProcessor {
public:
    Task<Result<MediaResult>> process(MediaJob job) override {
        ++jobs;
        if (hold) {
            held.append({job, Promise<Result<MediaResult>>()});
            return held.last().second.task();
        }
        if (busy > 0) {
            --busy;
            return doneTask<Result<MediaResult>>(fail(ErrorCode::Busy));
        }
        if (missing)
            return doneTask<Result<MediaResult>>(fail(ErrorCode::SandboxMissing));
        return doneTask(looked(job));
    }

    void release() {
        hold = false;
        for (const auto& [job, promise] : std::exchange(held, {}))
            promise.finish(looked(job));
    }

    /// Beside result() keeps the order.
    Result<MediaResult> looked(const MediaJob& job) {
        order.append(bytesOf(job));
        return result(job);
    }

    static QByteArray bytesOf(const MediaJob& job) {
        QByteArray bytes(job.size, Qt::Uninitialized);
        const ssize_t got = ::pread(*job.descriptor, bytes.data(), static_cast<std::size_t>(bytes.size()), 0);
        bytes.truncate(std::max<ssize_t>(0, got));
        return bytes;
    }

    /// Without its "secret"; one that says "sealed" can't be cleaned.
    static Result<MediaResult> cleaned(const QByteArray& bytes) {
        if (bytes.contains("sealed"))
            return fail(ErrorCode::UnsupportedType);
        MediaResult made;
        if (const qsizetype at = bytes.indexOf("secret"); at >= 0)
            made.overwrites = {{at, 6, "******"}};
        return made;
    }

    static Result<MediaResult> result(const MediaJob& job) {
        const QByteArray bytes = bytesOf(job);
        if (job.clean)
            return cleaned(bytes);
        if (bytes.isEmpty() || bytes.startsWith("text"))
            return fail(ErrorCode::UnsupportedType);
        if (bytes.startsWith("bomb"))
            return fail(ErrorCode::ImageTooLarge);
        if (bytes.startsWith("crash"))
            return fail(ErrorCode::ImageCrashed, QStringLiteral("worker lost"));
        MediaResult made;
        made.damaged = bytes.startsWith("damaged");
        const int width = 4000 * job.crop.width() / PhotoCrop::whole;
        const int height = 3000 * job.crop.height() / PhotoCrop::whole;
        made.facts.width = job.rotation % 180 == 0 ? width : height;
        made.facts.height = job.rotation % 180 == 0 ? height : width;
        made.facts.mimeType = "image/jpeg";
        made.facts.latitude = 47.5;
        const qsizetype live = bytes.indexOf("live:");
        if (live >= 0)
            made.facts.contentId = bytes.mid(live + 5, 4);
        if (bytes.startsWith("movie")) {
            made.facts.mimeType = "video/mp4";
            made.facts.width = 1920;
            made.facts.height = 1080;
            made.facts.durationMs = 2'900;
            return made;
        }
        if (bytes.startsWith("motion")) {
            made.facts.motion = true;
            made.facts.motionOffset = bytes.indexOf("movie");
            made.facts.motionBytes = bytes.size() - made.facts.motionOffset;
        }
        made.placeholder = "placeholder";
        for (const RenderingKind kind : job.renderings)
            made.renderings.append({kind,
                                    nameOf(kind).data() + QByteArray(" of ") + bytes.left(40) + " turned "
                                        + QByteArray::number(job.rotation) + wordsOf(job.crop),
                                    kind == RenderingKind::View ? "image/webp" : "image/jpeg", 400, 300});
        return made;
    }

    int jobs = 0;
    int busy = 0;            ///< so many next jobs are refused
    bool hold = false;       ///< jobs wait for release()
    bool missing = false;    ///< there is no worker
    QList<QByteArray> order; ///< files, in the order in which they were looked at
    QList<std::pair<MediaJob, Promise<Result<MediaResult>>>> held;
};

} // namespace parlor::server::test
