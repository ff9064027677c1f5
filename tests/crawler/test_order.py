"""Orders: the words of a command line to what a run does, and back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.order import Order, WrongArgument, order_of, words_of

ORDERS = st.builds(
    Order,
    urls=st.lists(st.sampled_from(["a", "https://x.example/1?b=c", "https://x.example/新"]), max_size=3, unique=True).map(tuple),
    due=st.booleans(),
    new=st.just(False),
    limit=st.none() | st.integers(1, 10**6),
    now=st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- hypothesis adds the zone
)


@given(ORDERS)
def test_an_order_survives_being_written_as_words(order: Order) -> None:
    assert order_of(words_of(order)) == order


def test_several_addresses_stand_on_lines_of_their_own() -> None:
    assert order_of({"url": "a", "urls": " b \n\nc\na"}).urls == ("a", "b", "c")


def test_a_time_without_an_offset_is_meant_in_shanghai() -> None:
    assert str(order_of({"now": "2026-03-02T08:00:00"}).now) == "2026-03-02 08:00:00+08:00"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"ulr": "x"}, "argument ulr is not known: the known ones are url, urls, due, new, limit, now"),
        ({"due": "perhaps"}, "argument due is 'perhaps': write 1 or 0"),
        ({"due": "1", "new": "yes"}, "argument new excludes due"),
        ({"limit": "0"}, "argument limit is '0'"),
        ({"limit": "-1"}, "argument limit is '-1'"),
        ({"limit": "٣"}, "argument limit is"),
        ({"limit": "9" * 5000}, "argument limit is"),
        ({"now": "yesterday"}, "argument now is 'yesterday': write ISO 8601"),
    ],
)
def test_a_wrong_word_is_refused_by_name(words: dict[str, str], says: str) -> None:
    with pytest.raises(WrongArgument) as refusal:
        order_of(words)
    assert says in str(refusal.value)
