#include "shared/auth/capability.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    const auto capability = Capability::parse(fuzz::view(data, size).toByteArray());
    if (!capability)
        return 0;
    PARLOR_HOLDS(Capability::parse(capability->toJson()) == *capability);
    const Capability narrow =
        *Capability::parse(R"({"channel:7":["publish"],"*:b":["history"],"a:*":["*"]})");
    const Capability both = capability->intersect(narrow);
    for (const QStringView resource : {u"channel:7", u"a:b", u"a:b:c", u"x:b", u"b", u"library"})
        for (const QStringView operation : {u"publish", u"history", u"upload"})
            PARLOR_HOLDS(both.allows(resource, operation)
                         == (capability->allows(resource, operation) && narrow.allows(resource, operation)));
    return 0;
}
