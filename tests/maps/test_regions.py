"""An atlas by regions: every record on exactly one page."""

import io
import shutil
from collections import Counter

import pypdf
import pytest

from geo.atlas import Atlas
from geo.expressions import And, In, IsNull, Or
from geo.query import Query
from geo.stores.columnar import ColumnarStore
from maps.captions import caption
from maps.records import select
from maps.regions import regions
from maps.report_files import Reporting, Wish
from maps.spec import MapSpec, PageLinks


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_record_is_on_one_page(mini_atlas, mini_store, language):
    spec = MapSpec(mini_atlas, mini_atlas.mapped, language=language)
    pages = regions(spec, mini_store)
    ids = Counter(record.id for page in pages for record in select(page.spec, mini_store).records)
    assert ids == Counter(record.id for record in select(spec, mini_store).records)
    total = sum(caption(page.spec, mini_store).n for page in pages)
    assert total == caption(spec, mini_store).n
    for page in pages:
        codes = {one.properties["admin1_code"] for one in select(page.spec, mini_store).records}
        assert len(codes) <= 1


@pytest.mark.parametrize(
    "where",
    [
        And((In("event_type", ("Battles",)), In("confidence", ("high",)))),
        And((And((In("country", ("ML",)), In("event_type", ("Battles",)))), IsNull("merged_into"))),
        Or((In("country", ("ML",)), In("country", ("NE",)))),
    ],
)
def test_the_pages_of_a_filter_add_up_to_its_view(mini_atlas, mini_store, where):
    """Also where some layers lack a field of it: they keep the rest of the conditions."""
    spec = MapSpec(mini_atlas, mini_atlas.mapped, Query(where=where))
    pages = regions(spec, mini_store)
    total = sum(caption(page.spec, mini_store).n for page in pages)
    assert total == caption(spec, mini_store).n


def test_an_atlas_without_regions_has_its_one_page(tmp_path, mini):
    folder = tmp_path / "bare"
    shutil.copytree(mini, folder)
    for path in (*folder.glob("*.geojson"), folder / "areas" / "areas.geojson"):
        path.write_text('{"type":"FeatureCollection","features":[]}', "utf-8")
    atlas = Atlas.open(folder)
    spec = MapSpec(atlas, atlas.mapped)
    pages = regions(spec, ColumnarStore(atlas))
    assert [page.name for page in pages] == ["Region not known"]


def test_each_page_has_its_bookmark_and_numbers(english, mini_store):
    content = Reporting(english, mini_store, PageLinks()).written(Wish("pdf", by_region=True))
    reader = pypdf.PdfReader(io.BytesIO(content))
    pages = regions(english, mini_store)
    assert [one.title for one in reader.outline] == [page.name for page in pages]
    assert len(reader.pages) == len(pages)
    for shown, page in zip(reader.pages, pages, strict=True):
        text = "".join(shown.extract_text().split())
        assert "".join(caption(page.spec, mini_store).disclaimer.split()) in text
        if n := caption(page.spec, mini_store).n:
            assert f"{n}record" in text
    again = Reporting(english, mini_store, PageLinks()).written(Wish("pdf", by_region=True))
    assert again == content
