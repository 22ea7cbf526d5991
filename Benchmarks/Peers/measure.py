"""Paired measurements: contestants take turns within each round, and their work is compared."""

import statistics
import time
from dataclasses import dataclass, field
from typing import Callable


class Mismatch(Exception):
    """Two sides did not do the same work, so their times must not be compared."""


@dataclass
class Contestant:
    """One who takes part: `run` does the work once and returns figures, `seconds` among them.

    One who does only a part of the work is not `compared`.
    """

    name: str
    run: Callable[[], dict]
    ours: bool = False
    compared: bool = True


@dataclass
class Row:
    """A line of the table: what one contestant took, and how many times as much as each of ours."""

    case: str
    name: str
    median: str
    spread: str
    ratios: str


@dataclass
class Quantity:
    """A figure that the table shows, with its text form."""

    figure: str
    text: Callable[[float], str]
    suffix: str = ""


def time_text(seconds):
    """Seconds as text with three digits that count."""
    if seconds < 1:
        return f"{seconds * 1e3:.3g} ms" if seconds < 0.0999 else f"{seconds * 1e3:.0f} ms"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"


def memory_text(byte_count):
    """Bytes as megabytes of 10^6."""
    return f"{byte_count / 1e6:.0f} MB"


SECONDS = Quantity("seconds", time_text)


@dataclass
class Measurement:
    """The rounds of one case.

    `tolerances` says which figures must agree, and how nearly: absolutely, or relatively to ours where the name
    stands in `relative`.
    """

    case: str
    contestants: list
    tolerances: dict
    relative: frozenset = frozenset()
    quantities: tuple = (SECONDS,)
    figures: dict = field(default_factory=dict)

    # Thread pools spin for tens of milliseconds after their work and would take a core from whoever comes next.
    pause = 0.1

    def take(self, rounds, warm_up=True):
        """Runs the rounds, after one that does not count, and returns the table's rows."""
        self.figures = {contestant.name: [] for contestant in self.contestants}
        for number in range(-1 if warm_up else 0, rounds):
            turn = {}
            for contestant in self.contestants:
                time.sleep(self.pause)
                turn[contestant.name] = contestant.run()
            self._compare(turn)
            if number >= 0:
                for name, figures in turn.items():
                    self.figures[name].append(figures)
        return self._rows()

    def _compare(self, turn):
        reference_name = next(contestant.name for contestant in self.contestants if contestant.ours)
        reference = turn[reference_name]
        for name in (contestant.name for contestant in self.contestants if contestant.compared):
            figures = turn[name]
            for figure, tolerance in self.tolerances.items():
                scale = abs(reference[figure]) if figure in self.relative else 1
                # Not "greater", so that NaN is a mismatch too.
                if not abs(figures[figure] - reference[figure]) <= tolerance * scale:
                    raise Mismatch(
                        f"{self.case}: {figure} of '{name}' is {figures[figure]}, of '{reference_name}' "
                        f"{reference[figure]}: more than {tolerance} apart")

    def _rows(self):
        rows = []
        ours = [contestant.name for contestant in self.contestants if contestant.ours]
        for quantity in self.quantities:
            for contestant in sorted(self.contestants, key=lambda contestant: not contestant.ours):
                values = self._values(contestant.name, quantity)
                ratios = "" if contestant.ours else " / ".join(
                    f"{self._ratio(values, self._values(name, quantity)):.3g}" for name in ours)
                rows.append(Row(
                    self.case + quantity.suffix, contestant.name, quantity.text(statistics.median(values)),
                    f"{quantity.text(min(values))} .. {quantity.text(max(values))}", ratios))
        return rows

    def _values(self, name, quantity):
        return [figures[quantity.figure] for figures in self.figures[name]]

    @staticmethod
    def _ratio(theirs, ours):
        """The median of the rounds' own ratios: both sides of a round met the same machine."""
        return statistics.median(a / b for a, b in zip(theirs, ours, strict=True))


def timed(work):
    """Runs `work` and returns its result and its seconds."""
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def print_rows(rows):
    """Prints rows of the Markdown table."""
    previous = None
    for row in rows:
        case = row.case if row.case != previous else ""
        previous = row.case
        print(f"| {case} | {row.name} | {row.median} | {row.spread} | {row.ratios} |", flush=True)


def print_head():
    """Prints the head of the Markdown table."""
    print("| case | who | median | min .. max | times ours |")
    print("|---|---|---|---|---|", flush=True)
