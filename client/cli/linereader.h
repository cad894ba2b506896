#pragma once

#include "shared/core/executor.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace parlor::cli {

/// Lines of standard input, read on a thread of its own because that blocks, at most 256 ahead of who takes
/// them. Lines are without their end; the last may lack one.
class LineReader {
public:
    /// `arrived` is called on the executor whenever next() may have something new.
    LineReader(Executor& executor, std::function<void()> arrived);
    ~LineReader();

    /// False when there is none yet, or no more.
    bool next(QByteArray* line);
    /// All was taken and the input has ended.
    [[nodiscard]] bool isAtEnd() const;

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace parlor::cli
