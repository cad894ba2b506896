"""Rows of a bench: printed beside what is wanted, and written for programs."""
import json
import math
import os
import statistics
import subprocess

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


def spread(values):
    return [min(values), max(values)]


def interval(values):
    """The 90 % interval of the median, by order statistics: ranks that hold it with that probability."""
    values, n = sorted(values), len(values)
    below, k = 0.0, 0
    while below + math.comb(n, k) / 2 ** n <= 0.05:
        below += math.comb(n, k) / 2 ** n
        k += 1
    k = max(k, 1)
    return [values[k - 1], values[n - k]]


def commit():
    known = os.environ.get('PARLOR_COMMIT')
    if known:
        return known
    return subprocess.run(['git', '-C', root, 'rev-parse', '--short', 'HEAD'], stdout=subprocess.PIPE, text=True,
                          check=False).stdout.strip()


class Figures:
    """Collects the rows of NAME.json. What is wanted is text such as '<= 1.15'; a ratio is reached when the worse end of its
    90 % interval is, a value when its median is."""

    def __init__(self, bench, out, **about):
        self.bench, self.out, self.about, self.rows = bench, out, about, []

    @staticmethod
    def reached(value, wanted):
        sign, limit = wanted.split()
        return value <= float(limit) if sign == '<=' else value >= float(limit)

    def add(self, work, values, unit, wanted=None, pairs=None, wanted_pairs=None, note='', **more):
        """`values`: one a round, or one number. `pairs`: for each peer the ratios to it, round by round."""
        values = values if isinstance(values, list) else [values]
        value = statistics.median(values)
        row = {'work': work, 'value': value, 'unit': unit, 'spread': spread(values)}
        text = f'{work:44} {value:10.4g} {unit}'
        if wanted:
            row['wanted'] = wanted
            text += f' (wanted {wanted})' + ('' if self.reached(value, wanted) else ' MISSED')
        for peer, ratios in (pairs or {}).items():
            if not ratios:
                continue
            low, high = interval(ratios)
            row['ratio_to_' + peer] = statistics.median(ratios)
            row['interval_to_' + peer] = [low, high]
            text += f'  {statistics.median(ratios):.2f} [{low:.2f} {high:.2f}] x {peer}'
            goal = (wanted_pairs or {}).get(peer)
            if goal:
                row['wanted_to_' + peer] = goal
                worse = high if goal.startswith('<=') else low
                text += f' (wanted {goal})' + ('' if self.reached(worse, goal) else ' MISSED')
        row.update(more)
        row['commit'] = commit()
        self.rows.append(row)
        print(text + (f'  {note}' if note else ''), flush=True)

    def write(self):
        os.makedirs(self.out, exist_ok=True)
        path = os.path.join(self.out, self.bench + '.json')
        with open(path, 'w', encoding='utf-8') as file:
            json.dump({'bench': self.bench, 'commit': commit(), **self.about, 'rows': self.rows}, file, indent=1)
        print(path)
