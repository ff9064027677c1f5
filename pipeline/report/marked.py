"""Words with marks for the terminal: struck red and green in colour, [-…-] and {+…+} without.

Page words only ever become `rich.text.Text`, never markup, so that no page can style the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

from pipeline.report.passages import Passage, Token
from pipeline.report.words import shortened, visible

STYLES = {"=": "", "-": "red strike", "+": "green", "!": "bold yellow"}
"""How each mark is drawn in colour; `!` is evidence."""

BRACKETS = {"=": ("", ""), "-": ("[-", "-]"), "+": ("{+", "+}"), "!": ("[[", "]]")}
"""How each mark is drawn without colour."""


@dataclass(frozen=True, kw_only=True)
class Marked:
    """Marked words that Rich draws by what the console can do."""

    tokens: tuple[Token, ...]
    """Marks and words in their order."""

    label: str = ""
    """Words before them, dimmed."""

    def text(self, *, colour: bool) -> Text:
        """The words as Rich's text, with styles or with brackets."""
        drawn = Text(f"{self.label} " if self.label else "", style="")
        drawn.stylize("dim" if colour else "")
        for mark, words in self.tokens:
            left, right = ("", "") if colour else BRACKETS[mark]
            drawn.append(f"{left}{visible(words)}{right}", style=STYLES[mark] if colour else "")
        return drawn

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text(colour=_colours(console))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self.text(colour=_colours(console)))


def plain(words: str, style: str = "") -> Text:
    """Words of a page as Rich's text, unsafe characters made visible."""
    return Text(visible(words), style=style)


def cell(words: str, style: str = "") -> Text:
    """Words of a page for a table: made visible and not endless."""
    return plain(shortened(words), style)


def drawn_passages(shown: Iterable[Passage]) -> list[Marked]:
    """Passages as marked words, one each, with place and operation before them."""
    return [_drawn(passage) for passage in shown]


def _drawn(passage: Passage) -> Marked:
    if passage.op == "skipped":
        return Marked(tokens=(), label=f"… {passage.skipped} unchanged …")
    told = "" if passage.op == "kept" else f" {passage.op}"
    here = " ◀" if passage.concerned else ""
    return Marked(tokens=passage.tokens, label=f"{passage.place}{told}{here}")


def _colours(console: Console) -> bool:
    return console.color_system is not None and not console.no_color
