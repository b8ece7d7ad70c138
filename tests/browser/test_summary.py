"""What is shown, in words: the sentences the page makes are those the server makes."""

import random

import pytest
from playwright.sync_api import expect
from test_filter import choice
from test_map import tab

from api import params
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore
from maps import caption_words
from maps.captions import caption
from maps.spec import MapSpec


def said(spec, store):
    """The server's sentences of a view."""
    return caption_words.said(caption(spec, store))


@pytest.mark.parametrize(("path", "language"), [("/map", "en"), ("/carte", "fr")])
@pytest.mark.parametrize("name", ["mini", "mali"])
def test_for_any_choice_the_words_are_the_servers(visit, name, path, language, request):
    seen = visit(request.getfixturevalue(f"{name}_site").base + path)
    atlas = Atlas.open(request.getfixturevalue(name))
    store = ColumnarStore(atlas)
    dice = random.Random(7)  # noqa: S311 - a seed, so that a failure comes again
    compared = 0
    for state in [{}, *(choice(dice, seen.data()) for _ in range(16))]:
        query = seen.page.evaluate(
            "(state) => { const { selection } = ConflictAtlas;"
            " selection.set({ ...selection.empty, ...state }); return selection.toQuery(); }",
            state,
        )
        if query is None:  # no layer is on
            continue
        layers = [atlas.layers[one] for one in query.pop("layers", "").split(",") if one]
        shown = tuple(layer for layer in atlas.mapped if not layers or layer in layers)
        asks = params.filter_query(query, [layer.schema for layer in shown], params.MAP)
        spec = MapSpec(atlas, shown, asks, language=language)
        assert seen.page.evaluate("ConflictAtlas.sentences()") == said(spec, store)
        compared += 1
    assert compared > 10


def test_the_page_says_it_and_says_it_aloud_once_the_choice_is_made(visit, mali_site):
    page = visit(mali_site.base + "/map").page
    lead = page.locator("#ca-summary")
    assert lead.text_content().startswith("124 records: Attacks and battles")
    aloud = page.locator("#ca-aloud")
    assert aloud.get_attribute("role") == "status"
    assert aloud.text_content() == ""
    page.check("#ca-l-1") if not page.is_checked("#ca-l-1") else page.uncheck("#ca-l-1")
    expect(aloud).not_to_have_text("")
    total = page.evaluate("ConflictAtlas.selection.counts().total")
    assert aloud.text_content().startswith(f"{total} records: ")
    assert aloud.text_content() == " ".join(page.evaluate("ConflictAtlas.sentences()"))
    assert "Attacks and battles" not in lead.text_content()
    tab(page, "records")
    page.locator(".ca-summed summary").click()
    sentences_shown = page.locator("#ca-summed li").all_text_contents()
    assert [lead.text_content(), *sentences_shown] == page.evaluate("ConflictAtlas.sentences()")
