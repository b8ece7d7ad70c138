"""The commands that put a view into words say what the service says of the same view."""

import json
import os
import subprocess
import sys

import pytest
from asgi import decoded
from random_views import views

from api.cli import main


@pytest.fixture
def command(monkeypatch, tmp_path, mini, capfdbinary):
    """Runs a command on the mini atlas, served at the tests' address; gives what it prints."""
    monkeypatch.setenv("ATLAS_DIR", str(mini))
    monkeypatch.setenv("ATLAS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("ATLAS_BASE_URL", "http://atlas.test")
    monkeypatch.chdir(tmp_path)

    def run(name, given, *more):
        options = [part for key, text in given.items() for part in (f"--{key}", text)]
        monkeypatch.setattr(sys, "argv", ["conflict-atlas", name, *options, *more])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capfdbinary.readouterr()
        assert left.value.code == 0, err.decode()
        return out

    return run


def test_a_caption_is_the_service_s(served, command):
    for given in views(7, 8):
        answer = served.get("/caption.json", params=given)
        assert command("caption", given) == answer.content + b"\n"


@pytest.mark.parametrize("form", ["json", "bibtex", "ris", "csl"])
def test_a_citation_is_the_service_s(served, command, form):
    for given in views(11, 3):
        answer = served.get("/cite", params={**given, "f": form})
        assert answer.status_code == 200
        assert command("cite", given, "--f", form).rstrip() == answer.content.rstrip()


def test_styles_are_those_of_the_document(served, command):
    given = {"layers": "attacks", "lang": "fr"}
    told = decoded(served.get("/cite", params=given))["citations"]
    for style in ("apa", "chicago"):
        assert command("cite", given, "--f", style).decode() == told[style] + "\n"


def test_fields_are_options_too_and_a_file_gets_the_same(served, command, tmp_path):
    given = {"layers": "attacks", "event_type": "Battles"}
    answer = served.get("/caption.json", params=given)
    view = ({"layers": "attacks"}, "--where", "event_type=Battles", "-o", "caption.json")
    assert command("caption", *view) == b""
    assert (tmp_path / "caption.json").read_bytes() == answer.content


def test_who_serves_nothing_gives_no_address(command, monkeypatch):
    monkeypatch.delenv("ATLAS_BASE_URL")
    assert json.loads(command("caption", {}))["link"] is None
    found = json.loads(command("cite", {}))
    assert found["url"] is None
    assert "URL" not in json.loads(found["citations"]["csl"])[0]
    assert all("http" not in text for text in found["citations"].values())


def test_a_wrong_option_is_named(monkeypatch, mini, capsys):
    wrong = ["--atlas", str(mini), "--layers", "attakcs"]
    for name in ("caption", "cite"):
        monkeypatch.setattr(sys, "argv", ["conflict-atlas", name, *wrong])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 2
        assert "attacks" in capsys.readouterr().err


def test_a_template_that_loops_for_ever_is_given_up(mini, tmp_path):
    """As a program of its own: nothing else ends what runs within Jinja."""
    path = tmp_path / "loop.md"
    path.write_text("{% for a in range(99999) %}" * 3 + "{% endfor %}" * 3, "utf-8")
    given = ["--atlas", str(mini), "-o", str(tmp_path / "out.md"), "--template", str(path)]
    code = f"import sys; sys.argv[1:] = {['report', *given]!r}; from api.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "ATLAS_FIGURE_SECONDS": "0.5", "ATLAS_CACHE_DIR": str(tmp_path)},
        timeout=60, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == f"Error: {path}: not done within 0.5 seconds\n"
    assert not list(tmp_path.glob("out*"))
