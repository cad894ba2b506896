#pragma once

namespace parlor::server::media {

/// Starts libvips for untrusted input: one thread a picture, no cache, only the loaders of the allowed
/// formats. Loads all modules now, because the sandbox denies it later. True when HEIC and AVIF can be
/// decoded.
bool startEngine(const char* program);

} // namespace parlor::server::media
