"""The command line as a shell sees it: output, exit codes, files whole or not at all."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from asgi import decoded

from api.cli import main

COMMAND = Path(sys.executable).with_name("conflict-atlas")


def run(*arguments, cwd, **variables):
    done = subprocess.run(
        [COMMAND, *map(str, arguments)],
        cwd=cwd, check=False, capture_output=True, text=True, timeout=120,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), **variables},
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def hostile_cwd(tmp_path_factory):
    """A folder with modules named as ours, which must not be taken for them."""
    folder = tmp_path_factory.mktemp("cwd")
    for name in ("api", "geo", "maps"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text("raise RuntimeError('the wrong package')\n")
    return folder


def test_layers_tells_counts(hostile_cwd, mini, mini_atlas):
    done = run("layers", "--atlas", mini, cwd=hostile_cwd)
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == list(mini_atlas.layers)
    attacks = json.loads((mini / "attacks.geojson").read_text("utf-8"))["features"]
    assert re.search(rf"^attacks +{len(attacks)} ", done.stdout, re.MULTILINE)


def counts(text):
    """(layer, value) to number, of the table that ``counts`` prints."""
    header, *lines = text.splitlines()
    starts = {name: header.index(name) for name in ("layer", "field", "value", "label")}
    found = {}
    for line in lines:
        value = line[starts["value"] : starts["label"]].strip()
        found[line[: starts["field"]].strip(), value] = int(line.rsplit(maxsplit=1)[1])
    return found


COUNTS = [  # options, the same as a query, the field counted by
    ((), "", "event_type"),
    (("--by", "admin1_name"), "", "admin1_name"),
    (("--bbox", "-1,15,1,17"), "&bbox=-1,15,1,17", "event_type"),
    (("--datetime", "2012-01-01/2013-12-31"), "&datetime=2012-01-01/2013-12-31", "event_type"),
    (("--where", "country=ML", "--by", "geo_precision"), "&country=ML", "geo_precision"),
    (("--where", "event_type=Battles,Riots"), "&event_type=Battles,Riots", "event_type"),
]


@pytest.mark.parametrize("case", COUNTS)
def test_counts_equal_the_api(served, hostile_cwd, mini, case):
    options, query, field = case
    done = run("counts", "--atlas", mini, "--layers", "attacks", *options, cwd=hostile_cwd)
    assert done.returncode == 0, done.stderr
    found = counts(done.stdout)
    body = decoded(served.get(f"/collections/attacks/items?limit=50{query}"))
    assert sum(found.values()) == body["numberMatched"] > 0
    values = [feature["properties"][field] for feature in body["features"]]
    for (layer, value), number in found.items():
        assert layer == "attacks"
        assert number == sum(("" if one is None else str(one)) == value for one in values)


def test_counts_speak_french(hostile_cwd, mini):
    done = run("counts", "--atlas", mini, "--lang", "fr", cwd=hostile_cwd)
    assert "Combats" in done.stdout or "Affrontements" in done.stdout


def test_check_says_what_is_wrong_and_where(hostile_cwd, mini, tmp_path):
    good = run("check", mini, cwd=hostile_cwd)
    assert (good.returncode, good.stdout) == (0, "")
    broken = tmp_path / "atlas"
    shutil.copytree(mini, broken)
    attacks = json.loads((broken / "attacks.geojson").read_text("utf-8"))
    first = attacks["features"][0]
    first["properties"]["event_type"] = "Battle\x1b[31m"
    (broken / "attacks.geojson").write_text(json.dumps(attacks), "utf-8")
    bad = run("check", broken, cwd=hostile_cwd)
    assert bad.returncode == 1
    assert "attacks.geojson" in bad.stdout
    assert first["id"] in bad.stdout
    assert "event_type" in bad.stdout
    assert "\x1b" not in bad.stdout


@pytest.mark.parametrize(
    "refusal",
    [
        (["frobnicate"], 2, "frobnicate"),
        (["layers", "--frob"], 2, "--frob"),
        (["layers", "--atlas", "nowhere"], 1, "nowhere"),
        (["check", "nowhere"], 1, "atlas.toml"),
        (["check"], 2, "DIR"),
        (["counts", "--bbox", "1,2"], 2, "bbox"),
        (["counts", "--datetime", "soon"], 2, "datetime"),
        (["counts", "--layers", "attakcs"], 2, "attacks"),
        (["counts", "--by", "event_typ"], 2, "event_type"),
        (["counts", "--where", "event_typ=x"], 2, "event_type"),
        (["counts", "--where", "event_type=Battle"], 2, "Battles"),
        (["counts", "--where", "event_type"], 2, "FIELD=VALUE"),
        (["counts", "--where", "bbox=1"], 2, "bbox"),
        (["counts", "--where", "country=ML", "--where", "country=BF"], 2, "twice"),
        (["counts", "--lang", "de"], 2, "lang"),
        (["map"], 2, "-o"),
        (["map", "-o", "no/such/folder/map.html"], 1, "map.html"),
        (["map", "-o", "x.html", "--layers", "sources"], 2, "sources"),
        (["serve", "--port", "70000"], 2, "PORT"),
        (["serve", "--port", "x"], 2, "--port"),
        (["serve", "--host", "192.0.2.1"], 1, "192.0.2.1"),
        (["serve", "--atlas", "nowhere"], 1, "nowhere"),
    ],
)  # fmt: skip
def test_errors_name_what_is_wrong(tmp_path, hostile_cwd, monkeypatch, capsys, refusal):
    arguments, status, named = refusal
    monkeypatch.setenv("ATLAS_CACHE_DIR", str(hostile_cwd / "cache"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["conflict-atlas", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == status
    out, err = capsys.readouterr()
    assert named in out + err
    assert list(tmp_path.iterdir()) == []


def test_an_error_is_one_line_on_standard_error(hostile_cwd):
    done = run("counts", "--by", "event_typ", cwd=hostile_cwd)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: by='event_typ'")
    assert done.stderr.count("\n") == 1


def test_a_wrong_setting_is_named(hostile_cwd):
    done = run("serve", cwd=hostile_cwd, ATLAS_WORKERS="many")
    assert done.returncode == 2
    assert "ATLAS_WORKERS" in done.stderr


def test_the_setting_names_the_atlas_and_the_option_wins(hostile_cwd, mini):
    assert run("layers", cwd=hostile_cwd, ATLAS_DIR=str(mini)).returncode == 0
    assert run("layers", cwd=hostile_cwd, ATLAS_DIR="nowhere").returncode == 1
    option = run("layers", "--atlas", mini, cwd=hostile_cwd, ATLAS_DIR="nowhere")
    assert option.returncode == 0


def test_help_and_version(hostile_cwd):
    done = run("--help", cwd=hostile_cwd)
    assert done.returncode == 0
    for command in ("serve", "check", "map", "layers", "counts"):
        assert command in done.stdout
        assert run(command, "-h", cwd=hostile_cwd).returncode == 0
    assert run("--version", cwd=hostile_cwd).stdout.startswith("conflict-atlas ")


def test_a_reader_that_leaves_is_no_error(hostile_cwd, mini):
    pipe = f"{COMMAND} counts --atlas {mini} --by source_ids | head -1"
    done = subprocess.run(
        ["sh", "-c", pipe], cwd=hostile_cwd, check=True, capture_output=True, text=True
    )
    assert done.stderr == ""


def test_a_map_in_one_file(hostile_cwd, mini, tmp_path):
    target = tmp_path / "carte.html"
    done = run("map", "--atlas", mini, "-o", target, "--lang", "fr", cwd=hostile_cwd)
    assert done.returncode == 0, done.stderr
    page = target.read_text("utf-8")
    assert '<html lang="fr"' in page
    assert not re.search(
        r"<(script|link|img)[^>]+(src|href)=\"(?!data:|#)[^\"]*\.(js|css|png)", page
    )
    assert list(tmp_path.iterdir()) == [target]
