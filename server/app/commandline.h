#pragma once

namespace parlor::server {

/// Parses `parlord`'s arguments, does what they say and returns the exit code (sysexits.h). Needs the
/// QCoreApplication.
int runCommandLine(int argc, char** argv);

} // namespace parlor::server
