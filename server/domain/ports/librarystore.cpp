#include "server/domain/ports/librarystore.h"

namespace parlor::server {

QString tagKey(const QString& tag) {
    return tag.normalized(QString::NormalizationForm_C).simplified().toCaseFolded();
}

QString cameraName(const PhotoFacts& facts) {
    const QString make = facts.make.simplified();
    QString model = facts.model.simplified();
    const QString brand = make.section(u' ', 0, 0);
    if (model.startsWith(brand, Qt::CaseInsensitive))
        return model;
    return (make + u' ' + model).trimmed();
}

} // namespace parlor::server
