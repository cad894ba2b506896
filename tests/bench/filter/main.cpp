#include "server/domain/moderation/wordfilter.h"
#include "tests/bench/report/figures.h"

#include <QElapsedTimer>
#include <QRandomGenerator>

#include <cstdio>

using namespace parlor;
using namespace parlor::server;

namespace {

constexpr int messages = 20'000;
constexpr quint32 seed = 7;

QString word(QRandomGenerator& random) {
    QString made;
    for (int i = random.bounded(3, 10); i > 0; --i)
        made += QChar(static_cast<char16_t>(u'a' + random.bounded(26)));
    return made;
}

/// A dozen words; every fourth text has letters beyond ASCII.
QString sentence(QRandomGenerator& random, int at) {
    QString text;
    for (int i = 0; i < 12; ++i)
        text += word(random) + u' ';
    return at % 4 == 0 ? text + QStringLiteral("schöne Grüße, дом") : text;
}

void measure(parlor::bench::Figures& figures, int words) {
    QRandomGenerator random(seed);
    QList<FilterRule> rules;
    for (int i = 0; i < words; ++i) {
        FilterRule rule;
        rule.id = FilterRuleId(i + 1);
        rule.pattern = word(random) + (i % 10 == 0 ? QStringLiteral("*") : QString());
        rules.append(rule);
    }
    QStringList texts;
    for (int i = 0; i < messages; ++i)
        texts.append(sentence(random, i));
    QElapsedTimer timer;
    timer.start();
    WordFilter filter(rules);
    const double compileUs = static_cast<double>(timer.nsecsElapsed()) / 1'000.0;
    std::int64_t changed = 0;
    timer.start();
    for (const QString& text : std::as_const(texts))
        changed += filter.check(text, ChannelId(1)).isChanged ? 1 : 0;
    const double us = static_cast<double>(timer.nsecsElapsed()) / 1'000.0 / messages;
    figures.add(QStringLiteral("a message against %1 words").arg(words), us, QStringLiteral("us"), 0,
                {{QStringLiteral("compile_us"), compileUs}, {QStringLiteral("starred"), qint64(changed)}});
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("Usage: bench_filter FILE.json\n", stderr);
        return 64;
    }
    parlor::bench::Figures figures(QStringLiteral("filter"));
    for (const int words : {10, 1'000, 10'000})
        measure(figures, words);
    return figures.write(QString::fromLocal8Bit(argv[1])) ? 0 : 73;
}
