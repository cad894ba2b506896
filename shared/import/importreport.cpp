#include "shared/import/importreport.h"

#include "shared/core/result.h"

namespace parlor {

namespace {

QLatin1StringView wordOf(ImportResult result) {
    using namespace Qt::StringLiterals;
    switch (result) {
    case ImportResult::Uploaded:
        return "uploaded"_L1;
    case ImportResult::Had:
        return "had"_L1;
    case ImportResult::Missing:
        return "missing"_L1;
    case ImportResult::Skipped:
        return "skipped"_L1;
    case ImportResult::Refused:
        return "refused"_L1;
    }
    return {};
}

} // namespace

QJsonObject ImportLine::toJson() const {
    return {{u"path"_qs, path},
            {u"result"_qs, QString(wordOf(result))},
            {u"id"_qs, id.isValid() ? id.toString() : QString()},
            {u"reason"_qs, reason}};
}

void ImportSummary::count(ImportResult result) {
    switch (result) {
    case ImportResult::Uploaded:
        ++uploaded;
        break;
    case ImportResult::Had:
        ++had;
        break;
    case ImportResult::Missing:
        ++missing;
        break;
    case ImportResult::Skipped:
        ++skipped;
        break;
    case ImportResult::Refused:
        ++refused;
        break;
    }
}

QJsonObject ImportSummary::toJson() const {
    return {{u"uploaded"_qs, qint64(uploaded)}, {u"had"_qs, qint64(had)},
            {u"missing"_qs, qint64(missing)},   {u"skipped"_qs, qint64(skipped)},
            {u"refused"_qs, qint64(refused)},   {u"albums"_qs, qint64(albums)}};
}

} // namespace parlor
