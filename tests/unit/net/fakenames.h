#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace parlor::test {

/// Stands in for the resolver of this program while it lives: the names that it knows have one address after
/// the other, one a question; the last one stays. Other names are looked up as ever. One at a time.
class FakeNames {
public:
    FakeNames();
    ~FakeNames();
    FakeNames(const FakeNames&) = delete;
    FakeNames& operator=(const FakeNames&) = delete;

    /// Forgets how often it was asked for.
    void set(const QString& name, const QStringList& addresses);

    [[nodiscard]] int asked(const QString& name) const;
};

} // namespace parlor::test
