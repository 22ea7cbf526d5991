#!/usr/bin/env python3
"""Makes the table of characters of SoftmaxText, and checks it.

    character_table.py           writes Characters/CharacterTable+Data.swift from what this Python knows of Unicode
    character_table.py --check   holds the written table against this Python, code point by code point

A check under the table's version of Unicode fails at any difference. Under another version it lists what differs and ends
well, for then a difference is news and no error.

What a character is, is asked of `str` itself: `isalnum`, `isspace`, `lower`. Whether it is cased, and whether a final sigma
looks through it, shows where a sigma stands behind it. The script of a letter is the word with which its name begins.
"""

import base64
import pathlib
import sys
import unicodedata

TABLE = pathlib.Path(__file__).resolve().parents[2] / "Sources/SoftmaxText/Characters/CharacterTable+Data.swift"
WIDTH = 116
WORD, SPACE, CASED, IGNORABLE = 1, 2, 4, 8
CAPITAL_SIGMA, FINAL_SIGMA = "\u03a3", "\u03c2"
LONG_LOWER_CASE = {0x130: "i\u0307"}
# The numbers are those of the cases of `Script`; 0 is no letter.
SCRIPTS = [
    "LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "THAI", "HANGUL", "HIRAGANA", "KATAKANA", "CJK",
]
OTHER = len(SCRIPTS) + 1
WIDTH_WORDS = ("HALFWIDTH ", "FULLWIDTH ", "MODIFIER LETTER ")


def script(character: str) -> int:
    if not unicodedata.category(character).startswith("L"):
        return 0
    name = unicodedata.name(character, "")
    for word in WIDTH_WORDS:
        name = name.removeprefix(word)
    if name.startswith("KATAKANA-HIRAGANA"):
        return OTHER
    for number, word in enumerate(SCRIPTS, 1):
        if name.startswith(word + " "):
            return number
    return OTHER


def record(code: int) -> tuple[int, int, int]:
    """Flags, script, and what is added for the lower case."""
    if 0xD800 <= code < 0xE000:
        return 0, 0, 0
    character = chr(code)
    lower = character.lower()
    assert len(lower) == 1 or LONG_LOWER_CASE.get(code) == lower, f"a lower case of several characters: {code:#x}"
    is_ignored_or_cased = ("A" + character + CAPITAL_SIGMA).lower().endswith(FINAL_SIGMA)
    is_cased = ("." + character + CAPITAL_SIGMA).lower().endswith(FINAL_SIGMA)
    flags = 0
    if character.isalnum() or character == "_":
        flags |= WORD
    if character.isspace():
        flags |= SPACE
    if is_cased:
        flags |= CASED
    elif is_ignored_or_cased:
        flags |= IGNORABLE
    return flags, script(character), ord(lower[0]) - code


def records() -> list[tuple[int, int, int]]:
    return [record(code) for code in range(0x110000)]


def number(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the highest bit says that more follow."""
    result = bytearray()
    while value > 127:
        result.append(value & 127 | 128)
        value >>= 7
    result.append(value)
    return bytes(result)


def encoded(table: list[tuple[int, int, int]]) -> bytes:
    kinds = sorted(set(table))
    assert len(kinds) < 256
    places = {kind: place for place, kind in enumerate(kinds)}
    result = bytearray(number(len(kinds)))
    for flags, script_number, step in kinds:
        result += bytes([flags, script_number]) + number(step << 1 if step >= 0 else -step << 1 | 1)
    first = 0
    while first < len(table):
        end = first
        while end < len(table) and table[end] == table[first]:
            end += 1
        result += number(end - first) + bytes([places[table[first]]])
        first = end
    return bytes(result)


def decoded(content: bytes) -> list[tuple[int, int, int]]:
    place = 0

    def take() -> int:
        nonlocal place
        value, shift = 0, 0
        while True:
            byte = content[place]
            place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    kinds = []
    for _ in range(take()):
        flags, script_number = content[place], content[place + 1]
        place += 2
        step = take()
        kinds.append((flags, script_number, -(step >> 1) if step & 1 else step >> 1))
    table = []
    while place < len(content):
        length = take()
        table += [kinds[content[place]]] * length
        place += 1
    return table


def write() -> None:
    text = base64.b64encode(encoded(records())).decode()
    lines = "\\\n".join(f"    {text[start:start + WIDTH]}" for start in range(0, len(text), WIDTH))
    TABLE.write_text(
        "// What is known of each character, in base64, made by Tests/Text/character_table.py: do not change it by hand.\n\n"
        "extension CharacterTable {\n"
        "  /// The version of Unicode that the table is of.\n"
        f'  package static let unicodeVersion = "{unicodedata.unidata_version}"\n\n'
        f'  static let encoded: StaticString = """\n{lines}\n    """\n}}\n', encoding="utf-8")


def check() -> int:
    source = TABLE.read_text(encoding="utf-8")
    version = source.split('unicodeVersion = "')[1].split('"')[0]
    text = source.split('"""\n')[1].replace("\\\n", "").replace(" ", "").replace("\n", "")
    table, own = decoded(base64.b64decode(text)), records()
    differing = [code for code in range(0x110000) if table[code] != own[code]]
    print(f"table: Unicode {version}; this Python: Unicode {unicodedata.unidata_version}; "
          f"{len(differing)} of 1114112 code points differ")
    for code in differing:
        print(f"  U+{code:04X} {unicodedata.name(chr(code), '')}: {table[code]} in the table, {own[code]} here")
    return 1 if differing and version == unicodedata.unidata_version else 0


if __name__ == "__main__":
    sys.exit(check() if sys.argv[1:] == ["--check"] else write())
