#pragma once

#include <cstdint>

/// Every number that both programs agree on; the reasons stand in SECURITY and PROTOCOL. Sizes in bytes
/// unless said.
namespace parlor::limits {

inline constexpr int protocolVersion = 1;
inline constexpr std::int64_t frame = 64 * 1024;
inline constexpr std::int64_t textCharacters = 8'000;
inline constexpr std::int64_t entryData = 48 * 1024;
inline constexpr std::int64_t entryMetadata = 4 * 1024;
inline constexpr int photosPerMessage = 10;
inline constexpr std::int64_t entryBytes =
    56 * 1024; ///< a whole entry as JSON: leaves room for what frames add
inline constexpr int mentionsPerMessage = 50;
inline constexpr int emojiBytes = 48; ///< the longest in use, a kiss with skin tones, has 35
inline constexpr int jsonDepth = 16;
inline constexpr int metadataDepth = 8; ///< so that metadata inside the deepest frame stays within jsonDepth
inline constexpr int jsonKeys = 64;     ///< of one object
inline constexpr std::int64_t jsonBody = 256 * 1024;
inline constexpr int nameCharacters = 64;
inline constexpr int topicCharacters = 250;
inline constexpr int descriptionCharacters = 1'000;
inline constexpr int slowModeSeconds = 21'600;
inline constexpr std::int64_t retentionSeconds = 100LL * 366 * 86'400; ///< the longest that can be said
inline constexpr int quoteCharacters = 500;
inline constexpr int plansPerPerson = 100;
inline constexpr std::int64_t planAheadMs = 366LL * 86'400'000; ///< the farthest that can be planned
inline constexpr int reminderCharacters = 500;
inline constexpr int keywordsPerPerson = 50;
inline constexpr int keywordCharacters = 50;
inline constexpr std::int64_t presenceData = 1024;
inline constexpr std::int64_t personSettings = 16 * 1024;
inline constexpr int filterRulesPerChannel = 100;
inline constexpr int encodingCharacters = 32;
inline constexpr int deviceCharacters = 64;
inline constexpr int tokenCharacters = 512;
inline constexpr int queryCharacters = 256;
inline constexpr int groupPeople = 100;
inline constexpr int receiptPeople = 32; ///< of a conversation that says who has what
inline constexpr int peoplePage = 100;
inline constexpr int searchPage = 50;
inline constexpr int historyPage = 100;
inline constexpr int helloChannels = 500;
inline constexpr int streamedGapEvents = 200; ///< a gap up to this is sent at once on hello
inline constexpr int pagedGapEvents = 2'000;  ///< up to this the client pages; beyond, it resets
inline constexpr int outboxFrames = 512;
inline constexpr std::int64_t outboxBytes = 1024 * 1024;
inline constexpr int helloTimeoutMs = 10'000;
inline constexpr int pingMs = 25'000;
inline constexpr int serverSilenceMs = 60'000; ///< the server drops a connection after this much silence
inline constexpr int clientSilenceMs = 35'000; ///< the client drops its link after this much silence
inline constexpr int gapWaitMs = 300;
inline constexpr int socketsBeforeSignIn = 10; ///< per IP address
inline constexpr int socketsPerPerson = 20;
inline constexpr std::int64_t imageFile = 300LL * 1024 * 1024;
inline constexpr std::int64_t videoFile = 2LL * 1024 * 1024 * 1024;
inline constexpr std::int64_t recipeFile = 31'457'280;
inline constexpr int ticketSeconds = 300;
inline constexpr int temporaryAreaHours = 24;
inline constexpr std::int64_t defaultQuota = 10LL * 1024 * 1024 * 1024;
inline constexpr int photosPerListPage = 10;
inline constexpr int checkHashes = 1'000;
inline constexpr int accessTokenMinutes = 15;
inline constexpr int refreshTokenDays = 90;

} // namespace parlor::limits
