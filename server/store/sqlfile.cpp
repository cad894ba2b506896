#include "server/store/sqlfile.h"

#include <QDir>
#include <QFile>
#include <QSet>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

QList<NamedSql> readAll() {
    QList<NamedSql> all;
    const QDir folder(u":/store/sql"_qs);
    const QStringList files = folder.entryList({u"*.sql"_qs}, QDir::Files, QDir::Name);
    for (const QString& name : files) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("a resource of this program can not be read");
        const auto parsed = parseStatements(name.chopped(4), QString::fromUtf8(file.readAll()));
        if (!parsed)
            qFatal("sql/%s: %s", qPrintable(name), qPrintable(parsed.error().detail));
        all += *parsed;
    }
    return all;
}

} // namespace

const QList<NamedSql>& allStatements() {
    static const QList<NamedSql> all = readAll();
    return all;
}

Result<QList<NamedSql>> parseStatements(const QString& file, const QString& text) {
    static const QString marker = u"-- name: "_qs;
    QList<NamedSql> statements;
    QSet<QString> names;
    const QStringList lines = text.split(u'\n');
    for (const QString& line : lines) {
        if (line.startsWith(marker)) {
            const QString name = file + u'.' + line.mid(marker.size()).trimmed();
            if (names.contains(name))
                return fail(ErrorCode::BadRequest, name + u" stands there twice"_qs);
            names.insert(name);
            statements.append({name, {}});
        } else if (!line.trimmed().isEmpty() && !line.startsWith(u"--")) {
            if (statements.isEmpty())
                return fail(ErrorCode::BadRequest, u"a statement without a name"_qs);
            statements.back().sql += line + u'\n';
        }
    }
    for (NamedSql& statement : statements) {
        statement.sql = statement.sql.trimmed();
        if (statement.sql.endsWith(u';'))
            statement.sql.chop(1);
        if (statement.sql.isEmpty())
            return fail(ErrorCode::BadRequest, statement.name + u" is empty"_qs);
    }
    return statements;
}

QStringList splitScript(const QString& text) {
    QStringList statements;
    QString current;
    const QStringList lines = text.split(u'\n');
    for (const QString& line : lines) {
        if (line.trimmed().startsWith(u"--") || line.trimmed().isEmpty())
            continue;
        current += line + u'\n';
        if (line.trimmed().endsWith(u';')) {
            statements.append(current.trimmed().chopped(1));
            current.clear();
        }
    }
    if (!current.trimmed().isEmpty())
        statements.append(current.trimmed());
    return statements;
}

} // namespace parlor::server
