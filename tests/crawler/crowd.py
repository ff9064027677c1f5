"""Stories made by number for tests that need many: articles of Thepaper in one node and one account, posts of finews."""

from __future__ import annotations

from datetime import timedelta

from tests.replay.story import Edition, Part, Story
from tests.replay.world import moment

ZONED = "截至2月底，德阳高新区新增规上企业{number}家。"
PLAIN = "本周末全市气温回升，第{number}号公园延长开放时间。"


def articles(count: int, *, zoned: bool = True, first: int = 31000000, node: str = "25462", account: str = "") -> tuple[Story, ...]:
    """So many articles of Thepaper, an hour apart, the newest first; only the body names a zone."""
    held = {"id": account, "name": "某发布"}.items() if account else ()
    return tuple(
        Story(source="thepaper", key=edition.key, editions=((0, edition),))
        for edition in (
            Edition(
                source="thepaper",
                key=str(first + number),
                title=f"一周简讯第{number}期",
                published=moment(0) - timedelta(hours=number + 1),
                parts=(Part(kind="text", words=(ZONED if zoned else PLAIN).format(number=number + 2)),),
                node=(("id", node), ("name", "某栏目")),
                account=tuple(held),
            )
            for number in range(count)
        )
    )


def posts(count: int, *, zoned: bool = True, first: int = 0) -> tuple[Story, ...]:
    """So many posts of finews of the replay's first day; only the body names a zone."""
    return tuple(
        Story(source="finews", key=edition.key, editions=((0, edition),))
        for edition in (
            Edition(
                source="finews",
                key=f"NW20260302{first + number:010d}",
                title=f"简讯第{number}期",
                published=moment(0) - timedelta(minutes=number + 1),
                parts=(Part(kind="text", words=(ZONED if zoned else PLAIN).format(number=number + 2)),),
                category="kejiribao",
                medium="科技日报",
            )
            for number in range(count)
        )
    )
