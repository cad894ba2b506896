#pragma once

// Debian's Qt is built without the thread sanitizer, which therefore doesn't see that Qt's event queue and
// thread pool order what happens before a hand-over and after it. These two say so; in other builds they are
// nothing.
#if defined(__SANITIZE_THREAD__)
#define PARLOR_THREAD_SANITIZER
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define PARLOR_THREAD_SANITIZER
#endif
#endif

#ifdef PARLOR_THREAD_SANITIZER
extern "C" void __tsan_acquire(void* address);
extern "C" void __tsan_release(void* address);
#endif

namespace parlor {

/// What this thread did is visible to whoever takes `address` over.
inline void handOver([[maybe_unused]] void* address) {
#ifdef PARLOR_THREAD_SANITIZER
    __tsan_release(address);
#endif
}

/// After Qt carried `address` here from the thread that handed it over.
inline void takeOver([[maybe_unused]] void* address) {
#ifdef PARLOR_THREAD_SANITIZER
    __tsan_acquire(address);
#endif
}

} // namespace parlor
