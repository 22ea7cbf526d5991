"""The same chapters as a DocC catalogue, one for each language."""

import hashlib
import pathlib
import re
import shutil

import formulas
import material
import pages
import reading
from material import LANGUAGES, OUTPUTS, BookError
from words import WORDS

ROOTS = {"en": "SoftmaxBook", "zh": "SoftmaxBookChinese"}


def write(folder: pathlib.Path):
    """Writes the catalogues into a folder: SoftmaxBook.docc and SoftmaxBookChinese.docc."""
    for language in LANGUAGES:
        catalogue = folder / f"{ROOTS[language]}.docc"
        if catalogue.exists():
            shutil.rmtree(catalogue)
        catalogue.mkdir(parents=True)
        chapters = [pages.read(path) for path in material.chapters(language)]
        draw_formulas(chapters, catalogue)
        writer = ArticleWriter(language, catalogue)
        for chapter in chapters:
            text = writer.article(chapter)
            (catalogue / f"{article_name(chapter.name)}.md").write_text(text, encoding="utf-8")
        (catalogue / f"{ROOTS[language]}.md").write_text(root(language, chapters), encoding="utf-8")


def article_name(name: str) -> str:
    """A chapter's name as DocC's articles are called: 03-softmax becomes Chapter03Softmax."""
    return "Chapter" + "".join(word.capitalize() for word in name.split("-"))


def formula_name(formula: str) -> str:
    """The file of a formula, the same wherever it stands."""
    return f"formula-{hashlib.sha256(formula.encode()).hexdigest()[:12]}.svg"


def draw_formulas(chapters: list[pages.Chapter], catalogue: pathlib.Path):
    """Writes every formula that stands alone as an SVG."""
    found = sorted({part.text for chapter in chapters for part in pages.walk(chapter.parts) if part.kind == "math"})
    for formula, markup in zip(found, formulas.mathml(found)):
        (catalogue / formula_name(formula)).write_text(formulas.svg(formula, markup), encoding="utf-8")


def root(language: str, chapters: list[pages.Chapter]) -> str:
    """The catalogue's first page."""
    words = WORDS[language]
    topics = "\n".join(f"- <doc:{article_name(chapter.name)}>" for chapter in chapters)
    return (
        f"# {words['book']}\n\n@Metadata {{\n  @TechnologyRoot\n}}\n\n{words['index']}\n\n"
        f"{reading.whole_time(chapters, words)}{words['stop']}\n\n"
        f"## Topics\n\n### {words['contents']}\n\n{topics}\n")


class ArticleWriter:
    """Writes the articles of one language."""

    def __init__(self, language: str, catalogue: pathlib.Path):
        self.words = WORDS[language]
        self.catalogue = catalogue
        self.exercises = 0

    def article(self, chapter: pages.Chapter) -> str:
        """A chapter as an article."""
        self.exercises = 0
        title = formulas.in_plain_text(chapter.title).replace("`", "")
        abstract = formulas.in_plain_text(chapter.abstract)
        time = reading.chapter_time(chapter, self.words) + self.words["stop"]
        return f"# {title}\n\n{abstract}\n\n{time}\n\n{self.markdown(chapter.parts)}\n"

    def markdown(self, parts: list[pages.Part]) -> str:
        """Parts as DocC's Markdown."""
        return "\n\n".join(self.part(part) for part in parts)

    def part(self, part: pages.Part) -> str:
        """One part as DocC's Markdown."""
        kind = part.kind
        if kind == "text":
            text = re.sub(r"\]\((\d\d-[a-z-]+)\.html\)", lambda found: f"](doc:{article_name(found[1])})", part.text)
            return formulas.in_plain_text(text)
        if kind == "math":
            return f"![{formulas.in_one_line(part.text)}]({formula_name(part.text)})"
        if kind == "code":
            return f"```{part.arguments[0]}\n{part.text}\n```"
        if kind == "command":
            return f"```sh\n{part.text}\n```"
        if kind == "output":
            return f"```text\n{part.text}\n```"
        if kind == "pair":
            return self.markdown(part.parts)
        if kind == "note":
            quoted = "\n".join(f"> {line}" for line in self.markdown(part.parts).splitlines())
            return quoted.replace("> ", "> Note: ", 1)
        if kind == "exercise":
            self.exercises += 1
            return f"### {self.words['exercise']} {self.exercises}\n\n{self.markdown(part.parts)}"
        if kind == "answer":
            return f"**{self.words['answer']}**\n\n{self.markdown(part.parts)}"
        if kind == "sidebyside":
            return "\n\n".join(self.columns(row) for row in part.parts)
        if kind == "picture":
            name, alternative = part.arguments
            shutil.copy(OUTPUTS / name, self.catalogue / name)
            return f"![{alternative}]({name})"
        if kind == "figure":
            return f"**{part.arguments[1]}** {self.words['still']}"
        raise BookError(f"DocC has no {kind}")

    def columns(self, row: pages.Part) -> str:
        """Pieces of code beside each other, each under its name."""
        cells = "\n".join(f"@Column {{\n{cell.arguments[1]}:\n\n{self.part(cell)}\n}}" for cell in row.parts)
        return f"@Row {{\n{cells}\n}}"
