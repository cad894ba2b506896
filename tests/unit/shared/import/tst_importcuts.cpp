// Imports that the power ends: at every step, with every remainder that a disk may keep of the journal.
#include "tests/unit/shared/import/importcase.h"

#include <QFileInfo>

#include <atomic>

namespace parlor {
namespace {

/// The library of a machine that dies at a step: before or after one of the changes that it is asked for.
/// What has changed by then stays, as it does in a server, and nobody hears of it.
class DyingTarget final : public MemoryTarget {
public:
    Task<Result<QHash<QByteArray, Known>>> check(QList<QByteArray> sha256) override {
        if (dead)
            return doneTask<Result<QHash<QByteArray, Known>>>(fail(ErrorCode::NetworkFailed));
        return MemoryTarget::check(std::move(sha256));
    }

    Task<Result<Taken>> upload(Offer offer) override {
        return change<Result<Taken>>([&] { return MemoryTarget::upload(std::move(offer)); });
    }

    Task<Status> setFacts(PhotoId photo, ImportFacts facts) override {
        return change<Status>([&] { return MemoryTarget::setFacts(photo, std::move(facts)); });
    }

    Task<Result<AlbumId>> album(QString title, QString note, AlbumId parent) override {
        return change<Result<AlbumId>>([&] { return MemoryTarget::album(title, note, parent); });
    }

    Task<Status> put(AlbumId album, QList<PhotoId> photos) override {
        return change<Status>([&] { return MemoryTarget::put(album, std::move(photos)); });
    }

    int stepsLeft = 0;
    bool dead = false;
    std::function<void()> died;

private:
    template<class T, class Fn>
    Task<T> change(Fn fn) {
        if (dead || diesNow())
            return doneTask<T>(fail(ErrorCode::NetworkFailed));
        const Task<T> done = fn();
        return diesNow() ? doneTask<T>(fail(ErrorCode::NetworkFailed)) : done;
    }

    bool diesNow() {
        if (--stepsLeft != 0)
            return false;
        dead = true;
        died();
        return true;
    }
};

/// What is left of the lines that no sync had seen.
enum class Remainder { Nothing, HalfAndRubbish, All };

class ImportCuts : public ImportCase {
protected:
    ImportCuts() {
        sync = [this](int, const QString&) {
            m_durable = QFileInfo(journal()).size();
            return Status();
        };
        for (const char* name : {"a", "b"}) {
            const QString path = u"in/Trip/%1.jpg"_qs.arg(QLatin1StringView(name));
            write(path, name);
            write(path + u".json"_qs, sidecar(5, QByteArray(R"(,"description":"of )") + name + '"'));
        }
        write(u"in/Trip/metadata.json"_qs, R"({"title":"Trip"})");
        write(u"in/B/metadata.json"_qs, R"({"title":"B"})");
        // The same bytes twice, and only one of them with a sidecar.
        write(u"in/A/twin.jpg"_qs, "twin");
        write(u"in/B/twin.jpg"_qs, "twin");
        write(u"in/B/twin.jpg.json"_qs, sidecar(5, R"(,"description":"of twin")"));
    }

    struct Written {
        QByteArray bytes;
        qint64 durable = 0; ///< of them
    };

    Written written() const {
        QFile file(journal());
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return {file.readAll(), m_durable};
    }

    /// The journal as the disk has it when the power is back.
    void cut(const Written& before, Remainder remainder) {
        QByteArray left = before.bytes.first(before.durable);
        const qint64 lost = before.bytes.size() - before.durable;
        if (remainder == Remainder::All)
            left = before.bytes;
        if (remainder == Remainder::HalfAndRubbish)
            left += before.bytes.mid(before.durable, lost / 2) + QByteArray(lost - lost / 2, '\0');
        QFile file(journal());
        ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        ASSERT_EQ(file.write(left), left.size());
    }

    void expectAll(const MemoryTarget& library) {
        EXPECT_EQ(library.uploads, 3) << "nothing goes up twice";
        for (const char* name : {"a", "b", "twin"})
            EXPECT_EQ(library.named(QLatin1StringView(name) + u".jpg"_qs).facts.caption,
                      u"of "_qs + QLatin1StringView(name));
        EXPECT_EQ(library.albums.value(u"/Trip"_qs).size(), 2);
        EXPECT_EQ(library.albums.value(u"/B"_qs), QStringList{u"twin.jpg"_qs});
    }

private:
    std::atomic<qint64> m_durable = 0; ///< bytes; written on the thread that reads
};

TEST_F(ImportCuts, TheNextRunDoesWhatIsLeft) {
    for (const Remainder remainder : {Remainder::Nothing, Remainder::HalfAndRubbish, Remainder::All}) {
        bool through = false;
        int deaths = 0;
        for (int steps = 1; !through; ++steps) {
            SCOPED_TRACE(testing::Message()
                         << "step " << steps << ", remainder " << static_cast<int>(remainder));
            QFile::remove(journal());
            DyingTarget library;
            library.stepsLeft = steps;
            Written before;
            library.died = [&] { before = written(); };
            through = runInto(library, {u"in"_qs}).has_value();
            ASSERT_EQ(through, !library.dead);
            if (!through) {
                ++deaths;
                cut(before, remainder);
            }
            library.dead = false;
            library.stepsLeft = 0;
            const auto again = runInto(library, {u"in"_qs});
            ASSERT_TRUE(again) << again.error().detail.toStdString();
            expectAll(library);
            if (HasFailure())
                return;
        }
        EXPECT_GE(deaths, 16)
            << "before and after each of three uploads, three facts, two albums and what is put there";
    }
}

TEST_F(ImportCuts, AnImportThatIsOverStaysOver) {
    ASSERT_TRUE(run({u"in"_qs}));
    cut(written(), Remainder::Nothing);
    for (auto& one : target.held)
        one.facts.caption = u"mine"_qs;
    // The same bytes from elsewhere, with other words.
    write(u"later/twin.jpg"_qs, "twin");
    write(u"later/twin.jpg.json"_qs, sidecar(5, R"(,"description":"of somebody else")"));
    ASSERT_TRUE(run({u"later"_qs}));
    EXPECT_EQ(target.named(u"twin.jpg"_qs).facts.caption, u"mine"_qs);
}

TEST_F(ImportCuts, WithoutADurableJournalNothingGoesUp) {
    sync = [](int, const QString& path) -> Status {
        return path.isEmpty() ? Status(fail(ErrorCode::DiskFull)) : Status();
    };
    const auto summary = run({u"in"_qs});
    ASSERT_FALSE(summary);
    EXPECT_EQ(summary.error().code, ErrorCode::DiskFull);
    EXPECT_EQ(target.uploads, 0);
}

} // namespace
} // namespace parlor
