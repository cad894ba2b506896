#pragma once

#include "server/domain/ports/accountstore.h"
#include "server/domain/upkeep/filecheck.h"

#include <QObject>

namespace parlor::server {

/// Reads the stored files back at night, an hour at a time: the place is kept in the settings, so that a
/// library of any size is read through in the course of time. Domain thread only.
class NightlyCheck final : public QObject {
public:
    static constexpr int begins = 2, ends = 6; ///< hours of the machine's clock
    static constexpr std::int64_t everyMs = 3'600'000;

    /// All live longer. 0 bytes a second: never.
    NightlyCheck(FileCheck& check, AccountStore& settings, const Clock& clock, Executor& executor,
                 std::int64_t mostBytesPerSecond, QObject* parent = nullptr);

    [[nodiscard]] static bool isNight(std::int64_t now); ///< ms UTC

    /// To be called each hour. Goes on where the last time ended, when it is night and no check is under
    /// way; after the last photo it begins anew. A time that failed is done again.
    void look();

    [[nodiscard]] bool isBusy() const { return m_busy; }

private:
    void read(PhotoId after);
    void keep(const FileCheckReport& report);

    FileCheck& m_check;
    AccountStore& m_settings;
    const Clock& m_clock;
    Executor& m_executor;
    const std::int64_t m_mostBytesPerSecond;
    bool m_busy = false;
};

} // namespace parlor::server
