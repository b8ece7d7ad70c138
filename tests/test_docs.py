"""The documents tell the truth: settings, commands, paths, examples and links are as they say."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import httpx
import pytest

from api import errors, links
from api.commands import cli
from api.settings import Settings
from geo.atlas import Atlas

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
REPORTS = (ROOT / "maps" / "REPORTS.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "data/**/*.md", "maps/*.md")
    for path in ROOT.glob(pattern)
    if "node_modules" not in path.parts
)
# Settings whose default depends on the machine, and how the README puts it.
FOUND_WHEN_ASKED = {"dir": "the Mali atlas", "cache_dir": "the user's cache folder"}
SERVED_AT = "http://127.0.0.1:8000"  # what the README's examples say


def section(text: str, title: str) -> str:
    """The part of a document under a heading, down to the next of the same or a higher level."""
    match = re.search(rf"^(#+) {re.escape(title)}$", text, re.M)
    assert match, f"no heading {title!r}"
    level = len(match.group(1))
    rest = text[match.end() :]
    end = re.search(rf"^#{{1,{level}}} ", rest, re.M)
    return rest[: end.start()] if end else rest


def first_cells(text: str, start: str) -> list[str]:
    """The code in the first column of tables that begins so, several in one cell apart."""
    rows = re.findall(r"^\| (`[^|]*) \|", text, re.M)
    return [code for row in rows for code in re.findall(rf"`({start}[^`]*)`", row)]


def told_paths() -> list[str]:
    return first_cells(section(README, "The API"), "/")


def test_the_settings_table_is_the_settings():
    described = []
    for name, field in Settings.model_fields.items():
        shown = "" if field.default is None else f"`{field.default}`"
        shown = FOUND_WHEN_ASKED.get(name, shown)
        described.append(f"| `ATLAS_{name.upper()}` | {shown} | {field.description} |")
    rows = re.findall(r"^\| `ATLAS_.*\|$", section(README, "Settings"), re.M)
    assert [re.sub(r"\s+", " ", row) for row in rows] == [
        re.sub(r"\s+", " ", row) for row in described
    ]


def commands(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        assert not isinstance(command, click.Group), "nested groups are not documented yet"
        yield name, command


def options(command: click.Command) -> set[str]:
    return {
        option
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("-")
    }


def test_each_command_and_option_is_told_and_none_else():
    table = section(README, "Command line")
    told = {}
    for row in re.findall(r"^\| `(.*)` \|", table, re.M):
        words = row.replace("[", " ").replace("]", " ").split()
        told[words[0]] = {word for word in words if word.startswith("-")}
    real = {name: options(command) for name, command in commands(cli)}
    assert told == real


def test_commands_in_examples_exist():
    real = {name: options(command) for name, command in commands(cli)}
    used = re.findall(r"conflict-atlas ([a-z]+)([^\n`]*)", README + CONTRIBUTING + REPORTS)
    assert used
    for name, rest in used:
        assert name in real
        given = {word for word in rest.split() if re.match(r"--?[a-z]", word)}
        assert given - real[name] == set(), f"conflict-atlas {name}{rest}"


def test_each_path_of_the_service_is_told_and_none_else():
    told = set(told_paths())
    real = {
        value
        for name, value in vars(links).items()
        if name.isupper() and not name.startswith("_") and isinstance(value, str)
    }
    assert told == {path.replace("{feature_id}", "{id}") for path in real} - {links.STATIC}


@dataclass(frozen=True)
class Server:
    base: str

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.base + path, timeout=60, follow_redirects=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The Mali atlas, served as the README says to, on a free port."""
    folder = tmp_path_factory.mktemp("server")
    command = [Path(sys.executable).with_name("conflict-atlas"), "serve", "--port", "0"]
    env = os.environ | {"ATLAS_CACHE_DIR": str(folder)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            printed = process.stdout.readline() if process.stdout else ""
            base = re.search(r"http://[\d.:]+", printed)
            assert base, f"printed {printed!r}"
            yield Server(base.group())
        finally:
            process.terminate()


def test_each_path_told_answers(server):
    values = {"layer": "attacks", "layers": "attacks,bases", "z": "6", "x": "31", "y": "29"}
    values |= {"format": "docx"}
    values |= {"tileMatrix": "6", "tileRow": "29", "tileCol": "31"}
    feature = server.get("/collections/attacks/items?limit=1").json()["features"][0]["id"]
    for path in told_paths():
        address = path.format(id=feature, **values)
        if path == links.OEMBED:  # the one path that answers nothing without a parameter
            address += f"?url={server.base}/map"
        assert server.get(address).status_code == httpx.codes.OK, address


def test_the_api_document_and_the_readme_name_the_same_paths(server):
    told = set(told_paths())
    layers = "|".join(Atlas.open(ROOT / "data" / "mali").layers)
    documented = {
        re.sub(rf"^/collections/(?:{layers})(?=/|$)", "/collections/{layer}", path)
        for path in server.get("/openapi.json").json()["paths"]
    }
    assert {path.replace("{feature_id}", "{id}") for path in documented} == told


def test_each_status_of_an_error_is_told():
    told = {int(code) for code in first_cells(section(README, "Errors"), r"\d")}
    assert {status for _, status in errors.STATUSES} <= told


EXAMPLES = [
    pytest.param(language, code, id=code.strip().splitlines()[0][:60])
    for language, code in re.findall(
        r"<!-- tested -->\n```(sh|python)\n(.*?)```", README + CONTRIBUTING + REPORTS, re.S
    )
]


@pytest.mark.parametrize(("language", "code"), EXAMPLES)
def test_examples_run(language, code, server, tmp_path):
    program = code.replace(SERVED_AT, server.base)
    runner = ["bash", "-euo", "pipefail", "-c"] if language == "sh" else [sys.executable, "-c"]
    bin_folder = Path(sys.executable).parent
    done = subprocess.run(
        [*runner, program],
        cwd=tmp_path, check=False, capture_output=True, text=True, timeout=120,
        env={"PATH": f"{bin_folder}:/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout or list(tmp_path.iterdir()), "the example printed and wrote nothing"


def test_there_are_examples_of_both_languages():
    assert {example.values[0] for example in EXAMPLES} == {"sh", "python"}


def anchor(heading: str) -> str:
    """The anchor a forge gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = target.partition("#")
        aim = document.parent / name if name else document
        assert aim.exists(), f"{target} in {document.name}"
        if fragment:
            headings = re.findall(r"^#+ (.+)$", aim.read_text(encoding="utf-8"), re.M)
            assert fragment in map(anchor, headings), f"{target} in {document.name}"


def test_contributing_names_every_module():
    parts = section(CONTRIBUTING, "The parts")
    missing = [
        str(path.relative_to(ROOT))
        for package in ("geo", "maps", "api")
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.stem not in ("__init__", "__main__") and f"`{path.name}`" not in parts
    ]
    assert missing == []


def test_modules_that_contributing_names_exist():
    named = set(
        re.findall(r"`((?:geo|maps|api|tests|data)/[\w./-]*)`", README + CONTRIBUTING + REPORTS)
    )
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
