"""Thepaper's page design until mid 2022: server-rendered HTML whose paragraphs are not `<p>`."""

from __future__ import annotations

from datetime import date
from html import escape

from tests.replay.render.noise import Noise
from tests.replay.story import Edition, Part

TITLE_LIMIT = 24
GAP = '<br><div class="contheight"></div>'


def article_page(edition: Edition, noise: Noise, today: date) -> str:
    """A page with an article; the title is cut after 24 characters in `h1` and `<title>`, as the site does."""
    title = escape(cut(edition.title))
    column = dict(edition.account).get("name") or dict(edition.node)["name"]
    lead = escape(" ".join(edition.paragraphs)[:80])
    inner = f"""<div class="newscontent">
            {_path(edition)}
            <h1 class="news_title">{title}</h1>
            {_about(edition)}
            {_account(edition)}
            <div class="news_txt" data-size="standard">{_body(edition)}</div>
            <div class="go_to_topic"></div>
            {_closing(edition)}
            <input id="hidden_contid" type="hidden" value="{edition.key}">
            {_counters(edition, noise)}
        </div>"""
    return _frame(f"{title}_{escape(column)}_澎湃新闻-The Paper", lead, inner, noise, today)


def offline_page(noise: Noise, today: date) -> str:
    """What stands, with status 200, where an article was taken down."""
    marker = '<p class="news_txt" style="padding:140px 0;text-align:center">此文章已下线</p>'
    return _frame("澎湃新闻-专注时政与思想-ThePaper.cn", "", marker, noise, today)


def cut(title: str) -> str:
    """The title as the old design prints it."""
    return title if len(title) <= TITLE_LIMIT else title[:TITLE_LIMIT] + "..."


def _path(edition: Edition) -> str:
    account, node = dict(edition.account), dict(edition.node)
    if account:
        way = f'<a href="channel_36079">澎湃号</a> &gt; <a href="gov_{account["id"]}">{escape(account["name"])}</a>'
    else:
        way = f'<a href="/">首页</a> &gt; <a href="list_{node["id"]}">{escape(node["name"])}</a>'
    return f'<div class="news_path">{way}</div>'


def _about(edition: Edition) -> str:
    origin = f" 来源：{escape(edition.source_line)}" if edition.source_line else " "
    sizes = "".join(
        f'<li id="{name}">{label}</li>' for name, label in (("super", "超大"), ("large", "大"), ("standard", "标准"), ("small", "小"))
    )
    return f"""<div class="news_about">
                <p>{escape(edition.byline)}</p>
                <p>
                    {edition.published:%Y-%m-%d %H:%M}<span>{origin}</span>
                </p>
                <div class="font_size"><span>字号</span><ul class="size_level" style="display:none;">{sizes}</ul></div>
            </div>"""


def _account(edition: Edition) -> str:
    account = dict(edition.account)
    if not account:
        return ""
    return f"""<div class="news_paike_author clearfix"><a href="gov_{account["id"]}" target="_blank">
                <div class="thum"><img src="//image1.thepaper.cn/image/1/2/3.jpg"><span class="icon_vip"></span></div>
                <div class="name">{escape(account["name"])}</div></a><div class="line"></div>
                <div class="link" data-userid="{account["id"]}" data-type="2" onclick="followUser(this)">关注</div></div>"""


def _body(edition: Edition) -> str:
    pieces = [_piece(part) for part in edition.parts]
    if edition.original_title:
        pieces.insert(0, f"本文原标题：《{escape(edition.title)}》")
    return GAP.join(pieces) + "<br>"


def _piece(part: Part) -> str:
    words = escape(part.words, quote=False)
    if part.kind == "heading":
        return f"<strong>{words}</strong>"
    if part.kind == "image":
        return f'<div style="text-align:center;"><img src="{words}" width="600" height="400" alt=""></div>'
    if part.kind in {"caption", "credit"}:
        return f'<span style="color: rgb(128, 128, 128);">{words}</span>'
    return words


def _closing(edition: Edition) -> str:
    if edition.account:
        return """<div class="news_editor">&nbsp;<span>发送邮件可申请加入澎湃号</span></div>
            <div class="disclaimer"><div class="disclaimer_title">特别声明</div>
            本文为澎湃号作者或机构上传并发布，仅代表该作者或机构观点，澎湃新闻仅提供信息发布平台。</div>"""
    return f"""<div class="news_infor_extra"><div class="clearfix"><div class="infor_item">责任编辑：{escape(edition.editor)}</div></div>
            <div>澎湃新闻报料：4009-20-4009 &nbsp; 澎湃新闻，未经授权不得转载</div></div>
            <div class="news_keyword">关键词 &gt;&gt; 开发区</div>"""


def _counters(edition: Edition, noise: Noise) -> str:
    return f"""<div class="news_love"><div class="nbgbox">
                <a contid="{edition.key}" praisetimes="{noise.praises}" class="zan"><span></span>{noise.praises}</a></div>
                <div class="nbgbox"><a href="javascript:favoriteCont2(false);" id="shoucang" class="shoucang">收藏</a></div></div>
            <div class="news_imgad"><script>adJax("//adpai.thepaper.cn/s?c={noise.advert}&arid={edition.key}", ".news_imgad")</script></div>
            <div class="news_tit3"><h2 id="comm_span">评论<span>({noise.comments})</span></h2></div>
            <div id="aq_commt"><div class="aq_tip">我要跟帖</div></div>"""


def _frame(title: str, lead: str, inner: str, noise: Noise, today: date) -> str:
    hot = "".join(
        f'<li><span class="num_hot{place}"></span><a target="_blank" href="newsDetail_forward_{key}">{words}</a></li>'
        for place, (key, words) in enumerate(noise.headlines, 1)
    )
    return f"""<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml"><head>
    <meta http-equiv="Content-Type" content="text/html; charset=utf-8">
    <meta name="Keywords" content=""><meta name="Description" content="{lead}">
    <title>{title}</title>
    <link rel="stylesheet" type="text/css" href="//file.thepaper.cn/www/v3/css/news.css?v={noise.asset}">
    <style type="text/css">.news_infor_extra{{line-height: 20px;}}</style>
</head><body>
<div class="head"><div class="head_info"><a href="contribute.jsp">报料</a><a href="javascript:lgwdsshow();">登录</a></div></div>
<div class="bdwd main clearfix">
    <div class="main_lt">
        {inner}
    </div>
    <div class="main_rt"><div class="rt_ad" id="rt_ad"><!--{noise.advert}--></div>
        <h3 class="rthotnews_tt">热新闻</h3><ul class="list_hot" id="listhot0">{hot}</ul>
    </div>
</div>
<div class="about"><a href="about_paper.jsp">关于澎湃</a><a href="contact_us.jsp">联系我们</a></div>
<div class="copyright">Copyright © 2014~{today:%Y} The Paper All rights reserved.上海东方报业有限公司 | 沪ICP备14003370号</div>
</body></html>
"""
