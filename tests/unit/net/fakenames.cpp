#include "tests/unit/net/fakenames.h"

#include <mutex>
#include <optional>

#include <dlfcn.h>
#include <netdb.h>

namespace parlor::test {

namespace {

struct Answers {
    QStringList addresses;
    int asked = 0;
};

std::mutex mutex;
bool isFaking = false;
QHash<QString, Answers> names;

/// The address that a name has this time.
std::optional<QByteArray> nextOf(const char* name) {
    const std::scoped_lock lock(mutex);
    if (!isFaking || name == nullptr)
        return std::nullopt;
    const auto known = names.find(QString::fromLatin1(name));
    if (known == names.end())
        return std::nullopt;
    const qsizetype at = std::min<qsizetype>(known->asked++, known->addresses.size() - 1);
    return known->addresses.at(at).toLatin1();
}

} // namespace

FakeNames::FakeNames() {
    const std::scoped_lock lock(mutex);
    isFaking = true;
}

FakeNames::~FakeNames() {
    const std::scoped_lock lock(mutex);
    isFaking = false;
    names.clear();
}

void FakeNames::set(const QString& name, const QStringList& addresses) {
    const std::scoped_lock lock(mutex);
    names.insert(name, {addresses, 0});
}

int FakeNames::asked(const QString& name) const {
    const std::scoped_lock lock(mutex);
    return names.value(name).asked;
}

} // namespace parlor::test

/// The program's own symbol comes before the C library's, for shared libraries too.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
    using Resolver = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto real = reinterpret_cast<Resolver>(dlsym(RTLD_NEXT, "getaddrinfo"));
    const auto faked = parlor::test::nextOf(name);
    return real(faked ? faked->constData() : name, service, hints, found);
}
