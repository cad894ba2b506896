#include "server/domain/photos/photopairs.h"

#include <cstdlib>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr std::int64_t togetherMs = 3'000;
constexpr std::int64_t longestMs = 15'000; ///< of the moving half

bool isFree(const StoredPhoto& stored) {
    const bool ready = stored.photo.state == PhotoState::Ready || stored.photo.state == PhotoState::Damaged;
    // The still of a live photo stays one when it stands behind its edited version.
    const bool behind = stored.shelf == Shelf::Paired && stored.version.isValid();
    return ready && !stored.partner.isValid()
           && (behind || stored.shelf == Shelf::Library || stored.shelf == Shelf::Archive);
}

QString stemOf(const QString& name) {
    return name.left(name.lastIndexOf(u'.')).toCaseFolded();
}

bool hasEnding(const QString& name, std::initializer_list<QLatin1StringView> endings) {
    const QString ending = name.mid(name.lastIndexOf(u'.') + 1).toLower();
    for (const QLatin1StringView one : endings)
        if (ending == one)
            return true;
    return false;
}

bool isNamedLikeAHalf(const Photo& photo) {
    return photo.facts.isVideo() ? hasEnding(photo.name, {"mov"_L1, "mp4"_L1})
                                 : hasEnding(photo.name, {"heic"_L1, "heif"_L1, "jpg"_L1, "jpeg"_L1});
}

bool areNear(std::int64_t one, std::int64_t other) {
    return std::llabs(one - other) <= togetherMs;
}

/// By the wall or by the moment: many videos know only the moment, many stills only the wall.
bool areTakenTogether(const Photo& one, const Photo& other) {
    return areNear(one.takenLocal, other.takenLocal) || areNear(one.takenAt, other.takenAt);
}

bool areNamedAlike(const Photo& one, const Photo& other) {
    return isNamedLikeAHalf(one) && isNamedLikeAHalf(other) && !stemOf(one.name).isEmpty()
           && stemOf(one.name) == stemOf(other.name);
}

} // namespace

bool areHalves(const StoredPhoto& one, const StoredPhoto& other) {
    if (one.photo.facts.isVideo() == other.photo.facts.isVideo() || one.photo.owner != other.photo.owner
        || !mayHavePartner(one) || !mayHavePartner(other))
        return false;
    const QByteArray& name = one.photo.facts.contentId;
    const QByteArray& otherName = other.photo.facts.contentId;
    if (!name.isEmpty() && !otherName.isEmpty())
        return name == otherName;
    return areNamedAlike(one.photo, other.photo) && areTakenTogether(one.photo, other.photo);
}

bool mayHavePartner(const StoredPhoto& stored) {
    const PhotoFacts& facts = stored.photo.facts;
    if (!isFree(stored) || facts.motionBytes > 0
        || (facts.isVideo() && facts.durationMs.value_or(0) > longestMs))
        return false;
    return !facts.contentId.isEmpty() || isNamedLikeAHalf(stored.photo);
}

void pairUp(StoredPhoto* still, StoredPhoto* video) {
    still->partner = video->photo.id;
    still->photo.facts.motion = true;
    still->photo.facts.durationMs = video->photo.facts.durationMs;
    video->partner = still->photo.id;
    video->shelf = Shelf::Paired;
}

bool mayMove(const StoredPhoto& still, PersonId owner) {
    return still.photo.owner == owner && !still.partner.isValid() && !still.photo.facts.isVideo()
           && (still.shelf == Shelf::Library || still.shelf == Shelf::Archive);
}

bool promise(StoredPhoto* video, PhotoId still) {
    if (video->partner.isValid() || (video->shelf != Shelf::Library && video->shelf != Shelf::Archive))
        return false;
    video->partner = still;
    video->shelf = Shelf::Paired;
    return true;
}

bool keepsPromise(const StoredPhoto& looked) {
    return looked.photo.facts.isVideo()
           && (looked.photo.state == PhotoState::Ready || looked.photo.state == PhotoState::Damaged);
}

void releaseFromPromise(StoredPhoto* looked) {
    looked->partner = {};
    if (looked->shelf == Shelf::Paired)
        looked->shelf = looked->photo.archived ? Shelf::Archive : Shelf::Library;
}

PhotoId inFrontOf(const StoredPhoto& behind) {
    if (behind.shelf != Shelf::Paired)
        return {};
    return behind.version.isValid() ? behind.version : behind.partner;
}

void partWith(StoredPhoto* left) {
    left->partner = {};
    left->photo.facts.motion = false;
    left->photo.facts.durationMs.reset();
}

} // namespace parlor::server
