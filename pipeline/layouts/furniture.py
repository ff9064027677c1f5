"""Tells the words of an article from the furniture around them: credits, editors, notices, calls to follow.

Furniture stands at the edges of a body, so a line in the middle is never touched, whatever it looks like: the head
gives up statements of origin and of the original title, the tail is peeled from its end. Calls to follow and QR codes
go only where a credit or a notice stands above them, for an article may well end on one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.canonical import PART, canonical, cut_from
from pipeline.layouts.body import CAPTION, CREDIT, Line

_ORIGIN = "(?:(?:本文|文章|稿件|新闻|信息|原文|内容|转载|稿源|综合)?来源(?:于)?|稿源|转载自|转自|供稿(?:单位)?|出品(?:单位)?)"
_EDITOR = (
    "(?:(?:责任|值班|执行|实习|图片|视频|网络|新媒体|本期|本版|栏目|文字|见习|特约|版式|美术|视觉|微信)?编辑|责编|美编|编审|编校|"
    "(?:责任|文字)?校对|校审|审核|审校|审稿|审签|审定|签发|核稿|初审|复审|终审|[一二三]审(?:[一二三]校)?|[一二三]校|总?监制|总?策划|"
    "(?:执行|副)?主编|总编辑?|统筹|排版|制作|制图|设计|运营|主管|主办|值班主任|编委|投稿邮箱|联系(?:电话|方式)|投稿热线)"
)
_AUTHOR = (
    "(?:(?:本报|首席|见习|实习|特约|全媒体|融媒体?)?记者|通讯员|作者|撰稿|撰文|采写|采访|文字|摄影|摄像|拍摄|"
    "图片|图文|视频|剪辑|实习生|文/图|图/文|文|图)"
)
_LABEL = f"(?:{_ORIGIN}|{_EDITOR}|{_AUTHOR})"
_BAR = "[|｜丨│∣/／:：]"
_FIELD = re.compile(rf"(?:^|(?<=[\s;；,，、/]))({_LABEL}(?:\s?[/／、&＆]\s?{_LABEL}){{0,3}})\s?{_BAR}\s?")
_NAMED_EDITORS = re.compile(rf"(?:{_EDITOR}\s{{1,4}}[\u4e00-\u9fff·]{{2,4}}(?:\s{{1,4}}|$)){{1,6}}$")
_WHOLE_ORIGIN = re.compile(r"[（(](?:本文|文章|稿件)来源\s?[:：]")
_PARENTHESES = re.compile(r"[（(【\[]\s?(.{1,200}?)\s?[）)】\]]$")
# In brackets and by itself a picture's credit may stand anywhere, and it stays where it stands.
_PICTURED = re.compile(f"(?:图|文|摄影|图片|视频)[^来]{{0,6}}{_BAR}")
_WRITER = re.compile("(?:本报|首席|见习|特约|全媒体|融媒体?)?(?:记者|通讯员|作者|撰稿|撰文|采写|文字|文)")
_SENTENCE = re.compile(r"[。！？!?；;]")
_TITLE = re.compile(r"(?:本文|文章)?原(?:标题|题)(?:(?:为|是)\s?[:：]?\s?(?=[《“\"])|\s?[:：|｜]\s?|(?=《))(.{1,200})$")
_WRAPPED = re.compile(r"《(.{1,200})》[。.]?$")
_NOTICE = re.compile(
    r"(?:点击)?(?:阅读|查看|点击)(?:原文|全文)(?:\s?[>＞»]{0,3})$|[【\[（(*※\s]{0,3}(?:特别|免责|版权|郑重|法律|转载)(?:声明|提示|说明)|声明\s?[:：]|"
    r"本(?:文|稿)(?:为|系|由).{0,60}(?:上传并?发布|授权|独家|原创)|未经(?:授权|许可|书面)[^。]{0,10}(?:不得|禁止|请勿|严禁)[^。]{0,6}(?:转载|使用|复制)|"
    r"转载(?:请|须|需)(?:注明|联系|标明|保留)|如(?:有|涉及?)侵权|侵(?:权)?(?:即|必)?(?:删|究)|"
    r"[—\-–=~·*\s]{0,9}(?:THE )?END[—\-–=~·*\s]{0,9}$|[（(【](?:完|全文完|本文完)[）)】]$|"
    r"<?(?:https?:)?//[^\s<>]{4,300}>?$|<>$",
    re.IGNORECASE,
)
_ABOUT_ITSELF = re.compile(
    r"[（(*※\s]{0,3}(?:本文|本稿|文章|文中|以上|上述|图片|图文|部分|内容|素材|本(?:公众)?号|本平台|投资有风险)[^。]{0,50}"
    r"(?:代表[^。]{0,20}(?:观点|立场)|(?:联系|告知)[^。]{0,12}删除|仅供参考|投资建议|版权(?:归|属于)|侵权|来自网络|源于网络)"
)
_CALL = re.compile(
    r"二维码|回复\s?[【\[「“\"'‘(（]|点击?个?(?:菜单|下方|上方|右下角|左下角|【|“|「|在看|赞|关注|阅读原文|蓝字)|【?在看】?|点赞|公众号|视频号|"
    r"关注(?:我们|我|本号|公号|微信|一下|更多)|(?:长按|扫描?|识别|戳)(?:一?扫|下方|上方|下图|图中|这里|二维|码|我)|解锁更多|更多(?:精彩|资讯|内容|信息|服务)|"
    r"(?:往期|精彩|热门|推荐|延伸|相关)(?:回顾|推荐|阅读|链接|内容|文章)|转发|分享(?:给|到|至)|设为星标|加(?:个)?星标|置顶|投稿|"
    r"(?:下载|打开)[^。]{0,12}(?:客户端|APP)|客户端|小程序|微信号|官方(?:微信|微博)|看都看完了",
    re.IGNORECASE,
)
_EDGE = 3
_LONGEST_CREDIT, _LONGEST_NAME, _LONGEST_CALL = 120, 14, 60


@dataclass(slots=True)
class Sifted:
    """What the lines of a body turned out to be."""

    paragraphs: list[str] = field(default_factory=list)
    """Words of the article, one string a paragraph."""

    captions: list[str] = field(default_factory=list)
    """Captions and credits of pictures."""

    origins: list[str] = field(default_factory=list)
    """Statements of origin without their label."""

    original_title: str | None = None
    """Words of 原标题 or 原题; None when absent."""

    author: str | None = None
    """Who wrote it, from a credit at the end; None when absent."""


def sift(lines: Sequence[Line], chrome: re.Pattern[str] | None = None) -> Sifted:
    """Article and furniture apart; `chrome` names further lines that are furniture at the end on one site.

    Of paragraphs and origins each keeps its order; nothing but labels is cut from any line.
    """
    found = Sifted(captions=[line.text for line in lines if line.kind == CAPTION])
    words = [line for line in lines if line.kind != CAPTION]
    start = _head(words, found)
    end = _tail(words, start, found, chrome)
    for line in words[start:end]:
        if not _stated_anywhere(line, found):
            found.paragraphs.append(line.text)
    return found


def words_of(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The paragraphs without the furniture at the edges, as they are compared: a notice that comes or goes edits no article."""
    return tuple(sift([Line(text=text) for text in paragraphs if text.strip()]).paragraphs)


