#include "shared/import/sidecarnames.h"

#include <QRegularExpression>

#include <array>

namespace parlor {

namespace {

const QString supplement = QStringLiteral(".supplemental-metadata");
constexpr qsizetype longestBase = 46; ///< characters of a sidecar's name before ".json"

constexpr std::array editedWords{
    u"-edited",       u"-bearbeitet",    u"-modifié",   u"-editado",    u"-modificato", u"-bewerkt",
    u"-edytowane",    u"-redigerad",     u"-redigeret", u"-redigert",   u"-muokattu",   u"-upraveno",
    u"-upravené",     u"-szerkesztett",  u"-editat",    u"-düzenlendi", u"-изменено",   u"-змінено",
    u"-编辑",         u"-已修改",        u"-編輯",      u"-編集済み",   u"-수정됨",     u"-diedit",
    u"-đã chỉnh sửa", u"-επεξεργασμένο", u"-editada",   u"-edit"};
constexpr std::array stillEndings{u".heic", u".jpg", u".jpeg", u".png", u".dng"};
constexpr std::array movieEndings{u".mp4", u".mov", u".m4v"};

struct Parts {
    QString stem;
    QString number; ///< "(1)" or empty
    QString ending; ///< ".jpg" or empty
};

/// "(12)" at the end, else empty.
QString numberAtEnd(const QString& text) {
    if (!text.endsWith(u')'))
        return {};
    const qsizetype open = text.lastIndexOf(u'(');
    if (open <= 0 || text.size() - open > 8 || text.size() - open < 3)
        return {};
    for (qsizetype i = open + 1; i < text.size() - 1; ++i)
        if (text.at(i) < u'0' || text.at(i) > u'9')
            return {};
    return text.mid(open);
}

Parts partsOf(const QString& name) {
    Parts parts;
    const qsizetype dot = name.lastIndexOf(u'.');
    parts.stem = dot > 0 ? name.left(dot) : name;
    parts.ending = dot > 0 ? name.mid(dot) : QString();
    parts.number = numberAtEnd(parts.stem);
    parts.stem.chop(parts.number.size());
    return parts;
}

/// The JSON files of one folder, by what stands before ".json" and by the number that was cut off there.
class Sidecars {
public:
    explicit Sidecars(const QStringList& jsons) {
        for (const QString& json : jsons) {
            if (!json.endsWith(u".json", Qt::CaseInsensitive))
                continue;
            const QString base = json.chopped(5);
            insert(base, {}, json);
            if (const QString number = numberAtEnd(base); !number.isEmpty())
                insert(base.chopped(number.size()), number, json);
        }
    }

    /// Of a picture of this name with this number behind its ending.
    [[nodiscard]] QString find(const QString& name, const QString& number) const {
        const QString whole = name + supplement;
        for (qsizetype length = whole.size(); length >= name.size(); --length)
            if (const QString found = at(whole.left(length), number); !found.isEmpty())
                return found;
        // The picture's own name is cut off, too. Longer and shorter by a few: not all count alike.
        for (qsizetype length = std::min(name.size() - 1, longestBase + 1); length >= longestBase - 3;
             --length)
            if (const QString found = at(name.left(length), number); !found.isEmpty())
                return found;
        return {};
    }

private:
    void insert(const QString& base, const QString& number, const QString& json) {
        m_exact.insert({base, number}, json);
        m_folded.insert({base.toCaseFolded(), number}, json);
    }

    [[nodiscard]] QString at(const QString& base, const QString& number) const {
        const auto exact = m_exact.constFind({base, number});
        return exact != m_exact.cend() ? *exact : m_folded.value({base.toCaseFolded(), number});
    }

    QHash<std::pair<QString, QString>, QString> m_exact, m_folded;
};

QString findFor(const Sidecars& sidecars, const QString& name) {
    if (QString found = sidecars.find(name, {}); !found.isEmpty())
        return found;
    const Parts parts = partsOf(name);
    if (!parts.number.isEmpty())
        if (QString found = sidecars.find(parts.stem + parts.ending, parts.number); !found.isEmpty())
            return found;
    if (const QString original = originalOfEdited(name); !original.isEmpty())
        return findFor(sidecars, original);
    for (const char16_t* movie : movieEndings)
        if (parts.ending.compare(QStringView(movie), Qt::CaseInsensitive) == 0)
            for (const char16_t* still : stillEndings)
                if (QString found = sidecars.find(parts.stem + QString::fromUtf16(still), parts.number);
                    !found.isEmpty())
                    return found;
    return {};
}

} // namespace

QHash<QString, QString> sidecarsOf(const QStringList& pictures, const QStringList& jsons) {
    const Sidecars sidecars(jsons);
    QHash<QString, QString> found;
    for (const QString& picture : pictures)
        if (const QString sidecar = findFor(sidecars, picture); !sidecar.isEmpty())
            found.insert(picture, sidecar);
    return found;
}

QString originalOfEdited(const QString& name) {
    const Parts parts = partsOf(name);
    for (const char16_t* word : editedWords) {
        const QStringView edited(word);
        if (parts.stem.size() > edited.size() && parts.stem.endsWith(edited, Qt::CaseInsensitive))
            return parts.stem.chopped(edited.size()) + parts.number + parts.ending;
    }
    return {};
}

QString foldedStem(const QString& name) {
    const qsizetype dot = name.lastIndexOf(u'.');
    return (dot > 0 ? name.left(dot) : name).toCaseFolded();
}

QString originalStemOf(const QString& name) {
    if (const QString original = originalOfEdited(name); !original.isEmpty())
        return foldedStem(original);
    static const QRegularExpression phone(QStringLiteral("^img_e([0-9]{4,}(\\([0-9]{1,6}\\))?)$"));
    const QRegularExpressionMatch match = phone.match(foldedStem(name));
    return match.hasMatch() ? QStringLiteral("img_") + match.captured(1) : QString();
}

} // namespace parlor
