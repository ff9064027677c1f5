"""Where archived finews posts can still be read: `/old_post/<date>-<infoCode>.md`."""

from __future__ import annotations

from tests.replay.render.finews_post import file_name, markdown
from tests.replay.routes.finews import LIFE_DAYS, archived, build_time, validated
from tests.replay.world import BASE_DATE, Answer, Asked, World


def answer(asked: Asked, world: World) -> Answer:
    """The Markdown of a post that has left the site, as its last build there wrote it; 404 for one that is still on it."""
    for edition in world.editions("finews"):
        if asked.path == f"/old_post/{file_name(edition)}" and archived(edition, world) and edition.answer != "unarchived":
            last_day = (edition.published.date() - BASE_DATE).days + LIFE_DAYS
            body = markdown(edition, last_day).encode()
            return validated(Answer(status=200, body=body, content_type="text/plain; charset=utf-8"), asked, build_time(world))
    return Answer(status=404, body=b"404: Not Found", content_type="text/plain; charset=utf-8")
