#include "server/domain/messages/markstack.h"

namespace parlor::server {

namespace {
constexpr char32_t firstMark = 0x0300;
constexpr char32_t softHyphen = 0x00AD;
} // namespace

bool stacksMarks(QStringView text) {
    int marks = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text.at(i).unicode();
        if (c < firstMark && c != softHyphen) { // nearly all
            marks = 0;
            continue;
        }
        if (QChar::isHighSurrogate(c) && i + 1 < text.size() && text.at(i + 1).isLowSurrogate())
            c = QChar::surrogateToUcs4(char16_t(c), text.at(++i).unicode());
        if (QChar::isMark(c)) {
            if (++marks > marksMost)
                return true;
        } else if (QChar::category(c) != QChar::Other_Format) { // joiners and the like are no base
            marks = 0;
        }
    }
    return false;
}

} // namespace parlor::server
