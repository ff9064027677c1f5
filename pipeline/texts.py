"""What an article says, and how two of them differ, without a store."""

from __future__ import annotations

from datetime import date

from db.claim import Claim
from db.records import Article
from pipeline.changes.compare import compare
from pipeline.claims.explain import Explained, explained
from pipeline.claims.read import claims
from pipeline.claims.zones import Gazetteer
from pipeline.report.material import Comparison


def claims_in(article: Article, *, doc: str, published: date | None = None, gazetteer: Gazetteer | None = None) -> tuple[Claim, ...]:
    """The claims of an article; its own publication day is used where none is given, the listed zones where no gazetteer is."""
    own = article.published_at.date() if article.published_at else None
    return claims(article.paragraphs, doc=doc, published=published or own, gazetteer=gazetteer, title=article.title)


def explained_in(article: Article, *, doc: str, published: date | None, gazetteer: Gazetteer | None = None) -> Explained:
    """The same claims with the reason for each field, and what of the text was not read."""
    own = article.published_at.date() if article.published_at else None
    return explained(article.paragraphs, doc=doc, published=published or own, gazetteer=gazetteer, title=article.title)


def compared(old: Article, new: Article, *, published: date | None, gazetteer: Gazetteer | None = None) -> Comparison:
    """Edits and claim changes between two articles."""
    before, after = (claims_in(article, doc="text", published=published, gazetteer=gazetteer) for article in (old, new))
    result = compare(old, new, old_claims=before, new_claims=after)
    return Comparison(old=old.paragraphs, new=new.paragraphs, edits=result.edits, changes=result.changes, same_text=result.same_text)
