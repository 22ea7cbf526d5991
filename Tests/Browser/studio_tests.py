#!/usr/bin/env python3
"""Drives the studio in Chromium, as its readers do.

BASE_URL (default http://127.0.0.1:8788) and STUDIO_TOKEN say where it runs; MOCK=1 adds what only the mock server can
do. PATIENCE is how many seconds a step may take, FIRST_VIEW_MS how many milliseconds the first view.
Needs selenium, Chromium and its driver. A screenshot of each failed test lies in SHOTS, where that is set.
"""

import os
import pathlib
import tempfile
import time
import unittest

from selenium import webdriver
from selenium.common.exceptions import ElementNotInteractableException, StaleElementReferenceException
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

BASE = os.environ.get("BASE_URL", "http://127.0.0.1:8788").rstrip("/")
TOKEN = os.environ.get("STUDIO_TOKEN", "mock")
IS_MOCK = os.environ.get("MOCK") == "1"
SHOTS = os.environ.get("SHOTS")
DRIVER = os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver")
PATIENCE = float(os.environ.get("PATIENCE", "30"))
FIRST_VIEW = float(os.environ.get("FIRST_VIEW_MS", "300"))
LONG = "#/?source=digits&method=sgd&s.epochs=30000"
SHORT = "#/?source=digits&method=sgd&s.epochs=6"

TABLE = """age,plan,spend,outcome
31,basic,12.5,stays
45,plus,30.1,leaves
28,basic,9.9,stays
52,family,41.0,leaves
,plus,28.4,leaves
37,<img src=x onerror=document.title='bad'>,13.2,stays
"""


def table(rows: int = 60) -> str:
    """A table that a model can learn, with a cell that is empty and a text that must stay a text."""
    lines = TABLE.splitlines()
    return "\n".join([lines[0]] + [lines[1 + place % (len(lines) - 1)] for place in range(rows)]) + "\n"


