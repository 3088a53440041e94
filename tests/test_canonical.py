"""Which addresses are of one page, and which are not."""

from __future__ import annotations

import time

import pytest

from parsers.text.canonical import canonical

PAGE = "https://news.example.org/2026/prize"
ONE_PAGE = [
    # scheme, host, port
    (PAGE, "http://news.example.org/2026/prize"),
    (PAGE, "HTTPS://NEWS.EXAMPLE.ORG/2026/prize"),
    (PAGE, "https://news.example.org:443/2026/prize"),
    (PAGE, "http://news.example.org:80/2026/prize"),
    (PAGE, "https://news.example.org./2026/prize"),
    (PAGE, "https://reader:word@news.example.org/2026/prize"),
    (PAGE, "  https://news.example.org/2026/prize \n"),
    ("https://example.org/a", "https://www.example.org/a"),
    ("https://example.org/a", "https://www2.example.org/a"),
    ("https://example.org/a", "https://m.example.org/a"),
    ("https://example.org/a", "https://mobile.example.org/a"),
    ("https://example.org/a", "https://wap.example.org/a"),
    ("https://example.org/a", "https://3g.example.org/a"),
    ("https://example.org/a", "https://amp.example.org/a"),
    ("https://example.org/a", "https://touch.example.org/a"),
    ("https://en.wikipedia.org/wiki/Abel_Prize", "https://en.m.wikipedia.org/wiki/Abel_Prize"),
    ("https://arxiv.org/abs/2611.01234", "https://export.arxiv.org/abs/2611.01234"),
    ("https://doi.org/10.1000/x", "https://dx.doi.org/10.1000/x"),
    ("https://x.com/lab/status/1", "https://twitter.com/lab/status/1"),
    ("https://x.com/lab/status/1", "https://mobile.twitter.com/lab/status/1"),
    ("https://reddit.com/r/math/1", "https://old.reddit.com/r/math/1"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://新闻.中国/a", "https://xn--efvy88h.xn--fiqs8s/a"),
    # path
    (PAGE, f"{PAGE}/"),
    (PAGE, f"{PAGE}//"),
    (PAGE, "https://news.example.org//2026/prize"),
    (PAGE, "https://news.example.org/2026/./prize"),
    (PAGE, "https://news.example.org/2026/05/../prize"),
    (PAGE, f"{PAGE}/index.html"),
    (PAGE, f"{PAGE}/index.htm"),
    (PAGE, f"{PAGE}/index.shtml"),
    (PAGE, f"{PAGE}/INDEX.PHP"),
    (PAGE, f"{PAGE}/default.aspx"),
    (PAGE, f"{PAGE}/index.jsp"),
    ("https://example.org", "https://example.org/"),
    ("https://example.org", "https://example.org/index.html"),
    ("https://example.org/~ada/a", "https://example.org/%7Eada/a"),
    ("https://example.org/~ada/a", "https://example.org/%7eada/a"),
    ("https://example.org/é", "https://example.org/%C3%A9"),
    ("https://example.org/获奖", "https://example.org/%E8%8E%B7%E5%A5%96"),
    ("https://example.org/获奖", "https://example.org/%e8%8e%b7%e5%a5%96"),
    ("https://example.org/a b", "https://example.org/a%20b"),
    ("https://example.org/a,b", "https://example.org/a%2Cb"),
    ("https://example.org/a", "https://example.org/a;jsessionid=12AB"),
    # telephones
    (PAGE, f"{PAGE}/amp"),
    (PAGE, f"{PAGE}/amp/"),
    (PAGE, f"{PAGE}.amp"),
    (PAGE, f"{PAGE}?amp=1"),
    (PAGE, f"{PAGE}?outputType=amp"),
    (f"{PAGE}.html", f"{PAGE}.amp.html"),
    (PAGE, "https://www.google.com/amp/s/news.example.org/2026/prize"),
    (PAGE, "https://www.google.com/amp/news.example.org/2026/prize/amp"),
    (PAGE, "https://news-example-org.cdn.ampproject.org/c/s/news.example.org/2026/prize"),
    (PAGE, "https://cdn.ampproject.org/v/s/news.example.org/2026/prize?amp=1"),
    # how a reader came
    (PAGE, f"{PAGE}#winners"),
    (PAGE, f"{PAGE}#:~:text=wins"),
    (PAGE, f"{PAGE}?utm_source=rss&utm_medium=feed&utm_campaign=x"),
    (PAGE, f"{PAGE}?UTM_Source=rss"),
    (PAGE, f"{PAGE}?fbclid=1"),
    (PAGE, f"{PAGE}?gclid=1&gbraid=2"),
    (PAGE, f"{PAGE}?msclkid=1"),
    (PAGE, f"{PAGE}?mc_cid=1&mc_eid=2"),
    (PAGE, f"{PAGE}?_hsenc=1&_hsmi=2&__hstc=3"),
    (PAGE, f"{PAGE}?at_medium=RSS&at_campaign=KARANGA"),
    (PAGE, f"{PAGE}?ns_mchannel=rss"),
    (PAGE, f"{PAGE}?cmpid=rss"),
    (PAGE, f"{PAGE}?pk_campaign=x&matomo_kwd=y"),
    (PAGE, f"{PAGE}?_ga=1.2&_gl=3"),
    (PAGE, f"{PAGE}?ref=rss"),
    (PAGE, f"{PAGE}?from=timeline&isappinstalled=0"),
    (PAGE, f"{PAGE}?spm=a2c4e.1&scm=2"),
    (PAGE, f"{PAGE}?share_token=1&sharer_shareinfo=2"),
    (PAGE, f"{PAGE}?guccounter=1&guce_referrer=x"),
    (PAGE, f"{PAGE}?"),
    ("https://example.org/a?id=1&page=2", "https://example.org/a?page=2&id=1"),
    ("https://example.org/a?id=1", "https://example.org/a?utm_source=x&id=1#top"),
    # what leads elsewhere
    (PAGE, "https://www.google.com/url?sa=t&url=https%3A%2F%2Fnews.example.org%2F2026%2Fprize&usg=1"),
    (PAGE, "https://www.google.com/url?q=https://news.example.org/2026/prize"),
    (PAGE, "https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example.org%2F2026%2Fprize%3Ffbclid%3D1&h=2"),
    (PAGE, "https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Fnews.example.org%2F2026%2Fprize"),
    (PAGE, "https://out.reddit.com/?url=https%3A%2F%2Fnews.example.org%2F2026%2Fprize"),
    (PAGE, "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fnews.example.org%2F2026%2Fprize&data=1"),
    (PAGE, "https://link.zhihu.com/?target=https%3A//news.example.org/2026/prize"),
    (PAGE, "https://link.juejin.cn/?target=https%3A%2F%2Fnews.example.org%2F2026%2Fprize"),
    (PAGE, "https://link.csdn.net/?target=https%3A%2F%2Fnews.example.org%2F2026%2Fprize"),
    (PAGE, "https://gitee.com/link?target=https%3A%2F%2Fnews.example.org%2F2026%2Fprize"),
    (PAGE, "https://www.jianshu.com/go-wild?ac=2&url=https%3A%2F%2Fnews.example.org%2F2026%2Fprize"),
    (PAGE, "https://weibo.cn/sinaurl?u=https%3A%2F%2Fnews.example.org%2F2026%2Fprize"),
    (PAGE, "https://c.pc.qq.com/middlem.html?pfurl=https%3A%2F%2Fnews.example.org%2F2026%2Fprize"),
    (PAGE, "https://href.li/?https://news.example.org/2026/prize"),
    (PAGE, "https://www.google.com/url?q=https%3A%2F%2Flink.zhihu.com%2F%3Ftarget%3Dhttps%253A%252F%252Fnews.example.org%252F2026%252Fprize"),
]  # fmt: skip
TWO_PAGES = [
    ("https://example.org/a?id=1", "https://example.org/a?id=2"),
    ("https://example.org/a?page=1", "https://example.org/a"),
    ("https://example.org/A", "https://example.org/a"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://news.example.org/a", "https://example.org/a"),
    ("https://m.org/a", "https://example.org/a"),
    ("https://www.org/a", "https://org/a"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://example.org/#!/a", "https://example.org/#!/b"),
    ("https://example.org/camp", "https://example.org/c"),
    ("https://example.org/example", "https://example.org/ex"),
    ("https://example.org/myindex.html", "https://example.org/my"),
    ("https://www.google.com/search?q=https://news.example.org/2026/prize", PAGE),
    ("https://www.google.com/url?q=javascript:alert(1)", "javascript:alert(1)"),
    ("https://evil-google.com/url?q=https://news.example.org/2026/prize", PAGE),
    ("https://arxiv.org/abs/2611.01234", "https://arxiv.org/abs/2611.01235"),
    ("https://example.org/a?ids=1", "https://example.org/a"),
    ("https://example.org/?p=12", "https://example.org/?p=13"),
    ("https://en.wikipedia.org/wiki/A", "https://de.wikipedia.org/wiki/A"),
]


@pytest.mark.parametrize(("one", "other"), ONE_PAGE)
def test_addresses_of_one_page_are_one(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), TWO_PAGES)
def test_addresses_of_two_pages_are_two(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "url", [*dict.fromkeys(u for pair in (*ONE_PAGE, *TWO_PAGES) for u in pair)]
)
def test_a_canonical_address_stays_one(url: str) -> None:
    short = canonical(url)
    assert canonical(f"https://{short}") == short


@pytest.mark.parametrize(
    "url", ["", "nothing", "http://[bad", "https://example.org:port/a", "mailto:a@example.org", "https://", "://", "http://\udcff/"]
)  # fmt: skip
def test_what_is_no_address_harms_nothing(url: str) -> None:
    assert isinstance(canonical(url), str)


def test_a_chain_of_wrappers_ends() -> None:
    url = PAGE
    for _ in range(40):
        url = f"https://href.li/?{url}"
    began = time.monotonic()
    assert canonical(url)
    assert time.monotonic() - began < 1
