import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.joined import BETWEEN, Joined


def filled(features):
    found = Joined(np.array([len(one) for one in features], np.int64))
    for view, one in zip(found.views, features, strict=True):
        view[:] = one
    return found


@given(st.lists(st.binary(max_size=50), max_size=20), st.slices(20))
def test_it_is_the_features(features, part):
    found = filled(features)
    assert len(found) == len(features)
    assert list(found) == features
    assert found == filled(features)
    assert found != [*features, b""]
    assert found[part] == features[part]
    assert list(reversed(found)) == features[::-1]


@given(
    st.lists(st.binary(max_size=50), max_size=20),
    st.lists(
        st.tuples(st.sampled_from([0, 1, 300, 8_192, 8_193]), st.sampled_from([0, 3, 16, 17])),
        min_size=1,
        max_size=3,
    ),
)
def test_it_stands_between_a_head_and_a_tail_of_any_length(features, around):
    found = filled(features)
    for before, after in around:
        head, tail = b"h" * before, b"t" * after
        assert found.within(head, tail) == head + BETWEEN.join(features) + tail
    assert list(found) == features
