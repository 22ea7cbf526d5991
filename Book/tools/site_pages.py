"""The static site: a page for each chapter and language, everything that a page needs beside it or in it."""

import html
import json
import pathlib
import re
import shutil

import formulas
import material
import pages
import reading
from material import BOOK, LANGUAGES, OUTPUTS, BookError
from words import CODES, WORDS

# What a figure reads, as a program wrote it.
FIGURE_DATA = {"softmax": None, "surface": "surface.json", "rates": "rates.json", "contributions": "contributions.json"}
# Pictures of things: the dark page does not turn them into negatives, as it may do with drawings.
PHOTOGRAPHS = {"fashion-samples.png", "fashion-surest-errors.png", "predictions.png"}


def write(folder: pathlib.Path):
    """Writes the whole site into a folder, which is emptied first."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    shutil.copy(BOOK / "style/book.css", folder / "book.css")
    chapters = {language: [pages.read(path) for path in material.chapters(language)] for language in LANGUAGES}
    names = [chapter.name for chapter in chapters["en"]]
    if names != [chapter.name for chapter in chapters["zh"]]:
        raise BookError("the languages have other chapters")
    for language in LANGUAGES:
        (folder / language).mkdir()
        for place, chapter in enumerate(chapters[language]):
            writer = PageWriter(language, folder)
            body = writer.body(chapter)
            page = frame(language, chapters[language], place, body, writer.scripts())
            (folder / language / f"{chapter.name}.html").write_text(page, encoding="utf-8")
        (folder / language / "index.html").write_text(contents(language, chapters[language]), encoding="utf-8")
    (folder / "index.html").write_text(front(chapters), encoding="utf-8")


class PageWriter:
    """Writes one page's body."""

    def __init__(self, language: str, folder: pathlib.Path):
        self.words = WORDS[language]
        self.language = language
        self.folder = folder
        self.figures: list[str] = []
        self.exercises = 0

    def body(self, chapter: pages.Chapter) -> str:
        """The page's text as HTML."""
        markdown = (
            f'# {unbroken(chapter.title)}\n\n<p class="abstract">{chapter.abstract}</p>\n\n'
            f'<p class="time">{reading.chapter_time(chapter, self.words)}</p>\n\n' + self.markdown(chapter.parts))
        made = formulas.pandoc(markdown)
        # Wide formulas, tables and code scroll by themselves, so that a phone's page does not.
        # The keyboard reaches them, to scroll.
        made = made.replace("<pre", '<pre tabindex="0"').replace('<div class="formula"', '<div class="formula" tabindex="0"')
        made = re.sub(r"<table.*?</table>", lambda found: f'<div class="scroll" tabindex="0">{found[0]}</div>', made, flags=re.S)
        made = re.sub(
            r'<math display="inline"(?:(?!</math>).)*</math>[,.:;，。：；、]', r'<span class="whole">\g<0></span>', made,
            flags=re.S)
        return re.sub(r' title="[^"]*"(?=><code)', "", made)

    def markdown(self, parts: list[pages.Part]) -> str:
        """Parts as pandoc's Markdown."""
        return "\n\n".join(self.part(part) for part in parts)

    def part(self, part: pages.Part) -> str:
        """One part as pandoc's Markdown."""
        kind = part.kind
        if kind == "text":
            return part.text
        if kind == "math":
            return f"::: formula\n$${part.text}$$\n:::"
        if kind == "code":
            language, path = part.arguments
            return f'<p class="file">{html.escape(path)}</p>\n\n``` {language}\n{part.text}\n```'
        if kind == "command":
            return f"``` {{.bash .command}}\n{part.text}\n```"
        if kind == "output":
            return f'<p class="printed">{self.words["output"]}</p>\n\n``` {{.printed}}\n{part.text}\n```'
        if kind in ("pair", "note"):
            return f":::: {kind}\n{self.markdown(part.parts)}\n::::"
        if kind == "exercise":
            self.exercises += 1
            title = f'<h3>{self.words["exercise"]} {self.exercises}</h3>'
            return f"::::: exercise\n{title}\n\n{self.markdown(part.parts)}\n:::::"
        if kind == "answer":
            return (f"<details>\n<summary>{self.words['answer']}</summary>\n\n{self.markdown(part.parts)}\n\n</details>")
        if kind == "sidebyside":
            rows = "\n\n".join(
                "::: {.row}\n" + "\n\n".join(f"::: cell\n{self.part(cell)}\n:::" for cell in row.parts) + "\n:::"
                for row in part.parts)
            return f"::::: sides\n{rows}\n:::::"
        if kind == "picture":
            return self.picture(*part.arguments)
        if kind == "figure":
            return self.figure(*part.arguments)
        raise BookError(f"the site has no {kind}")

    def picture(self, name: str, alternative: str) -> str:
        """A picture that a program drew."""
        source = OUTPUTS / name
        if not source.is_file():
            raise BookError(f"no program drew {name}")
        shutil.copy(source, self.folder / name)
        size = picture_size(source)
        attributes = f' width="{size[0]}" height="{size[1]}"' if size else ""
        kind = "photographs" if name in PHOTOGRAPHS else "drawing"
        return (
            f'<p class="picture {kind}"><a href="../{name}" title="{self.words["large"]}">'
            f'<img src="../{name}" alt="{html.escape(alternative)}"{attributes}></a></p>')

    def figure(self, name: str, title: str) -> str:
        """A figure that moves, with a place for its module to fill."""
        if name not in FIGURE_DATA:
            raise BookError(f"there is no figure {name}")
        self.figures.append(name)
        return (
            f'<figure class="live" id="figure-{name}"><figcaption>{html.escape(title)}</figcaption>'
            f'<div class="stage"></div><noscript><p>{self.words["script"]}</p></noscript></figure>')

    def scripts(self) -> str:
        """The modules of the page's figures. A page that is opened as a file may not import others: they stand in it."""
        made = []
        for name in self.figures:
            data = FIGURE_DATA[name]
            if data:
                text = (OUTPUTS / data).read_text(encoding="utf-8").replace("</", "<\\/")
                made.append(f'<script type="application/json" id="data-{name}">{text}</script>')
            shared = without_imports((BOOK / "figures/svg.mjs").read_text(encoding="utf-8"))
            own = without_imports((BOOK / f"figures/{name}.mjs").read_text(encoding="utf-8"))
            given = f'JSON.parse(document.getElementById("data-{name}").textContent)' if data else "null"
            made.append(
                f'<script type="module">\n{shared}\n{own}\n'
                f'draw(document.querySelector("#figure-{name} .stage"), {json.dumps(self.language)}, {given});\n</script>')
        return "\n".join(made)


