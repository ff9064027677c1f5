"""The finews site's pages in both generations of its template: post, index, category and the 404 page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from tests.replay.render.finews_post import SECOND_GENERATION, body_html, post_path, return_path, share_address
from tests.replay.render.noise import build_id
from tests.replay.story import Edition

INDEX_LIMIT = 5


def post_page(edition: Edition, day: int) -> str:
    """A post inside the default layout."""
    share, back = share_address(edition), return_path(edition, day)
    section = f"""<small>(GMT+8, Asia/Shanghai, CST) {edition.published:%Y-%m-%d %H:%M:%S}</small>
<h1>{escape(edition.title, quote=False)}</h1>

{body_html(edition)}

<p><a href="{share}">{share}</a></p>

<p><a href="//finews.withounder.com{back}">返回{escape(edition.medium)}新闻</a>｜<a href="//finews.withounder.com/">返回首页</a></p>

  <small>tags: <em>{escape(edition.medium)}新闻</em></small>
"""
    whole = edition.title if day >= SECOND_GENERATION else body_html(edition)
    return frame(section, day, edition.title, whole, post_path(edition))


def index_page(editions: Sequence[Edition], day: int) -> str:
    """The front page: the newest posts under each medium."""
    media = list(dict.fromkeys(edition.medium for edition in editions))
    sections = "".join(_shelf(medium, [edition for edition in editions if edition.medium == medium][:INDEX_LIMIT]) for medium in media)
    return frame(sections, day, "首页", "首页", "/")


def category_page(medium: str, editions: Iterable[Edition], day: int, path: str) -> str:
    """All posts of a category, without dates or pages."""
    return frame(_shelf(medium, editions), day, f"{medium}新闻", f"{medium}新闻", path)


def not_found_page(day: int) -> str:
    """The 404 page: it speaks of the three days and builds the archive's address from the asked one."""
    section = """<script language="JavaScript">setTimeout(function () { window.location = "/"; }, 5000);</script>
<h2 id="404">404 找不到页面 Page Not Found</h2>
<p>此页面不存在，可能是过期的消息，也可能是网址有误。</p>
<script language="JavaScript">
    var parts = window.location.pathname.split("/");
    var name = parts[2] + '-' + parts[3] + '-' + parts[4] + '-' + parts[5].split(".")[0] + '.md';
    var words = '本站消息时效性为三天，三天前的消息已归档，如需要可以点击此处连接查看';
    document.write(words.link('https://github.com/zning1994/finews/blob/main/old_post/' + name));
</script>
<br />
<p>继续浏览请访问<a href="/">首页</a></p>
<h2>本页面将于5秒后跳转至首页</h2>
"""
    return frame(section, day, "404", "404", "/404.html")


def _shelf(medium: str, editions: Iterable[Edition]) -> str:
    rows = "".join(f'<li><a href="{post_path(edition)}">{escape(edition.title, quote=False)}</a></li>\n' for edition in editions)
    return f'<h2 id="{escape(medium)}新闻">{escape(medium)}新闻</h2>\n<ul>\n{rows}</ul>\n'


def frame(section: str, day: int, title: str, description: str, path: str) -> str:
    """The default layout: everything around `<section>`; the style sheet carries the build revision."""
    host = "finews.zning.me" if day < SECOND_GENERATION else "finews.withounder.com"
    feed = f'<link rel="alternate" type="application/atom+xml" href="https://{host}/feed.xml">' if day >= SECOND_GENERATION else ""
    legal = "<p><small>【免责声明】投资有风险，入市需谨慎。</small></p>" if day >= SECOND_GENERATION else ""
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
  <head>
    <meta charset="UTF-8">
    <title>{escape(title)} | 金融消息</title>
    <meta property="og:title" content="{escape(title)}">
    <meta property="og:description" content="{escape(description)}">
    <meta property="og:url" content="https://{host}{path}">
    {feed}
    <link rel="stylesheet" href="/assets/css/style.css?v={build_id(day)}">
  </head>
  <body onload="JavaScript:AutoRefresh(60000);">
    <div class="wrapper">
      <header><h1><a href="https://{host}/">金融消息</a></h1><p>金融消息聚合简站</p></header>
      <section>

{section}
      </section>
      <footer>{legal}<p>&copy; 2021</p></footer>
    </div>
  </body>
</html>
"""
