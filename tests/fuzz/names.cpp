#include "shared/auth/names.h"

#include "tests/fuzz/target.h"

// What came out clean stays as it is, and is what it promises.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    const QString text = fuzz::text(data, size);
    for (const auto check : {checkSignInName, checkChannelName, checkDisplayName, checkTopic})
        if (const auto name = check(text)) {
            PARLOR_HOLDS(check(*name) == *name);
            PARLOR_HOLDS(name->isValidUtf16() && !name->contains(QChar(0)) && !name->contains(u'\n'));
        }
    const QString file = cleanFileName(text);
    PARLOR_HOLDS(!file.isEmpty() && file.toUtf8().size() <= 220 && file.isValidUtf16());
    PARLOR_HOLDS(!file.contains(u'/') && !file.contains(u'\\') && !file.contains(QChar(0))
                 && !file.startsWith(u'.') && !file.startsWith(u'-'));
    PARLOR_HOLDS(cleanDeviceName(text).isValidUtf16());
    PARLOR_HOLDS(!oneLine(text, 80).contains(u'\n'));
    (void)foldedName(text);
    return 0;
}
