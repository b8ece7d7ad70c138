"""What the OpenAPI document allows and what it does not, sent by schemathesis: never a 500.

The answers must also have the status, media type and shape that the document tells. Seeded and
bounded, so that a red run is red again.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore

EXAMPLES = 10
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# One layer with each kind of field and one table stand for all: they share every line of code.
PATHS = r"^/(collections/(attacks|sources)(/.*)?|collections|conformance|tile.*|map|embed|docs)?$"


@pytest.fixture(scope="module")
def operations(mini):
    atlas = Atlas.open(mini)
    app = create_app(Settings(dir=mini), atlas, ColumnarStore(atlas))
    schema = schemathesis.openapi.from_asgi("/openapi.json", app).include(path_regex=PATHS)
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_nothing_sent_is_a_fault_of_ours(operations, mode):
    assert len(operations) > 20
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case):
            case.call_and_validate(checks=CHECKS)

        try:
            send()
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE  # an operation that takes nothing wrong