def whole_title(title: str, original: str | None) -> str:
    """The title, completed from the original one where the page cuts it; an original that says something else changes nothing."""
    if original and (not title or cut_from(canonical(title), canonical(original))):
        return original
    return title


def joined_origins(origins: Iterable[str]) -> str | None:
    """Statements of origin joined as a record wants them, each once; None when there are none."""
    once: dict[str, str] = {}
    for origin in origins:
        once.setdefault(canonical(origin), origin)
    return PART.join(origin for form, origin in once.items() if form) or None


def origin_of(line: str) -> str | None:
    """The origin in words like `来源：X`; None when they are no such statement."""
    found = Sifted()
    return found.origins[0] if _fields(line, found) and found.origins else None


def _head(lines: list[Line], found: Sifted) -> int:
    start = 0
    while start < min(_EDGE, len(lines)) and (_original(lines[start], found) or _origin_only(lines[start], found)):
        start += 1
    return start


def _origin_only(line: Line, found: Sifted) -> bool:
    trial = Sifted()
    if line.kind != CREDIT and not re.match(_ORIGIN, line.text.lstrip("（(")):
        return False
    if not _credit(line, trial) or not trial.origins:
        return False
    found.origins.extend(trial.origins)
    return True


def _stated_anywhere(line: Line, found: Sifted) -> bool:
    """Whether a line says where the article is from in a form that nothing else has, so that its place does not matter."""
    return (line.kind == CREDIT or _WHOLE_ORIGIN.match(line.text) is not None) and _credit(line, found)


