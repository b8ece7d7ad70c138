"""GeoJSON of a feature a line: what json makes of the whole file, or a clear no."""

import json

import pytest

from geo import lined
from geo.errors import DataError

HEAD = '{"type":"FeatureCollection","features":['
ROWS = [{"type": "Feature", "id": name, "properties": {"t": "]}"}} for name in "abc"]
LINES = [json.dumps(row) for row in ROWS]
WHOLE = ",\n".join(LINES)


def found(path, text):
    path.write_text(text, encoding="utf-8", newline="")
    assert lined.is_lined(path)
    return [(number, row) for number, row, _ in lined.entries(path)]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n{WHOLE}\n]}}\n",
        f"{HEAD}\n{WHOLE}\n]\n}}",
        f"{HEAD}\n{WHOLE}]}}",
        f'{HEAD}\n{WHOLE}\n],"name":"x"}}\n',
        f'{HEAD}\n{WHOLE} ],\n"name":"x"\n}}\n',
        f"{HEAD}\r\n" + ",\r\n".join(LINES) + "\r\n]}\r\n",
        f"[\n{WHOLE}\n]\n",
        f"[\n{WHOLE}]",
    ],
)
def test_all_that_stands_in_the_list_is_read_and_nothing_else(tmp_path, text):
    whole = json.loads(text)
    rows = whole if isinstance(whole, list) else whole["features"]
    assert found(tmp_path / "in", text) == list(enumerate(rows, 1))


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n{WHOLE}",
        f"{HEAD}\n{WHOLE},\n",
        f"{HEAD}\n{WHOLE}\n]",
        f"{HEAD}\n{WHOLE}\n]}}\n{{}}",
        f'{{"other":[\n{WHOLE}\n]}}',
    ],
)
def test_a_file_that_is_cut_off_or_goes_on_is_refused(tmp_path, text):
    with pytest.raises(DataError):
        found(tmp_path / "in", text)


def test_a_broken_line_does_not_stop_the_others(tmp_path):
    rows = found(tmp_path / "in", f"{HEAD}\n{LINES[0]},\n{LINES[1][:9]},\n{LINES[2]}\n]}}\n")
    assert [number for number, _ in rows] == [1, 2, 3]
    assert [rows[0][1], rows[2][1]] == [ROWS[0], ROWS[2]]
    assert isinstance(rows[1][1], json.JSONDecodeError)
