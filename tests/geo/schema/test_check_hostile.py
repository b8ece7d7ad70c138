"""The validator never crashes: whatever stands in the files, what comes back are findings."""

import json
import random

from atlas_copy import Copy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.schema import SCHEMAS
from geo.schema.check import check

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from((10**400, -(10**30), "\ud800", "\x00", "2013-13", "a;;b", "ML", "x" * 9_000))
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def spots(document):
    """Every place in a JSON document that can hold something else: (container, key)."""
    found, todo = [], [document]
    while todo:
        item = todo.pop()
        pairs = item.items() if isinstance(item, dict) else enumerate(item)
        for key, value in pairs:
            found.append((item, key))
            if isinstance(value, dict | list):
                todo.append(value)
    return found


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_junk_anywhere_is_no_crash(mini, tmp_path_factory, data):
    copy = Copy(mini, tmp_path_factory.mktemp("junk") / "atlas")
    layer = data.draw(st.sampled_from(sorted(SCHEMAS)))
    places = spots(copy.documents[layer])
    for _ in range(data.draw(st.integers(1, 4))):
        container, key = data.draw(st.sampled_from(places))
        container[key] = data.draw(JUNK)
    copy.write()
    for finding in check(copy.path):
        assert finding.rule
        assert len(str(finding)) < 1_000
        str(finding).encode("utf-8")  # can be printed, whatever the value was


def test_one_key_of_any_record_lost_is_no_crash(mini, tmp_path):
    chance = random.Random(7)  # noqa: S311 - chooses what to break, nothing secret
    copy = Copy(mini, tmp_path / "atlas")
    clean = {layer: json.dumps(copy.documents[layer]) for layer in SCHEMAS}
    for layer in SCHEMAS:
        for row in (chance.choice(copy.rows(layer)) for _ in range(5)):
            properties = row.get("properties", row)
            properties.pop(chance.choice(sorted(properties)), None)
        copy.write()
        assert check(copy.path)
        copy.documents[layer] = json.loads(clean[layer])


def test_an_empty_folder_and_a_file_are_findings(tmp_path):
    assert [finding.rule for finding in check(tmp_path)] == ["atlas.config"]
    file = tmp_path / "file"
    file.touch()
    assert [finding.rule for finding in check(file)] == ["atlas.config"]


def test_bytes_are_findings(mini, tmp_path):
    for number, junk in enumerate((b"", b"\xff\xfe\x00", b'{"a":', b"[" * 200_000, b"1" * 5_000)):
        copy = Copy(mini, tmp_path / str(number))
        copy.write()
        for file in ("atlas.toml", "attacks.geojson", "sources.json", "areas/areas.geojson"):
            (copy.path / file).write_bytes(junk)
            assert check(copy.path)


def test_no_finding_tells_where_the_folder_is(mini, tmp_path):
    copy = Copy(mini, tmp_path / "secret-place")
    copy.write()
    copy.file("units").unlink()
    (copy.path / "claims.json").unlink()
    (copy.path / "claims.json").mkdir()
    texts = [str(finding) for finding in check(copy.path)]
    assert len(texts) > 1
    assert not any("secret-place" in text for text in texts)
