"""Tells a page from a failure to get it, so that no refusal or fault is ever taken for a change.

First comes what the transport says (`unanswered`, `by_status`), then, for a page no layout can read, what its words
say (`by_words`). What a layout finds out inside a page it raises as a `Finding`. Nothing here fetches or waits.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import ClassVar
from urllib.parse import urlsplit

from db.records import Capture, Outcome, Reading


class Finding(Exception):
    """The page shows no article: {detail}."""

    outcome: ClassVar[Outcome] = Outcome.UNRECOGNISED

    def __init__(self, detail: str = "") -> None:
        template = type(self).__doc__ or ""
        super().__init__(template.format(detail=detail))


class Offline(Finding):
    """The page says that its article was taken down ({detail}); look again another day before believing it."""

    outcome = Outcome.OFFLINE


class Empty(Finding):
    """The page holds no body text ({detail}); look again later, and mend the layout if it stays so."""

    outcome = Outcome.EMPTY


class Malformed(Finding):
    """The page cannot be read ({detail}); keep the capture and mend the layout."""

    outcome = Outcome.UNRECOGNISED


class CutShort(Finding):
    """The answer ends before the page does ({detail}); fetch it again."""

    outcome = Outcome.ERROR


# 405 and 418 are what common Chinese firewalls answer instead of 403.
REFUSING = frozenset({401, 403, 405, 407, 418, 429, 451})
GONE = frozenset({404, 410})
REDIRECTS = frozenset({300, 301, 302, 303, 305, 307, 308})

_CHALLENGE = re.compile(
    r"acw_sc__v2|aliyun_waf|_waf_|TencentCaptcha|tcaptcha|geetest|cf-challenge|challenge-platform|g-recaptcha|hcaptcha|"
    r"(?:安全|访问|人机|滑动|滑块|身份|行为)验证|(?:输入|完成|通过)(?:下方|图片|以下)?(?:验证码?|校验)|验证码|"
    r"访问(?:被|已被|受到)?(?:拒绝|拦截|阻断|限制)|(?:请求|访问)(?:过于|太)频繁|(?:Web|网站)(?:应用)?防火墙|"
    r"Access Denied|Request Blocked|Just a moment|Too Many Requests|Are you a human|captcha",
    re.IGNORECASE,
)
_REFUSING_CODE = re.compile(r'"(?:code|resultCode|status)"\s?:\s?"?(?:99998|401|403|429)"?[,}\s]')
_MISSING = re.compile(
    r"(?:页面|网页|文章|内容|信息|新闻)(?:已经?)?(?:不存在|找不到|被删除|已删除|未找到)|(?:找不到|未找到|没有找到)(?:您?要?访问的|该|此|这个)?(?:页面|网页|文章|内容)|"
    r"\b404\b|page (?:could )?not (?:be )?found|not found",
    re.IGNORECASE,
)
_NO_SITE = re.compile(r"There isn't a GitHub Pages site here|域名(?:已过期|未绑定|暂停解析)|Domain (?:not configured|expired)")
_HEADING = re.compile(r"<(title|h1|h2)\b[^<>]{0,300}>([^<]{0,200})<", re.IGNORECASE)
_VERIFYING = re.compile(r"captcha|verify|challenge|\bwaf\b", re.IGNORECASE)
# Challenge pages are short; a long page may well mention a captcha in one of its scripts.
_SHORT_PAGE = 6000


def unanswered(capture: Capture) -> Reading | None:
    """`error` when nothing answered, or less than was announced; None when there is an answer to look at."""
    if capture.fault is not None:
        return Reading(outcome=Outcome.ERROR, reason=f"nothing answered: {capture.fault}")
    announced = capture.header("content-length") or ""
    if announced.isdecimal() and not capture.header("content-encoding") and 0 < len(capture.body) < int(announced[:18]):
        return Reading(outcome=Outcome.ERROR, reason=f"cut short: {len(capture.body)} of {announced} bytes came")
    return None


def by_status(capture: Capture, hosts: Collection[str]) -> Reading | None:
    """What status and final address say, for a source with these public hosts; None when the page itself must be read.

    An imported file has no status and is read as if it were a 200.
    """
    status = 200 if capture.status is None else capture.status
    if status == 304:
        return Reading(outcome=Outcome.NOT_MODIFIED, reason="the server says the page has not changed (304)")
    away = _away(capture, status, hosts)
    if away is not None:
        return away
    if status in REFUSING:
        return Reading(outcome=Outcome.REFUSED, reason=f"the server refuses us ({status})")
    if status in GONE:
        return Reading(outcome=Outcome.GONE, reason=f"the server says the page does not exist ({status})")
    if status == 206:
        return Reading(outcome=Outcome.ERROR, reason="only a part of the page came (206)")
    if not 200 <= status < 300:
        return Reading(outcome=Outcome.ERROR, reason=f"the server answers with a fault ({status})")
    if not capture.body.strip():
        return Reading(outcome=Outcome.EMPTY, reason="the answer has no body")
    return None


def by_words(text: str, status: int | None) -> Reading | None:
    """What a page that is no article says of itself: refused, gone, error, or None when it does not say.

    Only to be asked of pages no layout read: articles mention captchas and 404 too.
    """
    heading = " ".join(words for _, words in _HEADING.findall(text[:20_000]))
    whole = text if len(text) <= _SHORT_PAGE else ""
    if _NO_SITE.search(heading) or _NO_SITE.search(text[:20_000]):
        return Reading(outcome=Outcome.ERROR, reason="a host says that no site is served under this name")
    if _CHALLENGE.search(heading) or _CHALLENGE.search(whole) or _REFUSING_CODE.search(whole):
        return Reading(outcome=Outcome.REFUSED, reason="a firewall or captcha page answered instead of the site")
    if status in GONE:
        return None
    if _MISSING.search(heading) or _MISSING.search(whole[:1500]):
        return Reading(outcome=Outcome.GONE, reason="the page says that it does not exist, whatever its status")
    return None


def _away(capture: Capture, status: int, hosts: Collection[str]) -> Reading | None:
    target = capture.header("location") if status in REDIRECTS else capture.final_url
    if not target:
        return None
    host = host_of(target)
    if not host or host in hosts or host == host_of(capture.url):
        return None
    if _VERIFYING.search(target):
        return Reading(outcome=Outcome.REFUSED, reason=f"sent on to a verification page on {host}")
    return Reading(outcome=Outcome.MOVED, reason=f"the page moved to another host, {host}")


def host_of(url: str) -> str:
    """The host of an address in lower case; empty when it has none or is malformed."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
