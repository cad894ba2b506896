#include "server/domain/accounts/passwordhasher.h"

#include <QElapsedTimer>

#include <sodium.h>

#include <array>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

Result<QByteArray> hashNow(const QByteArray& password, PasswordCost cost) {
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str(out.data(), password.constData(), static_cast<unsigned long long>(password.size()),
                          static_cast<unsigned long long>(cost.passes),
                          static_cast<std::size_t>(cost.memoryKiB) * 1024)
        != 0)
        return fail(ErrorCode::Busy, u"argon2: no memory"_qs, 1'000);
    return QByteArray(out.data());
}

QByteArray bytesOf(const QString& password) {
    return password.normalized(QString::NormalizationForm_C).toUtf8();
}

void startSodium() {
    if (sodium_init() < 0)
        qFatal("libsodium can not be used");
}

} // namespace

PasswordCost PasswordCost::calibrated(int targetMs) {
    startSodium();
    for (const PasswordCost step : {PasswordCost{64 * 1024, 3}, PasswordCost{64 * 1024, 2},
                                    PasswordCost{32 * 1024, 3}, PasswordCost{32 * 1024, 2}}) {
        QElapsedTimer timer;
        timer.start();
        if (hashNow("calibration", step) && timer.elapsed() <= targetMs)
            return step;
    }
    return least();
}

PasswordCost PasswordCost::fromJson(const QJsonObject& json) {
    const PasswordCost usual;
    constexpr int memoryMost = 1024 * 1024, passesMost = 10;
    return {std::clamp(json.value("memory_kib"_L1).toInt(usual.memoryKiB), least().memoryKiB, memoryMost),
            std::clamp(json.value("passes"_L1).toInt(usual.passes), least().passes, passesMost)};
}

QJsonObject PasswordCost::toJson() const {
    return {{u"memory_kib"_qs, memoryKiB}, {u"passes"_qs, passes}};
}

PasswordHasher::PasswordHasher(PasswordCost cost, int threads) : m_cost(cost) {
    startSodium();
    for (int i = 0; i < std::clamp(threads, 1, 2); ++i)
        m_threads.emplace_back([this] { run(); });
}

PasswordHasher::~PasswordHasher() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    for (std::thread& thread : m_threads)
        thread.join();
}

Task<Result<QString>> PasswordHasher::hash(const QString& password) {
    return enqueue<QString>([this, bytes = bytesOf(password)]() -> Result<QString> {
        TRY_ASSIGN(const QByteArray hashed, hashNow(bytes, m_cost));
        return QString::fromLatin1(hashed);
    });
}

Task<Result<bool>> PasswordHasher::verify(const QString& stored, const QString& password) {
    return enqueue<bool>([this, stored = stored.toLatin1(), bytes = bytesOf(password)]() -> Result<bool> {
        QByteArray standIn;
        {
            const std::scoped_lock lock(m_mutex);
            standIn = m_dummy;
        }
        if (standIn.isEmpty()) { // at the first sign-in, whoever's it is: an unknown name costs no more
            TRY_ASSIGN(standIn, hashNow("nobody", m_cost));
            const std::scoped_lock lock(m_mutex);
            m_dummy = standIn;
        }
        const QByteArray& against = stored.isEmpty() ? standIn : stored;
        const bool same = crypto_pwhash_str_verify(against.constData(), bytes.constData(),
                                                   static_cast<unsigned long long>(bytes.size()))
                          == 0;
        return same && !stored.isEmpty();
    });
}

template<class T>
Task<Result<T>> PasswordHasher::enqueue(std::function<Result<T>()> work) {
    const Promise<Result<T>> promise;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_queue.size() >= queueMost)
            return doneTask<Result<T>>(fail(ErrorCode::Busy, {}, 2'000));
        m_queue.emplace_back([promise, work = std::move(work)] { promise.finish(work()); });
    }
    m_wake.notify_one();
    return promise.task();
}

void PasswordHasher::run() {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stop || !m_queue.empty(); });
        if (m_stop)
            return;
        const std::function<void()> work = std::move(m_queue.front());
        m_queue.pop_front();
        lock.unlock();
        work();
        lock.lock();
    }
}

} // namespace parlor::server
