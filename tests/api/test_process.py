"""What a process loads, and what it goes without."""

import json
import subprocess
import sys

import pytest

SERVING = """
from api.main import create
from api.settings import Settings
create(Settings(dir=FOLDER))
import sys  # what took a tenth of a start each
assert not {"pyarrow.compute", "numpy.ma", "pydantic_settings"} & set(sys.modules)
"""
ANSWERING = """
import asyncio, httpx
from api.main import create
from api.settings import Settings
transport = httpx.ASGITransport(app=create(Settings(dir=FOLDER, cache_dir=CACHE)))
async def ask():
    async with httpx.AsyncClient(transport=transport, base_url="http://atlas.test") as client:
        for path in ("items?limit=5", "items/ml-attack-0001", "tiles/WebMercatorQuad/4/7/7"):
            answer = await client.get(f"/collections/attacks/{path}")
            assert answer.status_code in (200, 404), answer.text
asyncio.run(ask())
"""
ASKED_TO_DRAW = """
from api import drawing
from api.http import Later
from api.process import leave_pandas_out
leave_pandas_out()
from api.routes import figures, reports
from api.settings import Settings
from geo.atlas import Atlas
services = drawing._services(Settings(dir=FOLDER, cache_dir=CACHE), Atlas.open(Path(FOLDER)))
job = drawing.Job(figures.svg, {}, "/figure.svg", {"layers": "attacks"}, "http://atlas.test", ())
assert isinstance(figures.svg(call=drawing._call(job, services)), Later)
assert isinstance(reports.report("docx", call=drawing._call(job, services)), Later)
"""
HELP = """
import sys
from api.cli import main
sys.argv = ["conflict-atlas", "--help"]
sys.stdout = sys.stderr
try:
    main()
except SystemExit as end:
    assert end.code == 0
finally:
    sys.stdout = sys.__stdout__
"""
FIRST = "from api.process import leave_pandas_out, settle\nsettle()\nleave_pandas_out()\n"
PANDAS = {"pandas", "geopandas", "folium", "branca"}
FORMATS = {"pyogrio", "pyproj", "pmtiles", "cql2", "sqlite3"}


def loaded(code, tmp_path, folder):
    """The packages a new process has loaded after some code."""
    told = "\nimport json, sys\nprint(json.dumps(sorted({n.split('.')[0] for n in sys.modules})))"
    names = f"from pathlib import Path\nFOLDER = {str(folder)!r}\nCACHE = {str(tmp_path)!r}\n"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", names + code + told],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("code", "without"),
    [
        (SERVING, PANDAS | FORMATS | {"jinja2"}),
        (HELP, PANDAS | FORMATS | {"jinja2", "pyarrow", "fastapi", "pydantic"}),
    ],
)
def test_nothing_is_loaded_before_it_is_needed(code, without, tmp_path, mini):
    assert loaded(code, tmp_path, mini) & without == set()


def test_a_compiled_layer_is_served_without_pandas(tmp_path, mini):
    loaded(ANSWERING, tmp_path, mini)  # compiles
    assert loaded(ANSWERING, tmp_path, mini) & (PANDAS | FORMATS) == set()


def test_who_has_others_draw_loads_nothing_that_draws(tmp_path, mini):
    """20 MB of each server process, and part of the time of its first figure."""
    assert loaded(ASKED_TO_DRAW, tmp_path, mini) & {"typst", "uharfbuzz", "docx"} == set()


def test_pandas_is_there_for_who_asks_for_it(tmp_path, mini):
    code = FIRST + (
        "import pyarrow as pa\n"
        "assert pa.array([1, None]).to_pandas().isna().tolist() == [False, True]\n"
        "import pandas as pd\n"
        "assert pa.array(pd.Series([1.5, None])).null_count == 1\n"
    )
    assert "pandas" in loaded(code, tmp_path, mini)