def without_imports(module: str) -> str:
    """A module's text to stand behind what it imports."""
    return re.sub(r"^import .*\n", "", module, flags=re.M).replace("export function", "function").strip()


def picture_size(path: pathlib.Path) -> tuple[str, str] | None:
    """Width and height of a PNG or SVG, so that a page does not jump when its pictures come."""
    if path.suffix == ".png":
        head = path.read_bytes()[16:24]
        return str(int.from_bytes(head[:4], "big")), str(int.from_bytes(head[4:], "big"))
    found = re.search(r'<svg[^>]* width="(\d+)"[^>]* height="(\d+)"', path.read_text(encoding="utf-8"))
    return (found[1], found[2]) if found else None


def title_text(title: str) -> str:
    """A title for the browser's tab."""
    return html.escape(unbroken(formulas.in_plain_text(title).replace("`", "")))


def unbroken(title: str) -> str:
    """A title whose differences stay on one line: a line may end behind a hyphen, and not behind a minus sign."""
    return title.replace(" - ", "\N{NO-BREAK SPACE}\N{MINUS SIGN}\N{NO-BREAK SPACE}")


def document(language: str, title: str, other: str, root: str, body: str, script: str = "") -> str:
    """A whole page. `other` is the same page in the other language, `root` the way to the site's root."""
    words = WORDS[language]
    second = "zh" if language == "en" else "en"
    return f"""<!DOCTYPE html>
<html lang="{CODES[language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{root}book.css">
</head>
<body>
<a class="skip" href="#text">{words["skip"]}</a>
<header><a href="index.html">{words["book"]}</a><a lang="{CODES[second]}" href="{other}">{words["other"]}</a></header>
<main id="text" tabindex="-1">
{body}
</main>
{script}
</body>
</html>
"""


def frame(language: str, chapters: list[pages.Chapter], place: int, body: str, script: str) -> str:
    """A chapter's page, with ways to its neighbours."""
    words, chapter = WORDS[language], chapters[place]
    ways = []
    for step, word, mark in ((-1, "previous", "prev"), (1, "next", "next")):
        if 0 <= place + step < len(chapters):
            near = chapters[place + step]
            ways.append(f'<a rel="{mark}" href="{near.name}.html"><small>{words[word]}</small>{title_text(near.title)}</a>')
        else:
            ways.append("<span></span>")
    second = "zh" if language == "en" else "en"
    return document(
        language, f"{title_text(chapter.title)} · {words['book']}", f"../{second}/{chapter.name}.html", "../",
        f'{body}\n<nav class="ways" aria-label="{words["ways"]}">{"".join(ways)}</nav>', script)


def contents(language: str, chapters: list[pages.Chapter]) -> str:
    """The list of a language's chapters."""
    words = WORDS[language]
    items = "\n".join(
        f'<li><a href="{chapter.name}.html">{title_text(chapter.title)}</a><p>{html.escape(chapter.abstract)}</p>'
        f'<p class="time">{reading.chapter_time(chapter, words)}</p></li>'
        for chapter in chapters)
    second = "zh" if language == "en" else "en"
    return document(
        language, words["book"], f"../{second}/index.html", "../",
        f'<h1>{words["book"]}</h1>\n<p class="abstract">{words["index"]}</p>\n'
        f'<p class="time">{reading.whole_time(chapters, words)}</p>\n'
        f'<nav aria-label="{words["contents"]}"><ul class="contents">\n{items}\n</ul></nav>')


def front(chapters: dict[str, list[pages.Chapter]]) -> str:
    """The site's first page: which language?"""
    cards = "".join(
        f'<li lang="{CODES[language]}"><a href="{language}/index.html">{WORDS[language]["book"]}</a>'
        f'<p>{WORDS[language]["index"]}</p><p class="time">{reading.whole_time(chapters[language], WORDS[language])}</p></li>'
        for language in LANGUAGES)
    return document(
        "en", "swift-softmax", "zh/index.html", "",
        f'<h1>swift-softmax</h1><ul class="choices-of-language">{cards}</ul>').replace(
            'href="index.html">', 'href="en/index.html">')
