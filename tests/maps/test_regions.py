"""An atlas by regions: every record on exactly one page."""

import io
from collections import Counter

import pypdf
import pytest

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
