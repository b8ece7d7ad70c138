"""What is declared is what is tested: each conformance class has tests of its requirements."""

import ast
import re
from pathlib import Path

from api.conformance import CLASSES

HERE = Path(__file__).parent
# The standard in a class's address, and the file with its tests.
FILES = {
    "ogcapi-features-1": "test_ogcapi_features_1.py",
    "ogcapi-features-2": "test_ogcapi_features_2.py",
    "ogcapi-features-3": "test_ogcapi_features_3.py",
    "ogcapi-features-5": "test_ogcapi_features_5.py",
    "ogcapi-tiles-1": "test_ogcapi_tiles_1.py",
    "tms": "test_tms.py",
    "cql2": "test_cql2.py",
}


def names_in(name):
    path = HERE / name
    if not path.exists():
        return []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [one.name for one in tree.body if isinstance(one, ast.FunctionDef)]


def test_each_declared_class_has_tests():
    missing = []
    for uri in CLASSES:
        match = re.fullmatch(r"http://www\.opengis\.net/spec/([\w-]+)/[\d.]+/conf/([\w-]+)", uri)
        assert match, uri
        start = f"test_req_{match.group(2).replace('-', '_')}_"
        if not any(name.startswith(start) for name in names_in(FILES[match.group(1)])):
            missing.append(uri)
    assert missing == []


def test_no_class_is_declared_twice():
    assert len(set(CLASSES)) == len(CLASSES)
