"""The report in a browser: what it opens, sorts and scores, and that everybody can read it.

Every test ends with the console being silent and with no request having been made.
"""

import csv
import json
import os
import pathlib
import tempfile
import unittest

from devtools import Browser, Page
from fixtures import (
    HOSTILE, Command, customers, hostile_table, mails, many_classes, report_data, vectors, write_csv,
)

MOST_BYTES = 3_000_000


class ReportTest(unittest.TestCase):
    """A browser and a folder for the tests of one class."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="softmax-report-")
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.command = Command(cls.folder)
        cls.make()
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.temporary.cleanup()

    @classmethod
    def make(cls):
        """Makes what the tests look at."""

    def setUp(self):
        self.pages: list[Page] = []

    def tearDown(self):
        for page in self.pages:
            self.assertEqual(page.problems(), [])
            page.close()

    def open(self, path: pathlib.Path, **settings) -> Page:
        """A page that is looked at in this test."""
        self.assertLess(path.stat().st_size, MOST_BYTES)
        page = Page(self.browser, path, **settings)
        self.pages.append(page)
        return page

    def audit(self, page: Page, where: str):
        """Rules of accessibility, those of WCAG 2.2 AA and good practice."""
        path = pathlib.Path(os.environ.get("AXE", ""))
        if not path.is_file():
            self.skipTest("axe is not there")
        page.run(path.read_text(encoding="utf-8") + "; 0")
        found = page.run(
            "axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', "
            "'wcag22aa', 'best-practice']}).then(r => r.violations.map(v => v.id + ': ' + v.help + ': ' + "
            "v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary).join(' | ')))")
        self.assertEqual(found, [], where)

    def assertClose(self, one: float, other: float):
        # predict's Float32 exponentials, and a sum of products of Float32: some units of the seventh digit.
        self.assertAlmostEqual(one, other, delta=2e-6 + 2e-5 * min(one, 1 - one, other, 1 - other) + 1e-6)


def answer(page: Page) -> tuple[str, float]:
    """The class that the model in the page says, and its probability."""
    label, probability = page.run("[document.getElementById('answer').dataset.label, "
                                  "document.getElementById('answer').dataset.probability]")
    return label, float(probability)


class PictureReports(ReportTest):
    """The digits."""

    @classmethod
    def make(cls):
        cls.command.run("train", "digits", "-o", "digits.safetensors", "--quiet")
        cls.path = cls.command.report("digits.safetensors", "digits", "digits.html")
        cls.predictions = cls.command.predictions("digits.safetensors", "digits")
        cls.data = report_data(cls.path)

    def mistakes(self) -> dict[tuple[str, str], list[dict]]:
        """Wrong predictions by true and predicted class, the most certain first."""
        cells: dict[tuple[str, str], list[dict]] = {}
        for one in self.predictions:
            if one["true"] != one["predicted"]:
                cells.setdefault((one["true"], one["predicted"]), []).append(one)
        for found in cells.values():
            found.sort(key=lambda one: (-one["probability"], one["index"]))
        return cells

    def cell(self, actual: str, predicted: str) -> str:
        classes = self.data["classes"]
        return f'td[data-actual="{classes.index(actual)}"][data-predicted="{classes.index(predicted)}"]'

    def test_a_cell_opens_the_samples_behind_it(self):
        page = self.open(self.path)
        for (actual, predicted), found in list(self.mistakes().items())[:4]:
            page.click(self.cell(actual, predicted) + " button")
            self.assertTrue(page.run("document.getElementById('cell-dialog').open"))
            shown = page.run("[...document.querySelectorAll('#cell-content figcaption')].map(f => f.innerText)")
            self.assertEqual(len(shown), min(12, len(found)))
            for text, one in zip(shown, found):
                self.assertIn(f"sample {one['index']}", text)
                self.assertIn(f"said: {predicted}", text)
            page.key("Escape")
            self.assertFalse(page.run("document.getElementById('cell-dialog').open"))

    def test_the_pictures_are_those_of_the_samples(self):
        """The pixels of every picture, given to predict, are called what the page says of the sample."""
        page = self.open(self.path)
        sheet = self.data["sheet"]
        pixels = page.run(f"""(async () => {{
          const image = new Image();
          image.src = document.getElementById('sheet').getAttribute('href');
          await image.decode();
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.width, image.height];
          const context = canvas.getContext('2d', {{willReadFrequently: true}});
          context.drawImage(image, 0, 0);
          return {json.dumps([one['thumb'] for one in self.data['samples']])}.map(place => {{
            const [x, y] = [place % {sheet['columns']} * 8, Math.floor(place / {sheet['columns']}) * 8];
            const bytes = context.getImageData(x, y, 8, 8).data;
            return Array.from({{length: 64}}, (_, i) => Math.round(bytes[4 * i] / 255 * 16));
          }});
        }})()""")
        write_csv(self.folder / "pixels.csv", [[f"p{i}" for i in range(64)], *pixels])
        found = self.command.predictions("digits.safetensors", "pixels.csv")
        for one, sample in zip(found, self.data["samples"], strict=True):
            self.assertEqual(one["predicted"], self.data["classes"][sample["predicted"]])
            self.assertClose(one["probability"], sample["probability"])

    def test_cells_are_reached_and_opened_by_keys(self):
        page = self.open(self.path)
        page.run("document.querySelector('#confusion-table button.cell[tabindex=\"0\"]').focus()")
        self.assertEqual(page.run("document.querySelectorAll('#confusion-table button[tabindex=\"0\"]').length"), 1)
        page.key("End")
        page.key("ArrowDown")
        page.key("Home")
        place = page.run("document.activeElement.closest('td').dataset.predicted")
        self.assertEqual(place, page.run("document.activeElement.closest('tr').querySelector('td:has(button)').dataset.predicted"))
        page.key("Enter")
        self.assertTrue(page.run("document.getElementById('cell-dialog').open"))
        self.assertTrue(page.run("document.getElementById('cell-dialog').contains(document.activeElement)"))
        page.key("Escape")
        self.assertTrue(page.run("document.activeElement.matches('button.cell')"), "the focus goes back to the cell")

    def test_the_matrix_shows_counts_and_shares(self):
        page = self.open(self.path)
        counts: dict[tuple[str, str], int] = {}
        for one in self.predictions:
            counts[one["true"], one["predicted"]] = counts.get((one["true"], one["predicted"]), 0) + 1
        text = "document.querySelector('{} .value').textContent"
        (actual, predicted) = next(iter(self.mistakes()))
        cell = self.cell(actual, predicted)
        self.assertEqual(page.run(text.format(cell)), str(counts[actual, predicted]))
        for mode, place in [("row", 0), ("column", 1)]:
            page.click(f'#confusion-mode input[value="{mode}"]')
            total = sum(count for pair, count in counts.items() if pair[place] == (actual, predicted)[place])
            self.assertEqual(page.run(text.format(cell)), f"{100 * counts[actual, predicted] / total:.1f}")
        self.assertIn("predicted class", page.run("document.getElementById('confusion-status').textContent"))

    def test_the_classes_are_filtered_and_sorted(self):
        page = self.open(self.path)
        page.click("#classes-filter")
        page.type("7")
        rows = "[...document.querySelectorAll('#classes-table tbody tr')].filter(r => !r.hidden)"
        self.assertIn("7", page.run(f"{rows}.map(r => r.cells[0].textContent)"))
        self.assertIn("of 10 rows", page.run("document.getElementById('classes-table-status').textContent"))
        page.run("(f => { f.value = ''; f.dispatchEvent(new Event('input')); })(document.getElementById('classes-filter'))")
        for wanted in ["ascending", "descending"]:
            page.click("#classes-table th:nth-child(5) button")
            values = page.run("[...document.querySelectorAll('#classes-table tbody tr')].map(r => Number(r.cells[4].dataset.value))")
            self.assertEqual(values, sorted(values, reverse=wanted == "descending"))
            self.assertEqual(page.run("document.querySelector('#classes-table th:nth-child(5)').ariaSort"), wanted)

    def test_a_drawing_is_called_as_predict_calls_it(self):
        page = self.open(self.path)
        left, top, width, height = page.place("#pad")
        drawings = [[(0.5, 0.1), (0.5, 0.9)], [(0.2, 0.2), (0.8, 0.2), (0.4, 0.9)], [(0.3, 0.5), (0.5, 0.2), (0.7, 0.5), (0.5, 0.8), (0.3, 0.5)]]
        pictures, answers = [], []
        for drawing in drawings:
            page.click("#pad-clear")
            page.place("#pad")
            left, top, width, height = page.place("#pad")
            page.drag([(left + x * width, top + y * height) for x, y in drawing])
            pictures.append(page.run("document.getElementById('pad').dataset.pixels").split(","))
            answers.append(answer(page))
        # With keys alone.
        page.click("#pad-clear")
        page.run("document.getElementById('pad').focus()")
        for key in [" ", "ArrowDown", " ", "ArrowDown", " ", "ArrowRight", " "]:
            page.key(key)
        pictures.append(page.run("document.getElementById('pad').dataset.pixels").split(","))
        answers.append(answer(page))
        self.assertGreater(len({tuple(picture) for picture in pictures}), 3)
        write_csv(self.folder / "drawn.csv", [[f"p{i}" for i in range(64)], *pictures])
        for one, (label, probability) in zip(self.command.predictions("digits.safetensors", "drawn.csv"), answers, strict=True):
            self.assertEqual(one["predicted"], label)
            self.assertClose(one["probability"], probability)
        page.key("Delete")
        self.assertIsNone(page.run("document.getElementById('answer').dataset.label ?? null"))

    def test_pictures_of_the_data_are_called_as_predict_calls_them(self):
        page = self.open(self.path)
        for index in self.data["examples"]:
            sample = self.data["samples"][index]
            page.click(f'.example[data-sample="{index}"]')
            page.run("new Promise(done => setTimeout(done, 50))")
            label, probability = answer(page)
            one = self.predictions[sample["index"]]
            self.assertEqual(label, one["predicted"])
            self.assertClose(probability, one["probability"])

    def test_light_and_dark_follow_the_system_and_the_reader(self):
        background = "getComputedStyle(document.body).backgroundColor"
        light, dark = self.open(self.path, scheme="light"), self.open(self.path, scheme="dark")
        white, black = light.run(background), dark.run(background)
        self.assertNotEqual(white, black)
        light.click('#theme input[value="dark"]')
        self.assertEqual(light.run(background), black)
        light.click('#theme input[value="system"]')
        self.assertEqual(light.run(background), white)
        dark.click('#theme input[value="light"]')
        self.assertEqual(dark.run(background), white)
        dark.click('#theme input[value="system"]')

    def test_paper_has_everything_and_no_controls(self):
        page = self.open(self.path, scheme="dark")
        page.emulate("print")
        shown = "[...document.querySelectorAll('nav, #theme, #confusion-mode, .filter, #try')].filter(e => e.getClientRects().length)"
        self.assertEqual(page.run(shown + ".length"), 0)
        self.assertEqual(page.run("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)")
        page.run("window.dispatchEvent(new Event('beforeprint'))")
        self.assertEqual(page.run("document.querySelectorAll('details:not([open])').length"), 0)
        page.run("window.dispatchEvent(new Event('afterprint'))")
        self.assertGreater(page.run("document.querySelectorAll('details:not([open])').length"), 0)
        self.assertGreater(len(page.call("Page.printToPDF", printBackground=True)["data"]), 10_000)

    def test_a_phone_scrolls_one_way_and_motion_is_left_to_those_who_like_it(self):
        page = self.open(self.path, width=360, height=740, motion="reduce")
        self.assertLessEqual(page.run("document.documentElement.scrollWidth"), 360)
        self.assertEqual(page.run("getComputedStyle(document.documentElement).scrollBehavior"), "auto")

    def test_headings_and_landmarks_are_in_order(self):
        page = self.open(self.path)
        levels = page.run("[...document.querySelectorAll('h1,h2,h3,h4')].filter(h => !h.closest('dialog')).map(h => Number(h.tagName[1]))")
        self.assertEqual(levels[0], 1)
        self.assertEqual(levels.count(1), 1)
        self.assertTrue(all(after - before <= 1 for before, after in zip(levels, levels[1:])))
        self.assertEqual(page.run("document.querySelectorAll('main').length"), 1)
        links = page.run("[...document.querySelectorAll('nav a')].map(a => a.getAttribute('href').slice(1))")
        self.assertTrue(all(page.run(f"document.getElementById({json.dumps(link)}) !== null") for link in links))
        without = "[...document.querySelectorAll('figure.chart')].filter(f => !f.nextElementSibling?.querySelector('table') || !f.querySelector('figcaption')?.textContent)"
        self.assertEqual(page.run(without + ".length"), 0, "every chart has its table and its sentence")
        self.assertEqual(page.run("[...document.querySelectorAll('table')].filter(t => !t.caption).length"), 0)

    def test_targets_are_large_enough(self):
        page = self.open(self.path, width=360, height=740)
        small = page.run(
            "[...document.querySelectorAll('button, input, select, summary, nav a')].map(e => [e.outerHTML.slice(0, 90), "
            "(e.closest('label') ?? e).getBoundingClientRect()]).filter(([, r]) => r.width > 0 && (r.width < 24 || r.height < 24))"
            ".map(([text]) => text)")
        self.assertEqual(small, [])

    def test_it_is_accessible_in_light_and_dark_and_on_a_phone(self):
        for scheme, width in [("light", 1200), ("dark", 1200), ("light", 360)]:
            page = self.open(self.path, scheme=scheme, width=width)
            page.run("for (const d of document.querySelectorAll('details')) d.open = true")
            self.audit(page, f"{scheme} {width}")
        (actual, predicted) = next(iter(self.mistakes()))
        page.click(self.cell(actual, predicted) + " button")
        self.audit(page, "the dialog")


class TableReports(ReportTest):
    """A table with every kind of column."""

    @classmethod
    def make(cls):
        customers(cls.folder / "train.csv", 600, 1)
        customers(cls.folder / "new.csv", 300, 2)
        cls.command.run("train", "train.csv", "-o", "model.safetensors", "--missing", "indicator", "--unseen", "zeros",
                        "--interact", "age:plan", "--columns", "seen=date", "--quiet")
        cls.path = cls.command.report("model.safetensors", "new.csv", "table.html")
        cls.data = report_data(cls.path)
        cls.predictions = cls.command.predictions("model.safetensors", "new.csv")
        with (cls.folder / "new.csv").open(encoding="utf-8") as file:
            cls.rows = list(csv.DictReader(file))

    def fill(self, page: Page, row: dict[str, str]):
        """Types a row of the table."""
        values = {name: cell.replace(" ", "T") if name == "seen" else cell for name, cell in row.items()}
        page.run(f"""(values => {{
          for (const field of document.querySelectorAll('#row-form [data-column]')) field.value = values[field.dataset.column];
          document.getElementById('row-form').dispatchEvent(new Event('input'));
        }})({json.dumps(values)})""")

    def test_typed_rows_are_called_as_predict_calls_them(self):
        page = self.open(self.path)
        self.assertTrue(any(cell == "" for row in self.rows[:150] for cell in row.values()))
        for row, one in list(zip(self.rows, self.predictions))[:150]:
            self.fill(page, row)
            label, probability = answer(page)
            self.assertEqual(label, one["predicted"], row)
            self.assertClose(probability, one["probability"])

    def test_rows_of_the_data_fill_the_form(self):
        page = self.open(self.path)
        for index in self.data["examples"]:
            page.click(f'.example[data-sample="{index}"]')
            label, probability = answer(page)
            one = self.predictions[self.data["samples"][index]["index"]]
            self.assertEqual(label, one["predicted"])
            self.assertClose(probability, one["probability"])

    def test_what_is_no_number_is_said_at_its_field(self):
        page = self.open(self.path)
        self.fill(page, {**self.rows[0], "age": "old"})
        self.assertIn("expected a number", page.run("document.getElementById('answer').textContent"))
        self.assertEqual(page.run("document.querySelector('[aria-invalid]').dataset.column"), "age")

    def test_rows_have_the_cells_and_lines_of_the_file(self):
        for sample in self.data["samples"][:50]:
            row = self.rows[sample["index"]]
            self.assertEqual(sample["line"], sample["index"] + 2)
            cells = dict(zip(self.data["columns"], sample["cells"]))
            self.assertEqual(cells["plan"], row["plan"])
            self.assertEqual(cells["age"], row["age"])

    def test_it_is_accessible(self):
        page = self.open(self.path)
        page.run("for (const d of document.querySelectorAll('details')) d.open = true")
        self.audit(page, "table")


class ChangedOutputReports(ReportTest):
    """A model that was calibrated class by class, and two of whose classes were merged."""

    @classmethod
    def make(cls):
        run = cls.command.run
        run("train", "digits", "-o", "plain.safetensors", "--quiet")
        run("calibrate", "plain.safetensors", "digits", "--method", "vector", "-o", "scaled.safetensors", "--quiet")
        run("edit", "scaled.safetensors", "--merge", "3,8=round", "-o", "digits.safetensors", "--quiet")
        run("audit", "digits:test", "-o", "suspects.csv", "--quiet")
        cls.path = cls.command.report("digits.safetensors", "digits", "digits.html")
        cls.plain = cls.command.report("plain.safetensors", "digits", "plain.html", "--audit", "suspects.csv")
        cls.data = report_data(cls.path)
        cls.predictions = cls.command.predictions("digits.safetensors", "digits")

    def test_pictures_are_called_as_predict_calls_them(self):
        page = self.open(self.path)
        self.assertIn("round", self.data["classes"])
        for index in self.data["examples"]:
            sample = self.data["samples"][index]
            page.click(f'.example[data-sample="{index}"]')
            page.run("new Promise(done => setTimeout(done, 50))")
            label, probability = answer(page)
            one = self.predictions[sample["index"]]
            self.assertEqual(label, one["predicted"])
            self.assertClose(probability, one["probability"])

    def test_the_diagram_is_that_of_before_and_after(self):
        page = self.open(self.path)
        self.assertIn("Before calibration the error was", page.run("document.getElementById('calibration').innerText"))
        self.audit(page, "calibrated")

    def test_suspects_are_listed_with_their_pictures(self):
        page = self.open(self.plain)
        with (self.folder / "suspects.csv").open(encoding="utf-8") as file:
            suspects = list(csv.DictReader(file))
        rows = page.run("[...document.querySelectorAll('#suspects tbody tr')].map(r => [...r.cells].map(c => c.textContent))")
        self.assertEqual([row[:3] for row in rows], [[one["index"], one["given"], one["suggested"]] for one in suspects[:100]])
        shown = page.run("[...document.querySelectorAll('#suspects figcaption')].map(f => f.innerText)")
        self.assertEqual(len(shown), min(48, len(suspects)))
        for text, one in zip(shown, suspects):
            self.assertIn(f"sample {one['index']}", text)
        self.audit(page, "suspects")


class VectorReports(ReportTest):
    """Plain vectors."""

    @classmethod
    def make(cls):
        cls.rows = vectors(cls.folder, 120, 12, 3)
        cls.command.run("train", "vectors.npy", "--labels", "labels.txt", "-o", "v.safetensors", "--quiet")
        cls.path = cls.command.report("v.safetensors", "vectors.npy", "vectors.html", "--labels", "labels.txt")
        cls.predictions = cls.command.predictions("v.safetensors", "vectors.npy")

    def test_pasted_vectors_are_called_as_predict_calls_them(self):
        page = self.open(self.path)
        for row, one in list(zip(self.rows, self.predictions))[:40]:
            page.run(f"(f => {{ f.value = {json.dumps(', '.join(map(repr, row)))}; f.dispatchEvent(new Event('input')); }})"
                     "(document.getElementById('vector'))")
            label, probability = answer(page)
            self.assertEqual(label, one["predicted"])
            self.assertClose(probability, one["probability"])

    def test_a_vector_of_another_length_is_said_to_be_so(self):
        page = self.open(self.path)
        page.run("(f => { f.value = '1 2 3'; f.dispatchEvent(new Event('input')); })(document.getElementById('vector'))")
        self.assertIn("found 3 numbers, expected 12", page.run("document.getElementById('answer').textContent"))


class TextReports(ReportTest):
    """Texts, whose words are marked."""

    @classmethod
    def make(cls):
        mails(cls.folder / "mails.txt", 240, 5)
        mails(cls.folder / "new.txt", 120, 6)
        cls.command.run("train", "mails.txt", "-o", "t.safetensors", "--quiet")
        cls.path = cls.command.report("t.safetensors", "new.txt", "texts.html")
        cls.data = report_data(cls.path)

    def test_marks_have_signs_and_are_the_same_in_lists_and_behind_cells(self):
        page = self.open(self.path)
        rows = "[...document.querySelectorAll('{} tbody tr')].map(r => [r.cells[0].innerText, r.cells[r.cells.length - 1].innerHTML])"
        listed = dict(page.run(rows.format("#samples")))
        key = next(key for key, places in self.data["cells"].items()
                   if any(str(self.data["samples"][place]["index"]) in listed for place in places))
        actual, predicted = key.split(",")
        page.click(f'#confusion-table td[data-actual="{actual}"][data-predicted="{predicted}"] button')
        behind = dict(page.run(rows.format("#cell-content")))
        both = listed.keys() & behind.keys()
        self.assertTrue(both)
        self.assertEqual({index: listed[index] for index in both}, {index: behind[index] for index in both})
        marks = page.run("[...document.querySelectorAll('mark')].map(m => [m.className, m.textContent[0]])")
        self.assertEqual({tuple(one) for one in marks}, {("for", "+"), ("against", "−")})
        self.assertIsNone(page.run("window.hacked ?? null"))

    def test_each_class_has_its_words(self):
        page = self.open(self.path)
        rows = page.run("[...document.querySelectorAll('#weights tbody tr')].map(r => r.innerText)")
        self.assertTrue(any("sky" in row and "orbit" in row and "moon" in row for row in rows), rows)
        self.assertIn("reads texts", page.run("document.getElementById('try').innerText"))

    def test_it_is_accessible_in_light_and_dark_and_on_a_phone(self):
        for scheme, width in [("light", 1200), ("dark", 1200), ("light", 360)]:
            page = self.open(self.path, scheme=scheme, width=width)
            page.run("for (const d of document.querySelectorAll('details')) d.open = true")
            self.audit(page, f"texts {scheme} {width}")
            self.assertLessEqual(page.run("document.documentElement.scrollWidth"), width)


class ForeignReports(ReportTest):
    """Names that try to be markup."""

    @classmethod
    def make(cls):
        hostile_table(cls.folder / "bad.csv", 400, 4)
        name = "<script>window.hacked=8<&\">.safetensors"
        cls.command.run("train", "bad.csv", "-o", name, "--holdout", "0.3", "--quiet")
        cls.path = cls.command.report(name, "bad.csv", "bad.html")
        cls.data = report_data(cls.path)

    def test_names_and_cells_stay_text(self):
        page = self.open(self.path)
        for pair in list(self.data["cells"])[:12]:
            actual, predicted = pair.split(",")
            page.click(f'td[data-actual="{actual}"][data-predicted="{predicted}"] button')
            page.key("Escape")
        self.assertIsNone(page.run("window.hacked ?? null"))
        self.assertEqual(page.run("document.scripts.length"), 2)
        self.assertEqual(page.run("document.querySelectorAll('img, iframe, object, embed, link[rel=stylesheet]').length"), 0)
        names = page.run("[...document.querySelectorAll('#confusion-table tbody th')].map(e => e.textContent)")
        self.assertEqual(sorted(names), sorted(name.replace("\u202e", "\ufffd") for name in HOSTILE))
        self.assertEqual(
            page.run("[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on|^style$/.test(a.name))).length"),
            0)

    def test_the_form_takes_such_categories(self):
        page = self.open(self.path)
        label, _ = answer(page)
        self.assertIn(label, self.data["classes"])


class LargeAndSmallReports(ReportTest):
    """Many classes, one class, nothing wrong."""

    @classmethod
    def make(cls):
        many_classes(cls.folder / "many.csv", 500, 3, 5)
        cls.command.run("train", "many.csv", "-o", "many.safetensors", "--solver", "sgd", "--epochs", "3", "--quiet")
        cls.many = cls.command.report("many.safetensors", "many.csv", "many.html", "--resamples", "0")
        write_csv(cls.folder / "easy.csv", [["x", "class"], *([i, "low" if i < 20 else "high"] for i in range(40))])
        cls.command.run("train", "easy.csv", "-o", "easy.safetensors", "--quiet")
        cls.easy = cls.command.report("easy.safetensors", "easy.csv", "easy.html")
        write_csv(cls.folder / "one.csv", [["x", "class"], *([i, "low"] for i in range(10))])
        cls.one = cls.command.report("easy.safetensors", "one.csv", "one.html")

    def test_of_500_classes_the_worst_pairs_are_listed_and_opened(self):
        page = self.open(self.many)
        self.assertEqual(page.run("document.querySelectorAll('#pairs-table tbody tr').length"), 100)
        self.assertIsNone(page.run("document.getElementById('confusion-table')"))
        page.click("#pairs-table tbody tr:nth-child(2) button")
        self.assertGreater(page.run("document.querySelectorAll('#cell-content tbody tr').length"), 0)
        page.key("Escape")
        page.click("#classes-filter")
        page.type("class 077")
        self.assertEqual(page.run("[...document.querySelectorAll('#classes-table tbody tr')].filter(r => !r.hidden).length"), 1)
        self.audit(page, "500 classes")

    def test_a_page_says_where_nothing_is_wrong(self):
        page = self.open(self.easy)
        text = page.run("document.getElementById('main').innerText")
        self.assertIn("Every sample was predicted right.", text)
        self.assertIn("No sample was predicted wrong", text)
        self.audit(page, "nothing wrong")

    def test_a_page_says_where_all_samples_are_of_one_class(self):
        page = self.open(self.one)
        self.assertIn("All of these samples are low", page.run("document.getElementById('main').innerText"))
        self.audit(page, "one class")


if __name__ == "__main__":
    unittest.main()
