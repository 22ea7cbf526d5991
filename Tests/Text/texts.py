"""Texts for comparisons: edge cases, and made ones in many scripts. The same seed gives the same texts."""

import random

EDGES = [
    "", " ", "\n", "a", "a b c 1 _", "ab", "The cat sat. The CAT sat!", "__ _a a_ a1 1a 12 1", "don't rock'n'roll",
    "tab\tseparated\t\tand\r\nlines\n\nand   runs \u00a0\u2003 of spaces\x1c\x1d\x85end", "x" * 300,
    "ΑΣ ΑΣΣ ΣΑΣ Σ ΣΣ ΟΔΥΣΣΕΥΣ ΑΣ' ΑΣ'Β 'Σ ΑΣ\u0301 ΑΣ\u0301Β Α\u0345Σ Α\u00adΣ\u00ad Α1Σ ΑΣ1",
    "İSTANBUL İ Iİ İİ İA aİ ıI", "STRASSE straße ẞ ẞẞ ﬁ ﬁn", "ǅ ǅǆǄ ǈa ǋb ǲc ᾈα ᾼβ",
    "e\u0301te\u0301 été a\u0300\u0316b ñ n\u0303n", "हिन्दी में लिखा गया की किताब", "ภาษาไทยเขียนติดกัน คำ ๑๒", "日本語のテキスト 東京 カタカナ ー", "한국어 텍스트 ㄱㄴ",
    "العربية نصّ ـ ١٢٣", "עברית שָׁלוֹם", "emoji 😀😀 👩‍👩‍👧 🇩🇪 a😀b ✌🏽", "zero\u200dwidth zero\u200cjoin soft\u00adhyphen",
    "½ ¼½ ² ²³ x² ⅣⅧ ⅷ ① ㊀㊁ ௧௨ 𝟘𝟙 𝕬𝖇 𐐀𐐁 𞤀𞤁", "ȺȾ ⱥⱦ ȺȺ K Å Ω KK ÅÅ ΩΩ", "Ⰰⰰ Ꭰꭰ ꭰᎠ Ა აბ ᲐᲑ", "‿a‿b a‿b ﹍﹎ __‿",
    "one two one three one two", "\u0345Σ \u0345\u0345Σ a\u0345Σ", "a.Σ a:Σ a·Σb Aʰ Σʰ AΣʰ AʰΣ", "-- . , ;", "fi\ufb01 \ufeffbom \ufffd\uffff",
]

POOLS = [
    (0x20, 0x7f), (0x41, 0x5b), (0x61, 0x7b), (0xa0, 0x180), (0x180, 0x250), (0x250, 0x370), (0x370, 0x400), (0x400, 0x530), (0x590, 0x700),
    (0x900, 0xa00), (0xe00, 0xe80), (0x10a0, 0x1100), (0x13a0, 0x1400), (0x1c80, 0x1cc0), (0x1e00, 0x2000),
    (0x2000, 0x2100), (0x2100, 0x2200), (0x2c00, 0x2de0), (0x3000, 0x3100), (0x4e00, 0x4f00), (0xa640, 0xa800), (0xac00, 0xad00),
    (0xff00, 0xffef), (0x10400, 0x10500), (0x1d400, 0x1d500), (0x1e900, 0x1e960), (0x1f300, 0x1f650), (0, 0x110000),
]
SEPARATORS = [" ", " ", " ", " ", "  ", "\n", "\t", "\u00a0", "\u3000", "-", ".", "'", "\u0301", "_"]


def character(draw, pool):
    while True:
        code = draw.randrange(*pool)
        if not 0xD800 <= code < 0xE000:
            return chr(code)


def made(seed, count, word_count=40):
    """Texts of words of a few scripts, with words that come again."""
    draw = random.Random(seed)
    words = []
    for _ in range(20 * len(POOLS)):
        pool = draw.choice(POOLS)
        words.append("".join(character(draw, draw.choice([pool, pool, pool, draw.choice(POOLS)]))
                             for _ in range(draw.randrange(1, 7))))
    words += ["ΑΣ", "ΣΑΣ", "İa", "the", "The", "cat"]
    result = []
    for _ in range(count):
        chosen = [words[int(len(words) * draw.random() ** 2)] for _ in range(draw.randrange(0, word_count))]
        result.append("".join(word + draw.choice(SEPARATORS) for word in chosen))
    return result
