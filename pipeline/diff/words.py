"""Cut Chinese text into the smallest pieces a person would compare: a figure with its unit and hedge is one piece.

A piece is a number with hedge, unit and classifier, a date, a quoted name, a Latin word, the name of a zone, or
else one character. The rules are deliberately wide: too long a piece costs a little clarity, too short a piece cuts
a figure in two. This is no reading of claims; that is done in `pipeline/claims`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIGITS = r"\d++(?:[,，]\d{3}(?!\d))*+(?:[.．]\d++)?+"
_HAN = "[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅]"
_SCALE = "(?:[十百千万亿兆萬億](?![瓦米克]))"
_FIGURE = rf"(?:{_DIGITS}|{_HAN}++(?:点{_HAN}++)?+)"
_BEFORE = (
    "(?:大约|大概|约|将近|接近|近|超过|超|逾|不足|不到|不少于|不低于|不超过|不高于|不多于|至少|至多|最多|最少|突破|高于|低于|多于|少于|大于|小于"
    "|达到|达|共计|合计|累计|第|前|上|数|几|好几|百分之|[+\\-−±￥¥$])"
)
_MORE = "[余多几來来]"
_UNIT = (
    "(?:个?百分点|(?:美元|欧元|日元|港元|元人民币|人民币|元)|平方(?:公里|千米|米)|立方米|公里|千米|厘米|毫米|英里|公顷|公斤"
    "|(?:万|亿)?千瓦时|(?:万|亿)?千瓦|兆瓦时?|吉瓦|标准?煤|标箱|人次|人民币|工作日|小时|分钟|周年|年度?|个[多余半]?月|月份?|星期|周|季度|天|日|秒"
    "|大类|大项|大|平米|亩|吨|克|升|米|尺|寸|度|倍|成|折|％|%|‰|℃|个|家|户|名|位|人|项|条|栋|幢|座|台|套|件|辆|艘|架|种|类|期|届|届次|批次?|次|场|对|岁"
    "|份|只|支|枝|张|块|片|颗|款|轮|站|层|间|处|所|宗|笔|单|号|级|强|股|本|部|篇|道|路|通|门|口|段|棵|株|头|元|角|分|村|镇|乡|街|县|市|省|国|区|园|院|校|班|组|队"
    "|[A-Za-zＡ-Ｚａ-ｚ²³μΩ°]{1,8})"
)
_AFTER = "(?:及?以上|及?以下|以内|之内|之多|左右|上下|有余|开外|不等|多|余|级|强)"
_NUMBER = rf"(?:{_FIGURE}{_MORE}?{_SCALE}*+{_MORE}?{_UNIT}?+{_MORE}?)"
_RANGE = rf"(?:{_NUMBER}(?:[至到~～\-—–／/×*:：]{{1,2}}{_NUMBER}){{0,3}})"
_DAY = r"(?:[\d零〇一二三四五六七八九十]{1,3}[日号])"
_MONTH = rf"(?:[\d一二三四五六七八九十]{{1,2}}月(?:份)?(?:{_DAY}|[底初末]|上旬|中旬|下旬)?)"
_PART_OF_YEAR = f"(?:{_MONTH}|年?[底初末]|上半年|下半年|[前后]|第?[一二三四1-4]季度)"
_YEAR = rf"(?:(?:\d{{4}}|[零〇一二三四五六七八九]{{2,4}}|\d{{2}})年(?:代|度)?{_PART_OF_YEAR}?)"
_DATE = rf"(?:(?:截至|截止|到|至|自|从)?(?:{_YEAR}|{_MONTH}{_DAY}?)(?:[至到~～\-—–](?:{_YEAR}|{_MONTH}|{_DAY}))?[前底]?)"
_QUOTE = "(?:“[^“”，。！？；：,;!?\n]{1,30}”|‘[^‘’，。！？；：,;!?\n]{1,30}’|「[^「」。！？；!?;\n]{1,30}」|《[^《》。！？；!?;\n]{1,40}》)"
_LATIN = r"(?:[A-Za-zÀ-ɏＡ-Ｚａ-ｚ]++(?:[.+#&'_\-]?[A-Za-zÀ-ɏＡ-Ｚａ-ｚ0-9]++)*+)"
_MEASURE = rf"(?:{_BEFORE}{{0,2}}{_RANGE}{_AFTER}?)"
_WORDS = re.compile(f"{_QUOTE}|{_DATE}|{_MEASURE}|{_LATIN}")

_ZONE = re.compile("(?:高新技术|经济技术|综合保税|自由贸易|高新|经开|保税|综保|自贸|示范|开发|试验)[开新试]?[发验]?区|新区")
_LONGEST_NAME = 6
_NO_NAME = frozenset(
    "的了在于与和及由对将把被从是向到为已等各该本我省市区县落户驻入走进引聚集打造支持推动地处 、，。；：！？,;:!?“”（）()《》\n\t"
)


ENDS = frozenset("。！？!?；;\n")
"""Signs that end a sentence, or one item of a long list; no piece contains one beside being one."""


def words(text: str) -> list[str]:
    """The pieces of a text in order; joined they give the text back exactly."""
    result: list[str] = []
    done = 0
    for start, end in _spans(text):
        result += text[done:start]
        result += [text[start:end]] if end > start else []
        done = end
    result += text[done:]
    return result


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Figures, dates and names with the zones they overlap as one span each, rising."""
    found = sorted([*(match.span() for match in _WORDS.finditer(text)), *_zones(text)])
    start, end = found[0] if found else (0, 0)
    for following_start, following_end in found[1:]:
        if following_start < end:
            end = max(end, following_end)
        else:
            yield start, end
            start, end = following_start, following_end
    yield start, end


def _zones(text: str) -> Iterator[tuple[int, int]]:
    last = 0
    for found in _ZONE.finditer(text):
        start = found.start()
        while start > max(last, found.start() - _LONGEST_NAME) and text[start - 1] not in _NO_NAME:
            start -= 1
        last = found.end()
        yield start, last
