#include "server/store/values.h"

#include <QJsonDocument>

namespace parlor::server {

QVariant toVariant(const QJsonObject& object) {
    if (object.isEmpty())
        return {};
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString nameKey(const QString& name) {
    return name.normalized(QString::NormalizationForm_C).toCaseFolded();
}

QJsonObject objectFrom(const QString& json) {
    return QJsonDocument::fromJson(json.toUtf8()).object();
}

} // namespace parlor::server