class StudioTest(unittest.TestCase):
    """Each test has a browser of its own; runs are left alone where they do not disturb."""

    def setUp(self) -> None:
        self.allowed: list[str] = []
        self.driver = self.browser()

    def browser(self, width: int = 1280, height: int = 900, language: str = "en-US"):
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--window-size={width},{height}"):
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"intl.accept_languages": language})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.addCleanup(driver.quit)
        mobile = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", mobile)
        # Nothing moves, so that what is clicked is where it was.
        still = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", still)
        driver.get(f"{BASE}/?token={TOKEN}")
        self.wait(lambda: driver.find_elements(By.CSS_SELECTOR, "#view h1"))
        return driver

    def tearDown(self) -> None:
        result = self._outcome.result
        if SHOTS and any(test is self for test, _ in result.failures + result.errors):
            self.driver.save_screenshot(str(pathlib.Path(SHOTS) / f"{self._testMethodName}.png"))
        self.assertNoConsoleErrors(self.driver)
        foreign = self.driver.execute_script(
            "return performance.getEntriesByType('resource').map(e => e.name)"
            ".filter(n => !n.startsWith(location.origin) && !n.startsWith('data:') && !n.startsWith('blob:'))")
        self.assertEqual(foreign, [], "the page asks for nothing from elsewhere")
        self.stop_all(self.driver)

    def assertNoConsoleErrors(self, driver) -> None:
        messages = [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
        bad = [message for message in messages if not any(part in message for part in self.allowed)]
        self.assertEqual(bad, [])

    # Steps

    def wait(self, condition, patience: float = PATIENCE):
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                value = condition()
            except StaleElementReferenceException:
                value = None
            if value:
                return value
            time.sleep(0.05)
        self.fail("waited in vain")
        return None

    def find(self, selector: str, driver=None):
        driver = driver or self.driver
        return self.wait(lambda: driver.find_elements(By.CSS_SELECTOR, selector))[0]

    def all(self, selector: str, driver=None):
        return (driver or self.driver).find_elements(By.CSS_SELECTOR, selector)

    def click(self, selector: str, driver=None) -> None:
        driver = driver or self.driver

        def press():
            node = self.find(selector, driver)
            if not node.is_enabled():
                return False
            driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", node)
            try:
                node.click()
            except ElementNotInteractableException:
                # It is there, but not in sight yet.
                return False
            return True

        self.wait(press)

    def open(self, address: str, driver=None) -> None:
        driver = driver or self.driver
        driver.get(f"{BASE}/{address}")
        driver.refresh()
        self.find("#view h1", driver)

    def state(self, driver=None) -> str:
        return self.find(".badge[data-state]", driver).get_attribute("data-state")

    def wait_for_state(self, *states: str, driver=None) -> None:
        self.wait(lambda: self.state(driver) in states)

    def train(self, address: str, driver=None) -> str:
        """Trains what the address says; answers the run's id."""
        driver = driver or self.driver
        self.open(address, driver)
        self.wait(lambda: self.all("#train:not(:disabled)", driver) and self.find("#train", driver).is_displayed())
        self.click("#train", driver)
        self.wait(lambda: "#/runs/" in driver.current_url)
        self.find(".badge[data-state]", driver)
        return driver.current_url.split("#/runs/")[1].split("?")[0]

    def train_slowly(self) -> str:
        """Trains for minutes on any machine: what is tested meanwhile must find it running."""
        run = self.train(LONG)
        Select(self.find("#speed")).select_by_value("5")
        return run

    def finished(self, address: str = SHORT) -> str:
        run = self.train(address)
        self.wait_for_state("finished")
        self.wait(lambda: self.all("#answer"))
        return run

    def epoch(self, driver=None) -> int:
        return int(self.find("#scrub", driver).get_attribute("value"))

    def call(self, method: str, path: str, body: str = "null", driver=None):
        script = "const [m, p, b, done] = arguments; fetch(p, {method: m, body: b === 'null' ? undefined : b, " \
            "headers: {'Content-Type': 'application/json'}}).then(r => r.text())" \
            ".then(t => done(t ? JSON.parse(t) : null), () => done(null))"
        return (driver or self.driver).execute_async_script(script, method, path, body)

    def stop_all(self, driver) -> None:
        for run in self.call("GET", "/api/runs", driver=driver) or []:
            if run["state"] in ("preparing", "running", "paused"):
                self.call("POST", f"/api/runs/{run['id']}/control", '{"action": "stop"}', driver=driver)

    def address(self) -> str:
        return self.driver.current_url

    # The first screen

    def test_the_first_screen_has_one_button_that_trains(self):
        self.assertEqual(len([node for node in self.all("#view .primary") if node.is_displayed()]), 1)
        self.click("#hero-train")
        self.wait(lambda: "#/runs/" in self.address())
        self.wait_for_state("finished", "running")

    def test_the_first_view_is_quick_and_small(self):
        times, sizes = [], []
        script = "const e = performance.getEntriesByName('first-contentful-paint')[0];" \
            "const m = performance.getEntriesByName('first-view')[0];" \
            "const all = ['resource', 'navigation'].flatMap(t => performance.getEntriesByType(t));" \
            "return [Math.max(e ? e.startTime : 0, m ? m.startTime : 1e9), all.reduce((s, r) => s + r.transferSize, 0)]"
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
        for _ in range(7):
            self.driver.get(f"{BASE}/")
            self.find("#hero-train")
            time.sleep(0.7)
            milliseconds, size = self.driver.execute_script(script)
            times.append(milliseconds)
            sizes.append(size)
        print(f"first view {min(times):.0f} ms (median {sorted(times)[3]:.0f}), {max(sizes) / 1000:.1f} kB on the wire")
        self.assertLess(min(times), FIRST_VIEW)
        self.assertLess(max(sizes), 150_000)

    # Data

    def test_a_chosen_dataset_and_settings_stand_in_the_address_and_survive_a_reload(self):
        self.click(".card[data-source='digits']")
        self.wait(lambda: self.all(".strips li"))
        self.click("input[type=radio][value=sgd]")
        field = self.find("#setting-learningRate")
        field.send_keys("0.25", Keys.TAB)
        self.wait(lambda: "s.learningRate=0.25" in self.address())
        self.assertIn("source=digits", self.address())
        self.driver.refresh()
        self.wait(lambda: self.find("#setting-learningRate").get_attribute("value") == "0.25")
        self.assertIn("0.25", self.find("#choice-summary").text)

    def test_a_wrong_setting_is_said_beside_it(self):
        self.open("#/?source=digits&method=sgd")
        self.find("#setting-epochs").send_keys("1.5", Keys.TAB)
        self.wait(lambda: self.find("#setting-epochs").get_attribute("aria-invalid") == "true")
        self.assertIn("1.5", self.find(".field:has(#setting-epochs) .problem").text)

    def test_a_path_that_is_not_there_is_said(self):
        self.allowed += ["/api/data"]
        self.find("#path").send_keys("no-such-file.csv", Keys.ENTER)
        self.assertIn("no-such-file.csv", self.find("#data-view .problem-box").text)

    def upload(self) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as file:
            file.write(table())
        self.addCleanup(os.unlink, file.name)
        self.find("#file").send_keys(file.name)
        self.find("#data-view .sample-table")

    def test_a_file_with_an_empty_cell_is_refused_beside_the_cell_and_put_right_by_a_button(self):
        self.upload()
        self.assertTrue(self.find("#refusals").is_displayed())
        self.assertTrue(self.all(".sample-table td.marked .mark"))
        self.assertFalse(self.find("#train").is_enabled())
        self.click("[data-fix=mean]")
        self.find("#data-view .fine")
        self.assertIn("t.missing=mean", self.address())
        self.assertEqual(self.all("#data-view img"), [], "a cell's text is text")
        self.click("#train")
        self.wait_for_state("finished")
        self.find("#row-form [data-column=age]")
        self.wait(lambda: self.find("#answer").get_attribute("data-label") in ("stays", "leaves"))
        before = self.find("#answer .verdict").text
        spend = self.find("[data-column=spend]")
        spend.clear()
        spend.send_keys("60")
        self.wait(lambda: self.find("#answer .verdict").text != before)
        self.assertTrue(self.all(".contrast .bars tbody tr"))
        self.allowed += ["/predict"]
        spend.clear()
        spend.send_keys("much")
        self.wait(lambda: spend.get_attribute("aria-invalid") == "true")
        self.assertEqual(self.driver.title, "softmax studio")

    # Training

    def test_training_can_be_paused_stepped_played_slowed_scrubbed_and_stopped(self):
        self.train(LONG)
        self.wait(lambda: self.epoch() > 2)
        self.assertTrue(self.find("#class-pictures").is_displayed())
        self.assertEqual(len(self.all("#gallery .sample-button")), 6)
        self.click("#play")
        self.wait_for_state("paused")
        time.sleep(0.3)
        at = self.epoch()
        self.click("#step")
        self.wait(lambda: self.epoch() == at + 1)
        self.assertEqual(self.state(), "paused")
        shown = self.picture("#class-pictures canvas")
        self.find("#scrub").send_keys(Keys.HOME)
        self.wait(lambda: "epoch=0" in self.address())
        self.wait(lambda: self.picture("#class-pictures canvas") != shown)
        self.assertIn("0", self.find("#epoch-text").text)
        self.assertTrue(self.find("#confusion").is_displayed())
        self.click("#follow")
        self.wait(lambda: self.epoch() == at + 1)
        Select(self.find("#speed")).select_by_value("5")
        self.click("#play")
        self.wait_for_state("running")
        self.wait(lambda: self.epoch() > at + 2)
        self.click("#stop")
        self.wait_for_state("stopped")
        self.find("#answer")
        self.wait(lambda: self.all("#confusion-table button.cell"))

    def picture(self, selector: str) -> str:
        return self.driver.execute_script("return document.querySelector(arguments[0]).toDataURL()", selector)

    def test_a_fit_to_the_optimum_ends_certified(self):
        self.train("#/?source=iris&method=auto")
        self.wait_for_state("finished")
        self.find(".is-certified")
        self.assertIn("✓", self.find("#certificate .verdict").text)
        self.assertIn("softmax train", self.find("#command").text)
        self.assertRegex(self.find(".hash").text, "^[0-9a-f]{64}$")

    def test_a_second_training_offers_to_watch_the_one_that_runs(self):
        run = self.train_slowly()
        self.allowed += ["/api/runs"]
        self.open(SHORT)
        self.click("#train")
        self.click("#watch")
        self.wait(lambda: f"#/runs/{run}" in self.address())
        self.wait(lambda: self.epoch() > 0)

    def test_two_tabs_share_one_stream_and_the_second_goes_on_alone(self):
        run = self.train_slowly()
        first = self.driver.current_window_handle
        self.driver.switch_to.new_window("tab")
        second = self.driver.current_window_handle
        self.open(f"#/runs/{run}")
        self.wait(lambda: self.epoch() > 0)
        held = "const done = arguments[0]; navigator.locks.query()" \
            ".then(q => done(q.held.filter(l => l.name.includes('stream')).length))"
        self.assertLessEqual(self.driver.execute_async_script(held), 1)
        if IS_MOCK:
            self.assertLessEqual(self.call("GET", "/mock/streams")["streams"], 1)
        self.driver.switch_to.window(first)
        self.driver.close()
        self.driver.switch_to.window(second)
        at = self.epoch()
        self.wait(lambda: self.epoch() > at)

    def test_a_closed_tab_does_not_end_a_run_and_a_reload_finds_it(self):
        run = self.train_slowly()
        self.driver.get("about:blank")
        self.open(f"#/runs/{run}")
        self.wait(lambda: self.epoch() > 0)
        self.assertEqual(self.state(), "running")

    @unittest.skipUnless(IS_MOCK, "only the mock can drop its streams")
    def test_a_lost_connection_is_shown_and_resumed(self):
        self.train(LONG)
        self.wait(lambda: self.epoch() > 0)
        self.allowed += ["/events", "ERR_"]
        self.wait(lambda: self.call("GET", "/mock/streams")["streams"] == 1)
        # It may be there again before anyone looks.
        self.driver.execute_script(
            "new MutationObserver(() => { window.wasLost ||= !document.getElementById('connection').hidden; })"
            ".observe(document.getElementById('connection'), {attributes: true})")
        self.call("POST", "/mock/drop")
        self.wait(lambda: self.driver.execute_script("return window.wasLost"))
        self.wait(lambda: not self.find("#connection").is_displayed())
        at = self.epoch()
        self.wait(lambda: self.epoch() > at or self.state() == "finished")

    @unittest.skipUnless(IS_MOCK, "only the mock counts its streams")
    def test_a_hidden_tab_holds_no_stream_and_goes_on_when_it_is_seen(self):
        self.train("#/?source=digits&method=sgd&s.epochs=9000")
        self.wait(lambda: self.epoch() > 0)
        hide = "const get = () => arguments[0];" \
            "Object.defineProperty(document, 'hidden', {configurable: true, get});" \
            "document.dispatchEvent(new Event('visibilitychange'))"
        self.driver.execute_script(hide, True)
        self.wait(lambda: self.call("GET", "/mock/streams")["streams"] == 0)
        at = self.epoch()
        self.driver.execute_script(hide, False)
        self.wait(lambda: self.epoch() > at)
        self.wait(lambda: self.call("GET", "/mock/streams")["streams"] == 1 or self.state() == "finished")

    # After training

    def test_a_drawing_gets_probabilities_and_a_contrast(self):
        self.finished()
        pad = self.find("#pad")
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", pad)
        self.assertIsNone(self.find("#answer").get_attribute("data-label"))
        actions = ActionChains(self.driver, duration=30)
        actions.move_to_element_with_offset(pad, -60, -80).click_and_hold()
        for step in ((110, 0), (-60, 80), (50, 60), (-100, 0)):
            actions.move_by_offset(*step)
        actions.release().perform()
        self.wait(lambda: self.find("#answer").get_attribute("data-label"))
        shares = [node.text for node in self.all("#answer td.number")]
        self.assertEqual(len(shares), 10)
        self.assertTrue(self.find("#try .contrast-sentence").text)
        self.assertTrue(self.all("#try canvas.overlay"))
        Select(self.find("#try .pair select")).select_by_value("3")
        self.wait(lambda: self.find("#try .contrast-sentence").text.startswith("3 leads"))
        before = self.picture("canvas.seen")
        self.click("#pad-centre")
        self.wait(lambda: self.picture("canvas.seen") != before)
        self.click("#pad-clear")
        self.wait(lambda: not self.find("#answer").get_attribute("data-label"))
        self.click("#pad-undo")
        self.wait(lambda: self.find("#answer").get_attribute("data-label"))
        self.click(".example")
        self.wait(lambda: self.find("#answer").get_attribute("data-label"))

    def test_the_pad_works_with_the_keyboard(self):
        self.finished()
        self.find("#pad").send_keys(Keys.SPACE)
        for key in (Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_RIGHT):
            ActionChains(self.driver).key_down(Keys.SHIFT).send_keys(key).key_up(Keys.SHIFT).perform()
        self.wait(lambda: self.find("#answer").get_attribute("data-label"))
        self.find("#pad").send_keys(Keys.DELETE)
        self.wait(lambda: not self.find("#answer").get_attribute("data-label"))

    def test_a_cell_of_the_confusion_matrix_opens_its_samples(self):
        self.finished()
        cell = self.find("#confusion-table button.cell[tabindex='0']")
        cell.send_keys(Keys.ARROW_DOWN)
        self.driver.switch_to.active_element.send_keys(Keys.ENTER)
        self.find("#cell-dialog[open] .cell-samples canvas")
        self.find("#cell-dialog .reasons .overlay")
        ActionChains(self.driver).send_keys(Keys.ESCAPE).perform()
        self.wait(lambda: not self.all("#cell-dialog[open]"))
        self.assertTrue(self.driver.execute_script("return document.activeElement.matches('button.cell')"))

    def test_a_sample_of_the_gallery_goes_to_the_pad(self):
        self.finished()
        self.click("#gallery .sample-button")
        self.find("#cell-dialog[open] .explanation canvas")
        self.click("#cell-dialog .explanation button")
        self.wait(lambda: self.find("#answer").get_attribute("data-label"))

    def test_the_model_is_exported_and_refusals_are_shown(self):
        self.finished()
        self.click("#export")
        self.wait(lambda: "model" in self.find("#take [aria-live]").text)
        self.assertTrue(self.find("#report").get_attribute("href").endswith("/report"))
        if IS_MOCK:
            self.allowed += ["/export"]
            Select(self.find("#format")).select_by_value("pmml")
            self.click("#export")
            self.find("#take .problem-box")

    def test_runs_are_compared_renamed_and_deleted(self):
        first = self.finished(SHORT)
        second = self.finished("#/?source=digits&method=sgd&s.epochs=6&s.learningRate=0.02")
        self.open("#/runs")
        for run in (first, second):
            self.click(f"tr[data-run={run}] input[type=checkbox]")
        self.wait(lambda: len(self.all("#comparison .chart path.curve")) == 4)
        self.assertIn(f"{first}%2C{second}", self.address())
        self.assertIn("0.02", self.find("#comparison").text)
        self.driver.refresh()
        self.wait(lambda: len(self.all("#comparison .chart path.curve")) == 4)
        row = f"tr[data-run={second}]"
        self.driver.find_element(By.CSS_SELECTOR, f"{row} .actions button:nth-of-type(1)").click()
        field = self.find(f"{row} input[type=text]")
        field.clear()
        field.send_keys("<b>slow</b>", Keys.ENTER)
        self.wait(lambda: "<b>slow</b>" in self.find(f"{row} th").text)
        self.driver.find_element(By.CSS_SELECTOR, f"{row} .actions button:nth-of-type(2)").click()
        self.driver.switch_to.alert.accept()
        self.wait(lambda: not self.all(row))

    def test_a_link_to_a_run_that_is_gone_offers_to_train_it_again(self):
        self.allowed += ["/api/runs/"]
        self.open("#/runs/r99999?source=digits&method=sgd&s.epochs=6")
        self.click(".problem-box .primary")
        self.wait(lambda: self.all("#setting-epochs") and self.find("#setting-epochs").get_attribute("value") == "6")

    def test_an_epoch_in_the_address_is_shown(self):
        run = self.finished()
        self.open(f"#/runs/{run}?epoch=2")
        self.wait(lambda: self.epoch() == 2)

    # For everyone

    def test_chinese_is_chosen_remembered_and_marked(self):
        self.click(".languages input[value=zh]")
        self.wait(lambda: self.driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "zh-Hans")
        self.assertIn("模型", self.find("h1").text)
        self.driver.refresh()
        self.wait(lambda: "模型" in self.find("#view h1").text)
        other = self.browser(language="zh-CN,zh")
        self.wait(lambda: "模型" in self.find("#view h1", other).text)
        self.assertNoConsoleErrors(other)

    def test_the_keyboard_alone_trains_and_scrubs(self):
        body = self.driver.find_element(By.TAG_NAME, "body")
        body.send_keys(Keys.TAB)
        self.assertEqual(self.driver.switch_to.active_element.get_attribute("id"), "skip")
        self.driver.switch_to.active_element.send_keys(Keys.ENTER)
        self.tab_to("hero-train")
        outline = self.driver.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
        self.assertEqual(outline, "solid", "the focus is seen")
        self.driver.switch_to.active_element.send_keys(Keys.ENTER)
        self.wait(lambda: "#/runs/" in self.address())
        self.wait_for_state("finished")
        self.tab_to("scrub")
        last = self.epoch()
        self.driver.switch_to.active_element.send_keys(Keys.ARROW_LEFT)
        self.wait(lambda: self.epoch() == last - 1)
        self.tab_to("follow")
        self.driver.switch_to.active_element.send_keys(Keys.ENTER)
        self.wait(lambda: self.epoch() == last)

    def tab_to(self, name: str) -> None:
        for _ in range(60):
            if self.driver.switch_to.active_element.get_attribute("id") == name:
                return
            ActionChains(self.driver).send_keys(Keys.TAB).perform()
        self.fail(f"Tab does not lead to {name}")

    def test_keys_act_and_are_listed(self):
        self.train(LONG)
        ActionChains(self.driver).send_keys("p").perform()
        self.wait_for_state("paused")
        ActionChains(self.driver).send_keys("?").perform()
        self.find("#keys-dialog[open] kbd")
        self.click("#keys-on")
        ActionChains(self.driver).send_keys(Keys.ESCAPE).perform()
        self.wait(lambda: not self.all("#keys-dialog[open]"))
        ActionChains(self.driver).send_keys("r").perform()
        time.sleep(0.3)
        self.assertIn("#/runs/", self.address(), "single keys are off")

    def test_every_control_has_a_name(self):
        run = self.finished()
        for address in ("#/?source=digits", f"#/runs/{run}", "#/runs"):
            self.open(address)
            time.sleep(0.8)
            nodes = self.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
            roles = ("button", "link", "textbox", "combobox", "slider", "checkbox", "radio", "image", "dialog", "group")
            nameless = [
                node["role"]["value"] for node in nodes
                if not node.get("ignored") and node["role"]["value"] in roles and not node.get("name", {}).get("value")
                and node["role"]["value"] != "group"
            ]
            self.assertEqual(nameless, [], address)

    def test_a_phone_shows_everything_without_scrolling_sideways(self):
        run = self.finished()
        phone = self.browser(360, 740)
        for address in ("#/", "#/?source=digits&method=sgd", f"#/runs/{run}", f"#/runs?compare={run}"):
            self.open(address, phone)
            time.sleep(0.8)
            self.assertLessEqual(phone.execute_script("return document.documentElement.scrollWidth"), 360, address)
        self.assertNoConsoleErrors(phone)

    def test_dark_is_a_choice_that_stays(self):
        back = "return getComputedStyle(document.body).backgroundColor"
        self.click("#switches input[value=dark]")
        dark = self.driver.execute_script(back)
        self.driver.refresh()
        self.find("#view h1")
        self.assertEqual(self.driver.execute_script(back), dark)
        self.click("#switches input[value=light]")
        self.assertNotEqual(self.driver.execute_script(back), dark)

    def test_a_run_is_printed_whole(self):
        self.finished()
        pages = self.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})["data"]
        self.assertGreater(len(pages), 10_000)


if __name__ == "__main__":
    unittest.main()
