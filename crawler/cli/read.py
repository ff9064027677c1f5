"""Commands that read files and need no store: strip, claims, compare."""

from pathlib import Path
from typing import Annotated

import typer

from crawler.cli import doors

commands = typer.Typer()

Source = Annotated[
    str | None, typer.Option("--source", metavar="SOURCE", help="Source whose page the file is; else every source is tried.")
]
Body = Annotated[bool, typer.Option("--body", help="The file is a clean body, one paragraph a line; offsets refer to it as it stands.")]
Published = Annotated[
    str | None, typer.Option("--published", metavar="DATE", help="Day of publication, for times such as 目前 and 年底前.")
]
Url = Annotated[str | None, typer.Option("--url", metavar="URL", help="Public address of the page.")]


@commands.command()
def strip(
    file: Annotated[Path, typer.Argument(help="A saved page: HTML, plain text, Markdown or JSON.")],
    source: Annotated[str, typer.Option("--source", metavar="SOURCE", help="Source whose page the file is.")],
    url: Url = None,
    json: doors.Json = False,
    now: doors.Now = None,
) -> None:
    """Read one saved page: the article and nothing else.

    Example: zonewatch strip page.html --source thepaper
    """
    from pipeline.files import saved_page
    from pipeline.reading import read
    from pipeline.report import jsonl, text
    from pipeline.sources import source as source_named

    site = source_named(source)
    key = site.key_of(url) if url else None
    reading = read(saved_page(doors.contents(file), source=source, key=key or "", url=url or "", at=doors.present(now)))
    if json:
        doors.say_json([jsonl.article_json(source, key or (reading.article.key if reading.article else None), reading)])
    else:
        doors.say(text.article_view(reading))


@commands.command()
def claims(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Saved pages or clean bodies.")],
    source: Source = None,
    body: Body = False,
    published: Published = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say for each field which rule set it, and by which words.")] = False,
    json: doors.Json = False,
) -> None:
    """The claims of one text: who, what, how much, by when, how certain.

    Example: zonewatch claims article.txt --body --published 2022-05-25
    """
    from pipeline.files import article_in, doc_of
    from pipeline.report.text_claims import claims_forms, claims_view, unread_words
    from pipeline.texts import explained_in

    known = doors.configuration().gazetteer()
    articles = [article_in(doors.contents(file), name=str(file), source=source, body=body) for file in files]
    for file, article in zip(files, articles, strict=True):
        found = explained_in(article, doc=doc_of(file), published=doors.day(published), gazetteer=known)
        for words in unread_words(found, str(file)):
            doors.note(words)
        if json:
            doors.say_json(claims_forms(found, explain=explain))
        else:
            for view in claims_view(found, "\n".join(article.paragraphs), explain=explain):
                doors.say(view)


@commands.command()
def compare(
    old: Annotated[Path, typer.Argument(help="The earlier file.")],
    new: Annotated[Path, typer.Argument(help="The later file.")],
    source: Source = None,
    body: Body = False,
    published: Published = None,
    json: doors.Json = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the comparison as one HTML page.")] = None,
) -> None:
    """Edits and claim changes between two files, without a store.

    Example: zonewatch compare monday.html friday.html --source thepaper
    """
    from pipeline.files import article_in
    from pipeline.report import jsonl, text
    from pipeline.texts import compared

    before, after = (article_in(doors.contents(file), name=str(file), source=source, body=body) for file in (old, new))
    result = compared(before, after, published=doors.day(published), gazetteer=doors.configuration().gazetteer())
    if html:
        from pipeline.report.html import comparison_page

        doors.write(html, comparison_page(result, old_name=old.name, new_name=new.name))
    if json:
        doors.say_json([jsonl.compare_json(result.edits, result.changes, result.same_text)])
    elif not html:
        doors.say(text.compare_view(result))
