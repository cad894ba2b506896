#include "tests/bench/fanout/load/ledger.h"

#include <algorithm>
#include <cmath>

namespace parlor::bench {

int Ledger::bucketOf(std::int64_t us) {
    return std::clamp(int(std::log(double(std::max<std::int64_t>(us, 1))) / std::log(1.02)), 0, buckets - 1);
}

double Ledger::usOf(int bucket) {
    return std::pow(1.02, bucket + 0.5);
}

double Ledger::percentileMs(double part) const {
    std::int64_t all = 0;
    for (const auto& count : latencies)
        all += count;
    std::int64_t seen = 0;
    for (int bucket = 0; bucket < buckets; ++bucket) {
        seen += latencies[std::size_t(bucket)];
        if (all > 0 && double(seen) >= part * double(all))
            return usOf(bucket) / 1'000;
    }
    return 0;
}

} // namespace parlor::bench