def _tail(lines: list[Line], start: int, found: Sifted, chrome: re.Pattern[str] | None) -> int:
    end = at = len(lines)
    peeled: list[Sifted] = []
    while at > start:
        line, trial = lines[at - 1], Sifted()
        if _original(line, trial) or _credit(line, trial) or _notice(line, chrome):
            end = at - 1
            peeled.append(trial)
        elif len(line.text) > _LONGEST_CALL or not _CALL.search(line.text):
            break
        at -= 1
    for trial in reversed(peeled):
        found.origins.extend(trial.origins)
        found.original_title = trial.original_title or found.original_title
        found.author = found.author or trial.author
    return end


def _notice(line: Line, chrome: re.Pattern[str] | None) -> bool:
    if _NOTICE.match(line.text) or (len(line.text) < _LONGEST_CREDIT and _ABOUT_ITSELF.match(line.text)):
        return True
    return chrome is not None and chrome.match(line.text) is not None


def _original(line: Line, found: Sifted) -> bool:
    bare = _bare(line.text)
    stated = _TITLE.match(bare)
    if stated is None:
        return False
    wrapped = _WRAPPED.match(stated.group(1))
    found.original_title = wrapped.group(1) if wrapped else stated.group(1).strip('“”"《》 ')
    return wrapped is not None or not bare.endswith("。")


def _credit(line: Line, found: Sifted) -> bool:
    bare = _bare(line.text)
    if len(bare) > _LONGEST_CREDIT:
        return False
    if bare != line.text and _PICTURED.match(bare):
        return False
    if _fields(bare, found) or _NAMED_EDITORS.match(bare):
        return True
    if line.kind == CREDIT:
        found.origins.append(bare)
    return line.kind == CREDIT


def _bare(text: str) -> str:
    within = _PARENTHESES.match(text)
    return within.group(1) if within else text


def _fields(bare: str, found: Sifted) -> bool:
    """Take apart `label: name` pairs that fill a whole line; False, and nothing taken, when they do not."""
    labels = list(_FIELD.finditer(bare)) if not _SENTENCE.search(bare) else []
    if not labels or labels[0].start() != 0:
        return False
    ends = [*(label.start() for label in labels[1:]), len(bare)]
    pairs = [(label.group(1), bare[label.end() : end].strip(" \u3000;；,，、/")) for label, end in zip(labels, ends, strict=True)]
    if not all(_fits(label, name) for label, name in pairs):
        return False
    found.origins.extend(name for label, name in pairs if name and re.match(_ORIGIN, label))
    writers = [name for label, name in pairs if name and _WRITER.fullmatch(label)]
    found.author = found.author or (writers[0] if writers else None)
    return True


def _fits(label: str, name: str) -> bool:
    """Whether the words behind a label can be a name: a person's is short, an office's may be long."""
    if re.match(_ORIGIN, label):
        return True
    return all(len(part) <= _LONGEST_NAME for part in re.split(r"[\s、,，/&]", name))
