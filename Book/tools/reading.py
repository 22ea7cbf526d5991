"""How long a chapter takes to read: counted from its parts, by the rates below. Nobody types a time by hand.

The rates are those of somebody who follows each step, not of somebody who leafs through. An exercise has its minutes for
thinking, for the answer's words and for the answer's code, so that these are not counted a second time.
"""

import re

import pages

WORDS_A_MINUTE = 220  # English, and names within Chinese.
CHARACTERS_A_MINUTE = 350  # Chinese.
CODE_LINES_A_MINUTE = 10
PRINTED_LINES_A_MINUTE = 30
# Minutes for each of these, beside the words and code around it.
MINUTES = {"math": 1 / 3, "command": 1 / 4, "picture": 1 / 2, "figure": 2, "exercise": 3}

HAN = "[\u4e00-\u9fff]"


def words_minutes(text: str) -> float:
    """Minutes for prose. A formula within a line is one word."""
    text = re.sub(r"\$[^$]*\$", " x ", text)
    characters = len(re.findall(HAN, text))
    words = len(re.findall(r"[^\W_][\w'.,-]*", re.sub(HAN, " ", text)))
    return characters / CHARACTERS_A_MINUTE + words / WORDS_A_MINUTE


def lines(text: str) -> int:
    """Lines that are not empty."""
    return sum(bool(line.strip()) for line in text.splitlines())


def parts_minutes(parts: list[pages.Part]) -> float:
    """Minutes for parts and what is in them."""
    minutes = 0.0
    for part in parts:
        minutes += MINUTES.get(part.kind, 0)
        if part.kind == "text":
            minutes += words_minutes(part.text)
        elif part.kind == "code":
            minutes += lines(part.text) / CODE_LINES_A_MINUTE
        elif part.kind == "output":
            minutes += lines(part.text) / PRINTED_LINES_A_MINUTE
        elif part.kind != "exercise":
            minutes += parts_minutes(part.parts)
    return minutes


def chapter_minutes(chapter: pages.Chapter) -> float:
    """Minutes for a chapter, its exercises among them."""
    return words_minutes(f"{chapter.title} {chapter.abstract}") + parts_minutes(chapter.parts)


def exercises(chapter: pages.Chapter) -> int:
    """A chapter's exercises."""
    return sum(part.kind == "exercise" for part in chapter.parts)


def chapter_time(chapter: pages.Chapter, words: dict[str, str]) -> str:
    """A chapter's time as a reader is told it."""
    count = exercises(chapter)
    name = "time" if count == 0 else "time_exercise" if count == 1 else "time_exercises"
    return words[name].format(minutes=round(chapter_minutes(chapter)), count=count)


def whole_time(chapters: list[pages.Chapter], words: dict[str, str]) -> str:
    """The book's time: the sum of what its chapters say, to five minutes."""
    minutes = 5 * round(sum(round(chapter_minutes(chapter)) for chapter in chapters) / 5)
    hours, rest = divmod(minutes, 60)
    return words["time_whole" if rest else "time_hours"].format(
        hours=hours, rest=rest, count=sum(exercises(chapter) for chapter in chapters))
