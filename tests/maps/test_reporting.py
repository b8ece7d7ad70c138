"""What a report says of a view, beside the records themselves."""

from dataclasses import replace

import pytest

from geo.expressions import In
from geo.query import Query
from maps.records import select
from maps.reporting import report
from maps.spec import MapSpec, PageLinks

LINKS = PageLinks(
    items={"attacks": "https://example.org/collections/attacks/items"},
    scopes={"attacks": {"event_type": "Battles", "bbox": "1,2,3,4"}},
)


@pytest.fixture(scope="session")
def whole(english, mini_store):
    return report(english, mini_store, LINKS, "https://example.org/map")


def test_each_record_has_a_row_under_its_layer(whole, english, mini_store):
    selection = select(english, mini_store)
    for table in whole.tables:
        ids = {one.id for one in selection.records if one.layer.name == table.layer}
        assert {row.id for row in table.rows} == ids
        assert table.matched == len(ids)
        assert table.left_out == ""
    assert [table.layer for table in whole.tables] == [one.name for one in whole.caption.layers]
    numbers = [row.number for table in whole.tables for row in table.rows]
    assert numbers == list(range(1, len(selection.records) + 1))


def test_columns_are_those_a_layer_has(whole):
    columns = {table.layer: [one.name for one in table.columns] for table in whole.tables}
    assert columns["attacks"] == [
        *("number", "when", "title", "where"), *("sides", "deaths", "sources"),
    ]  # fmt: skip
    assert columns["bases"] == ["number", "when", "title", "where", "sources"]


def test_nothing_unknown_looks_like_nothing(whole, english, mini_store):
    selection = select(english, mini_store)
    rows = {row.id: row for table in whole.tables for row in table.rows}
    bounds = ("fatalities_low", "fatalities_best", "fatalities_high")
    seen = 0
    for record in selection.records:
        row = rows[record.id]
        assert row.where
        assert row.when
        if "fatalities_low" in record.layer.schema.by_name:
            assert row.deaths
            if all(record.properties.get(name) is None for name in bounds):
                seen += 1
                assert not any(sign.isdigit() for sign in row.deaths)
        if record.drawn == "withdrawn":
            assert row.note == "Retracted or merged"
    assert seen


def test_a_table_says_what_it_leaves_out(english, mini_store):
    found = report(english, mini_store, LINKS, most=3)
    for table in found.tables:
        assert len(table.rows) == min(3, table.matched)
        if table.matched > 3:
            assert table.left_out == (
                f"The newest 3 of {table.matched} records are listed; "
                f"left out: {table.matched - 3}."
            )
    attacks = next(table for table in found.tables if table.layer == "attacks")
    assert attacks.data == (
        "https://example.org/collections/attacks/items"
        f"?event_type=Battles&bbox=1%2C2%2C3%2C4&limit={attacks.matched}&f=csv"
    )
    assert next(table for table in found.tables if table.layer == "bases").data == ""


def test_sources_have_the_numbers_of_the_caption(whole, english, mini_store):
    first = [(one.number, one.id, one.title) for one in whole.caption.sources]
    cited = [(one.number, one.id, one.title) for one in whole.sources]
    assert cited[: len(first)] == first
    assert [one.number for one in whole.sources] == list(range(1, len(cited) + 1))
    numbers = {one.id: one.number for one in whole.sources}
    rows = {row.id: row for table in whole.tables for row in table.rows}
    for record in select(english, mini_store).records:
        named = {numbers[key] for key in record.properties["source_ids"].split(";")}
        assert named <= set(rows[record.id].sources)


def test_each_passage_stands_with_its_records(whole, mini_atlas, mini_store):
    claims = [
        claim
        for feature in mini_store.page(mini_atlas.layer("claims"), Query(limit=1000)).features
        for claim in [__import__("json").loads(feature)["properties"]]
    ]
    numbers = {row.id: row.number for table in whole.tables for row in table.rows}
    wanted = {
        (claim["source_id"], claim["locator"], numbers[claim["feature_id"]])
        for claim in claims
        if claim["locator"] and claim["feature_id"] in numbers
    }
    assert wanted
    assert wanted == {
        (source.id, passage.locator, row)
        for source in whole.sources
        for passage in source.passages
        for row in expanded(passage.rows)
    }


def expanded(text):
    for part in text.split(", "):
        first, _, last = part.partition("–")
        yield from range(int(first), int(last or first) + 1)


def test_contradictions_stay_visible(whole, english, mini_store):
    disputed = [one.id for one in select(english, mini_store).records if one.disputed]
    rows = {row.number: row for table in whole.tables for row in table.rows}
    assert {rows[one.row].id for one in whole.contradictions} >= set(disputed)
    for one in whole.contradictions:
        assert any("contradicts it:" in side for side in one.sides)


def test_an_empty_view_is_a_report_too(english, mini_store):
    spec = replace(english, query=Query(where=In("place_name", ("nowhere",))))
    found = report(spec, mini_store, LINKS)
    assert found.caption.n == 0
    assert all(table.rows == () for table in found.tables)
    assert found.sources == ()


def test_both_languages(mini_atlas, mini_store):
    english, french = (
        report(MapSpec(mini_atlas, mini_atlas.mapped, language=one), mini_store, LINKS)
        for one in ("en", "fr")
    )
    assert english.text.keys() == french.text.keys()
    same = {key for key, text in english.text.items() if text == french.text[key]}
    assert same <= {"figure", "sources", "notes", "col_when", "col_sources"}
    for one, other in zip(english.tables, french.tables, strict=True):
        assert [row.id for row in one.rows] == [row.id for row in other.rows]
