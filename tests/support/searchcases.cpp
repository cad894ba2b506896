#include "tests/support/searchcases.h"

namespace parlor::test {

using namespace Qt::StringLiterals;

const std::vector<SearchedMessage>& searchedTalk() {
    static const std::vector<SearchedMessage> talk{
        {"dinner", "ada", "general", "Dinner at the beach", 0},
        {"photo", "bo", "general", "A photo of the Beach!", 1, true},
        {"beaches", "bo", "general", "no beaches here", 1},
        {"link", "ada", "trips", "the route: https://example.org/beach", 2},
        {"data", "bo", "trips", "numbers", 3, false, true},
        {"cafe", "ada", "general", "Wir trinken Kaffee im Café", 4},
        {"japan", "ada", "general", "今日は日本語を話します", 5},
        {"closed", "bo", "general", "本日休業", 6},
        {"mixed", "bo", "trips", "日本go 2", 7},
        {"greek", "bo", "general", "Καλημέρα από την Αθήνα, Ёлка", 7},
        {"bare", "bo", "trips", "", 8, true},
        {"hidden", "bo", "hidden", "treasure on the beach", 9},
        {"quotes", "ada", "general", "NEAR AND \"quoted\" text: c1* a-b", 10},
        {"thai", "bo", "general", "สวัสดีครับ", 11},
        {"between", "ada", "general", "今週は東京Gopher会です", 12},
        {"balloon", "bo", "trips", "emoji 🎈 party", 13},
    };
    return talk;
}

const std::vector<SearchCase>& searchCases() {
    static const std::vector<SearchCase> cases{
        // words, prefix, phrase, without
        {"beach", {u"link"_qs, u"photo"_qs, u"dinner"_qs}},
        {"BEACH", {u"link"_qs, u"photo"_qs, u"dinner"_qs}},
        {"beach*", {u"link"_qs, u"beaches"_qs, u"photo"_qs, u"dinner"_qs}},
        {"eac", {}},
        {"\"the beach\"", {u"photo"_qs, u"dinner"_qs}},
        {"\"beach the\"", {}},
        {"the beach", {u"link"_qs, u"photo"_qs, u"dinner"_qs}},
        {"beach -dinner", {u"link"_qs, u"photo"_qs}},
        {"beach -\"the beach\"", {u"link"_qs}},
        {"cafe", {u"cafe"_qs}},
        {"café kaffee", {u"cafe"_qs}},
        {"αθηνα", {u"greek"_qs}},
        {"ΑΘΉΝΑ καλημερα", {u"greek"_qs}},
        {"\"απο την\"", {u"greek"_qs}},
        {"Αθή*", {u"greek"_qs}},
        {"елка", {u"greek"_qs}},
        {"θηνα", {}},
        // people, places, content, time
        {"from:bo beach*", {u"beaches"_qs, u"photo"_qs}},
        {"from:@BO has:photo", {u"bare"_qs, u"photo"_qs}},
        {"from:me", {u"between"_qs, u"quotes"_qs, u"japan"_qs, u"cafe"_qs, u"link"_qs, u"dinner"_qs}},
        {"from:ada from:bo in:trips", {u"balloon"_qs, u"bare"_qs, u"mixed"_qs, u"data"_qs, u"link"_qs}},
        {"in:trips", {u"balloon"_qs, u"bare"_qs, u"mixed"_qs, u"data"_qs, u"link"_qs}},
        {"in:#Trips -numbers", {u"balloon"_qs, u"bare"_qs, u"mixed"_qs, u"link"_qs}},
        {"in:trips in:general beach", {u"link"_qs, u"photo"_qs, u"dinner"_qs}},
        {"has:photo", {u"bare"_qs, u"photo"_qs}},
        {"has:link", {u"link"_qs}},
        {"has:data", {u"data"_qs}},
        {"has:data has:link", {}},
        {"beach after:2025-10-10", {u"link"_qs, u"photo"_qs}},
        {"beach before:2025-10-10", {u"dinner"_qs}},
        {"beach* after:2025-10-10 before:2025-10-11", {u"beaches"_qs, u"photo"_qs}},
        {"beach before:2025", {}},
        // a time alone
        {"before:2025-10-10", {u"dinner"_qs}},
        {"after:2025-10-11 before:2025-10-13", {u"data"_qs, u"link"_qs}},
        {"after:2025-10-18", {u"balloon"_qs, u"between"_qs, u"thai"_qs, u"quotes"_qs}},
        {"before:2025-10-11 -beach", {u"beaches"_qs}},
        {"after:2025-10-18", {u"balloon"_qs}, "trips"},
        {"before:2025", {}},
        {"beach", {u"photo"_qs, u"dinner"_qs}, "general"},
        {"beach in:trips", {}, "general"},
        {"in:general beach", {u"photo"_qs, u"dinner"_qs}, "general"},
        // scripts without spaces
        {"日本語", {u"japan"_qs}},
        {"日本", {u"mixed"_qs, u"japan"_qs}},
        {"本日", {u"closed"_qs}},
        {"日", {u"mixed"_qs, u"closed"_qs, u"japan"_qs}},
        {"語本", {}},
        {"日本go", {u"mixed"_qs}},
        {"日本 -日本語", {u"mixed"_qs}},
        {"go*", {u"between"_qs, u"mixed"_qs}},
        {"gopher", {u"between"_qs}},
        {"東京go", {u"between"_qs}},
        {"東京Gopher会", {u"between"_qs}},
        {"opher", {}},
        {"東京 -gopher", {}},
        {"from:bo 日本", {u"mixed"_qs}},
        {"ดี", {u"thai"_qs}},
        // nothing in a query is an operator
        {"NEAR", {u"quotes"_qs}},
        {"\"quoted", {u"quotes"_qs}},
        {"c1*", {u"quotes"_qs}},
        {"NEAR(a", {}},
        {"a-b", {u"quotes"_qs}},
        {"marks:photos", {}},
        {"text:", {u"quotes"_qs}},
        // symbols and marks are no words
        {"party", {u"balloon"_qs}},
        {"party 🎈", {u"balloon"_qs}},
        {"🎈 party", {u"balloon"_qs}},
        {"party🎈", {u"balloon"_qs}},
        {"\"emoji 🎈 party\"", {u"balloon"_qs}},
        {"party -\"🎈\"", {u"balloon"_qs}},
        {"party %", {u"balloon"_qs}},
        {"party \u0301", {u"balloon"_qs}},
        {"party \uff9e", {u"balloon"_qs}},
        {"日本語 🎈", {u"japan"_qs}},
        {"日本語🎈", {u"japan"_qs}},
        {"in:trips 🎈 has:data", {u"data"_qs}},
        // not seen
        {"treasure", {}},
        // refused
        {"-beach", {}, nullptr, "bad_request"},
        {"", {}, nullptr, "bad_request"},
        {"%", {}, nullptr, "bad_request"},
        {"🎈", {}, nullptr, "bad_request"},
        {"\u0301", {}, nullptr, "bad_request"},
        {"from:nobody beach", {}, nullptr, "unknown_person"},
        {"in:nowhere beach", {}, nullptr, "unknown_channel"},
    };
    return cases;
}

} // namespace parlor::test
