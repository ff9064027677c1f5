"""What stands behind a figure in its clause: the verb that governs it from there, and words that only narrow what is counted."""

from __future__ import annotations

import re

from pipeline.claims.quantities import Quantity
from pipeline.claims.scene import Block, Scene, Verb


def right_verb(scene: Scene, quantity: Quantity, right: list[Block], verb: Verb | None, *, named: bool) -> Verb | None:
    """The verb after the quantity, where none before governs it: 2栋厂房封顶, 平均2.5天办结, 有9个项目未开工.

    `named`: what is counted stands before the quantity.
    """
    if quantity.kind in ("money", "share", "rank") or (quantity.kind == "output" and scene.text.startswith("的", quantity.end)):
        return None
    if quantity.kind == "span":
        done = [block.verb for block in right if block.verb is not None and block.verb.name in ("办结", "增长")]
        return done[0] if done else None
    exists = (
        verb is not None and verb.name == "拥有" and scene.text[verb.start : verb.end] in ("有", "尚有", "仍有", "另有", "还有", "已有")
    )
    if verb is not None and not exists:
        return None
    changed = re.search(r"[由从][^,。]{0,7}$", scene.text[max(0, quantity.start - 8) : quantity.start])
    passed = False
    for block in (block for block in right if not _attribute(scene, block, quantity, right)):
        if _parts(scene, quantity, block, passed=passed, named=named, exists=exists):
            return None
        if block.verb is None:
            continue
        if not block.verb.light or block.verb.name == "排名" or (block.verb.name == "增长" and changed):
            return block.verb
        if block.verb.name != "实现":
            return None
        passed = True
    return None


def narrows(scene: Scene, block: Block) -> bool:
    """已签约项目, 在建企业: a verb that only narrows the noun behind it."""
    return block.verb is not None and scene.text.startswith(("项目", "企业"), block.end)


def _attribute(scene: Scene, block: Block, quantity: Quantity, right: list[Block]) -> bool:
    """Whether a verb behind the count only narrows what is counted: 6个已签约项目未能供地, 3个安置小区."""
    if block.verb is None:
        return False
    later = any(other.verb is not None and not other.verb.light and other.start > block.end for other in right)
    narrowing = narrows(scene, block) and later
    return narrowing or (block.start == quantity.end and block.verb.nominal and scene.text[block.end : block.end + 1].isalpha())


def _parts(scene: Scene, quantity: Quantity, block: Block, *, passed: bool, named: bool, exists: bool) -> bool:
    """Whether what stands behind a block is said of another figure: each of a list has its own words (企业830家、挂牌企业109家)."""
    if block.kind == "quantity" and (passed or (not exists and quantity.kind != "classifier" and block.start == quantity.end)):
        return True
    return named and block.kind in ("quantity", "verb") and "、" in scene.text[quantity.end : block.start]
