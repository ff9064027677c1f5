"""Texts as the sources print them, and edits of them, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    "云岭高新区",
    "青川经开区",
    "已引进项目",
    "13个",
    "15个",
    "10余家",
    "35亿元以上",
    "1,234.5万元",
    "三十余户",
    "到2025年",
    "2021年12月31日",
    "1月14日",
    "12.5%",
    "“一核两翼”",
    "《十，百》",
    "，234",
    "「",
    "GDP",
    "5G",
    "，",
    "。",
    "；",
    " ",
    "的",
    "将",
    "已",
    "道路",
    "Ａ",
    "１２家",
    "\U0001f600",
    "\ue000",
)

paragraph = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
paragraphs = st.lists(paragraph, max_size=8)
wild = st.text(max_size=40)


@st.composite
def versions(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A list of paragraphs and what a few edits made of it."""
    old = draw(paragraphs)
    new = list(old)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(new)))
        match draw(st.sampled_from(("insert", "delete", "move", "change", "join"))):
            case "insert":
                new.insert(at, draw(paragraph))
            case "delete":
                new[at : at + 1] = []
            case "move" if new:
                new.insert(draw(st.integers(0, len(new) - 1)), new.pop(at % len(new)))
            case "change" if new:
                new[at % len(new)] += draw(paragraph)
            case "join":
                new[at : at + 2] = ["".join(new[at : at + 2])] if new[at : at + 2] else []
    return old, new
