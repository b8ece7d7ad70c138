import numpy as np
import store_queries
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.filters import IsNull
from geo.query import Interval, Query
from geo.schema.model import Field
from geo.stores import by_time
from geo.stores.by_time import ByTime
from geo.stores.columns import Column

DAY = Field("date_end", "date", "", "")


def of(starts, ends):
    """The columns of records, newest first; None is no day."""
    kinds = zip((by_time.START, by_time.END), (starts, ends), strict=True)
    columns = {
        name: Column(DAY, np.array([-(2**15) if day is None else day for day in days], np.int16))
        for name, days in kinds
    }
    newest = np.arange(len(starts), dtype=np.int32)
    latest = by_time.latest(columns[by_time.END], newest).to_numpy()
    return ByTime(columns, latest)


RECORDS = st.lists(
    st.tuples(st.none() | st.integers(-400, 400), st.none() | st.integers(0, 300)), max_size=40
)
DAYS = st.none() | st.integers(-500, 500).map(lambda day: np.datetime64(day, "D").item())


@given(RECORDS, DAYS, DAYS, st.integers(0, 45), st.integers(0, 12))
@settings(max_examples=300)
def test_an_interval_selects_what_overlaps_it(records, start, end, first, limit):
    if start is None and end is None:
        return
    records.sort(key=lambda one: (one[0] is None, -(one[0] or 0)))
    starts = [one[0] for one in records]
    ends = [None if one[1] is None else (one[0] or 0) + one[1] for one in records]
    run = of(starts, ends).run(Query(interval=Interval(start, end)))
    low, high = (
        None if day is None else (np.datetime64(day) - np.datetime64(0, "D")).astype(int)
        for day in (start, end)
    )
    expected = [
        place
        for place, (since, until) in enumerate(zip(starts, ends, strict=True))
        if (high is None or since is None or since <= high)
        and (low is None or until is None or until >= low)
    ]
    assert (np.flatnonzero(run.mask) + run.first).tolist() == expected
    rest = [place for place in expected if place >= first]
    places, after = run.page(first, limit)
    assert places.tolist() == rest[:limit]
    assert after == (rest[limit] if 0 < limit < len(rest) else None)


def test_what_these_columns_cannot_tell_is_left_to_others(case):
    snapshot = case.store._serve(case.layer).snapshot
    found = ByTime.of(snapshot)
    if not case.layer.schema.temporal:
        assert found is None
        return
    assert found.run(Query()) is None
    assert found.run(Query(where=IsNull("geometry"))) is None
    for wide in set(snapshot.columns) - set(snapshot.again):
        assert found.run(Query(where=IsNull(wide))) is None


@given(data=st.data())
@settings(max_examples=40)
def test_both_orders_select_the_same(case, data):
    where = data.draw(store_queries.expressions(case.layer.name))
    served = case.store._serve(case.layer)
    by_both = served._found(Query(where=where), 0)
    kept = served._by_time
    try:
        served._by_time = None
        assert served._found(Query(where=where), 0)[0] == by_both[0]
        assert served._found(Query(where=where), 0)[1].tolist() == by_both[1].tolist()
    finally:
        served._by_time = kept
