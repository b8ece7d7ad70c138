"""Prints how long a map page of a large layer takes from a choice to what it leaves being drawn.

    python tests/bench/repaint.py http://127.0.0.1:8000/map

Of a running server; in Chromium without a graphics card. Times are from the choice to the finished
picture and to the exact numbers in the legend, the tiles fetched anew.
"""

import shutil
import sys
import time
from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

CHOICES = (
    '{ typesOff: [["attacks", "Battles"]] }',
    '{ typesOff: [], datetime: ["2020-01-01", "2021-12-31"] }',
    '{ datetime: null, deaths: { by: "best", min: 10, max: null, stated: true, unstated: false } }',
    "{ deaths: null, precision: [1, 2] }",
)
PAINTED = "ConflictAtlas.large.complete()"
COUNTED = "[...ConflictAtlas.large.counts.values()].every(Boolean)"
REDRAWN = """() => { const one = [...ConflictAtlas.large.layers.values()][0];
  const start = performance.now(); one.scene = null; one.draw();
  return performance.now() - start; }"""


def main() -> None:
    """Run the command."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for line in lines(page, sys.argv[1]):
            sys.stdout.write(line + "\n")
        browser.close()


def lines(page: Page, address: str) -> Iterator[str]:
    """What is printed: the first view, then each choice."""
    start = time.perf_counter()
    page.goto(address)
    seconds(page, "document.documentElement.dataset.large === 'yes'")
    seconds(page, PAINTED)
    yield f"first view {1000 * (time.perf_counter() - start):7.0f} ms"
    yield f"redrawn    {page.evaluate(REDRAWN):7.0f} ms"
    for choice in CHOICES:
        start = time.perf_counter()
        page.evaluate(f"ConflictAtlas.selection.set({choice})")
        painted = seconds(page, PAINTED, start)
        counted = seconds(page, COUNTED, start)
        yield f"painted    {1000 * painted:7.0f} ms, counted {1000 * counted:7.0f} ms  {choice}"


def seconds(page: Page, expression: str, start: float | None = None) -> float:
    """How long it takes from the start until the expression holds."""
    start = time.perf_counter() if start is None else start
    while not page.evaluate(expression):
        time.sleep(0.002)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
