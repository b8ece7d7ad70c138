"""Prints how long a map page of a large layer takes from a choice to what it leaves being drawn.

    python tests/bench/repaint.py http://127.0.0.1:8000/map

Of a running server; in Chromium without a graphics card. A choice is made as the page's controls
make it, and its time ends with the frame that shows all of it: map, legend, lists and bars. Of a
page that holds its records as columns that is one task; of one drawn from tiles, when the last tile
is drawn and the server has counted.
"""

import shutil
import statistics
import sys
import time
from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

CHOICES = (
    '{ typesOff: [["attacks", "Battles"]] }',
    '{ typesOff: [], datetime: ["2020-01-01", "2021-12-31"] }',
    '{ datetime: null, deaths: { by: "best", min: 10, max: null, stated: true, unstated: false } }',
    "{ deaths: null, precision: [1, 2] }",
    "{ precision: [], regions: [ConflictAtlas.selection.columns.region_values[3]] }",
    "{ regions: [], disputed: true }",
    "{ disputed: false }",
)
RUNS = 3
WHOLE = "ConflictAtlas.large.complete() && [...ConflictAtlas.large.counts.values()].every(Boolean)"
CHOSEN = """() => { const start = performance.now();
  ConflictAtlas.selection.set(%s);
  const task = performance.now() - start;
  return new Promise((done) => requestAnimationFrame(() => setTimeout(() =>
    done([task, performance.now() - start])))); }"""
PAUSE = 0.35  # seconds between two choices, as a reader makes: the frame before is done by then
LOOKED = """() => { const start = performance.now();
  ConflictAtlas.map.setView(%s, { animate: false });
  return new Promise((done) => requestAnimationFrame(() => setTimeout(() =>
    done(performance.now() - start)))); }"""


def main() -> None:
    """Run the command."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader"]
        flags.append("--enable-unsafe-swiftshader")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for line in lines(page, sys.argv[1]):
            sys.stdout.write(line + "\n")
        browser.close()


def lines(page: Page, address: str) -> Iterator[str]:
    """What is printed: the first view, then each choice, then moves."""
    start = time.perf_counter()
    page.goto(address)
    until(page, "document.documentElement.dataset.large === 'yes'")
    until(page, WHOLE)
    yield f"first view {1000 * (time.perf_counter() - start):6.0f} ms"
    held = page.evaluate("ConflictAtlas.crowd.state === 'ready'")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    tasks, times = [], []
    for choice in CHOICES * RUNS:
        task, took = chosen(page, choice) if held else served(page, choice)
        tasks.append(task)
        times.append(took)
        yield f"drawn      {took:6.0f} ms, of which scripts {task:4.0f} ms  {choice}"
    middle, scripts = statistics.median(times), statistics.median(tasks)
    yield f"median     {middle:6.0f} ms, of which scripts {scripts:4.0f} ms"
    yield f"requests   {len(asked):6}"
    for view in ("[13.2, -2.1], 8", "[13.2, -2.1], 11", "[14, -1], 5"):
        yield f"moved      {page.evaluate(LOOKED.replace('%s', view)):6.0f} ms  to {view}"
        until(page, WHOLE)


def chosen(page: Page, choice: str) -> tuple[float, float]:
    """Milliseconds of the scripts alone, and until the frame is there."""
    time.sleep(PAUSE)
    task, took = page.evaluate(CHOSEN.replace("%s", choice))
    return task, took


def served(page: Page, choice: str) -> tuple[float, float]:
    """The same of a page that asks a server: until it is whole again, seen from outside."""
    start = time.perf_counter()
    page.evaluate(f"ConflictAtlas.selection.set({choice})")
    task = 1000 * (time.perf_counter() - start)
    until(page, WHOLE)
    return task, 1000 * (time.perf_counter() - start)


def until(page: Page, expression: str, seconds: float = 120) -> None:
    """Wait by asking: the page's policy lets Playwright's own waiting evaluate nothing."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        if time.monotonic() > deadline:
            raise TimeoutError(expression)
        time.sleep(0.002)


if __name__ == "__main__":
    main()
