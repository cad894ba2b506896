// Uploads whose connection ends in the middle, wherever that is: what arrived is kept to the byte, and the
// rest makes the file whole.
#include "tests/integration/tusserver.h"
#include "tests/support/waiting.h"

#include <QRandomGenerator>

namespace parlor {

using test::RawAnswer;

namespace {

QByteArray noise(qsizetype size, quint32 seed) {
    QRandomGenerator random(seed);
    QByteArray bytes(size, Qt::Uninitialized);
    for (char& byte : bytes)
        byte = static_cast<char>(random.generate());
    return bytes;
}

class TusCuts : public test::TusTest {
protected:
    /// So many bytes of a body that was to bring all of the rest.
    static void cutAfter(const QByteArray& upload, const QByteArray& whole, qsizetype from, qsizetype count) {
        ASSERT_TRUE(test::waitFor([&] { // 423: who was cut off before is still being put away
            return patch(upload, from, whole.mid(from, count), {}, whole.size() - from).status != 423;
        }));
        ASSERT_TRUE(test::waitFor([&] { return offsetOf(upload).toLongLong() >= from + count; }));
        ASSERT_EQ(offsetOf(upload).toLongLong(), from + count) << "nothing more came";
    }

    static void finish(const QByteArray& upload, const QByteArray& whole, qsizetype from) {
        RawAnswer last;
        ASSERT_TRUE(test::waitFor([&] {
            last = patch(upload, from, whole.mid(from));
            return last.status != 423;
        }));
        ASSERT_EQ(last.status, 204) << last.body.constData();
        const RawAnswer original = ask("GET", "/v1/photos/" + last.header("parlor-photo") + "/original");
        EXPECT_TRUE(original.body == whole);
    }
};

} // namespace

TEST_F(TusCuts, AtEachOffsetTheRestIsTaken) {
    constexpr int size = 64 * 1024;
    // Those around the borders of blocks and buffers, and of the others as many as there is time for.
    QList<int> offsets{0, 1, 2, size - 2, size - 1};
    for (int border = 4'096; border < size; border += 4'096)
        offsets += {border - 1, border, border + 1};
    const int step = qEnvironmentVariableIsSet("PARLOR_ROUNDS") ? 1 : 401;
    for (int offset = step; offset < size; offset += step)
        offsets += offset;
    for (const int offset : std::as_const(offsets)) {
        SCOPED_TRACE(offset);
        const QByteArray whole = noise(size, static_cast<quint32>(offset) + 1);
        const QByteArray upload = create(size);
        cutAfter(upload, whole, 0, offset);
        finish(upload, whole, offset);
        if (HasFailure())
            break;
    }
}

TEST_F(TusCuts, AtRandomOffsetsOfALargeFile) {
    constexpr int size = 20 * 1024 * 1024, cuts = 500;
    const QByteArray whole = noise(size, 20);
    QRandomGenerator random(500);
    QList<qsizetype> offsets;
    for (int i = 0; i < cuts; ++i)
        offsets.append(random.bounded(size));
    std::sort(offsets.begin(), offsets.end());
    const QByteArray upload = create(size);
    qsizetype at = 0;
    for (const qsizetype next : std::as_const(offsets)) {
        cutAfter(upload, whole, at, next - at);
        if (HasFailure())
            return;
        at = next;
    }
    finish(upload, whole, at);
}

} // namespace parlor
