#include "server/app/adminserver.h"
#include "shared/core/executor.h"

#include <QDir>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::server {

TEST(AdminSocket, NamesAPathThatIsTooLongAsTheCause) {
    constexpr qsizetype most = 107;
    QTemporaryDir directory;
    QtExecutor executor;
    AdminServer server([](const QString&, const QJsonObject&) { return doneTask(Result<QJsonObject>()); },
                       executor);
    const auto ofSize = [&](qsizetype size) {
        const QString start = directory.path() + u'/';
        const QString parent = start + QString(size - start.size() - 2, u'd');
        QDir().mkpath(parent);
        return parent + u"/s"_qs;
    };
    const auto refused = server.listen(ofSize(most + 1));
    ASSERT_FALSE(refused.has_value());
    EXPECT_TRUE(refused.error().detail.contains(u"107")) << refused.error().detail.toStdString();
    EXPECT_TRUE(refused.error().detail.contains(u"shorter data directory"));
}

} // namespace parlor::server
