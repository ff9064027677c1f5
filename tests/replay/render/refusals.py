"""Pages that say no: firewall, captcha, gateway. None of them says anything about an article."""

from __future__ import annotations

from tests.replay.world import Answer, html


def refusal(answer: str, ticket: str) -> Answer:
    """What stands in for a page in one of these ways; KeyError names a way there is not."""
    return {
        "captcha": html(captcha_page(ticket)),
        "missing": html(not_found_page()),
        "blank": html(""),
        "gone": html(not_found_page(), 410),
        "limited": html(forbidden_page(ticket), 429, (("Retry-After", "1"),)),
    }[answer]


def captcha_page(ticket: str) -> str:
    """The firewall's page with a slider to solve; status 403."""
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>访问验证</title>
<script src="https://o.alicdn.com/captcha-frontend/aliyunCaptcha/AliyunCaptcha.js"></script></head>
<body><div id="WAF_NC_WRAPPER"><p class="waf-nc-title">访问验证</p><p class="waf-nc-description">请按住滑块，拖动到最右边</p>
<div id="captcha-element"></div></div><script>window.traceid="{ticket}";</script></body></html>
"""


def forbidden_page(ticket: str) -> str:
    """The API firewall's page for a request without a Referer; status 403."""
    return f"""<!DOCTYPE HTML><html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center>
<p>Your request has been blocked. Request-Id: {ticket}</p><hr/>Powered by WAF</body></html>
"""


def gateway_page() -> str:
    """A proxy whose server behind it does not answer; status 502."""
    return "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n"


def not_found_page() -> str:
    """A plain page for an address that never existed; status 404."""
    return "<!DOCTYPE html><html><head><title>404</title></head><body><h1>404</h1><p>页面不存在</p></body></html>\n"
