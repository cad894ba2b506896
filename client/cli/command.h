#pragma once

#include <QObject>

namespace parlor::cli {

/// One command of the program; ends by Context::finish() or fail().
class Command : public QObject {
    Q_OBJECT
public:
    virtual void start() = 0;
};

} // namespace parlor::cli
