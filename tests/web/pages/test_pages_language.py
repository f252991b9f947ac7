"""Pages in Chinese: chosen by the address or the browser, kept by links, and names in Chinese where there are any."""

from __future__ import annotations

import pytest
from lxml import html
from starlette.testclient import TestClient

from kg.store.oxigraph import OxigraphGraph
from kg.web.pages.app import app


@pytest.fixture(scope="module")
def client(graph: OxigraphGraph) -> TestClient:
    return TestClient(app(graph), headers={"Accept": "text/html"})


def page(client: TestClient, path: str, accept_language: str = "") -> html.HtmlElement:
    reply = client.get(path, headers={"Accept-Language": accept_language})
    assert reply.status_code == 200
    assert reply.headers["vary"] == "Accept, Accept-Language"
    shown = html.fromstring(reply.text)
    assert shown.get("lang") == reply.headers["content-language"]
    return shown


@pytest.mark.parametrize(
    ("path", "header", "lang"),
    [
        ("/", "", "en"),
        ("/", "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("/?lang=en", "zh-CN", "en"),
        ("/?lang=zh", "en", "zh-Hans"),
        ("/?lang=zh-CN", "", "zh-Hans"),
        ("/?lang=xx", "zh", "zh-Hans"),
        ("/ask/partners?lang=ko", "", "en"),
    ],
)
def test_the_address_decides_and_else_the_browser(client, path, header, lang):
    assert page(client, path, header).get("lang") == lang


@pytest.mark.parametrize("tag", ["zh", "zh-CN", "zh-Hans"])
def test_the_form_keeps_the_language_of_the_names_however_its_tag_is_written(client, tag):
    (chosen,) = page(client, f"/ask/partners?lang={tag}").xpath("//select[@name='lang']/option[@selected]/@value")
    assert chosen == "zh-Hans"


def test_a_chinese_page_says_once_why_some_names_are_not_chinese(client):
    assert page(client, "/id/cnca?lang=zh").text_content().count("保留来源所用的语言") == 1
    assert page(client, "/query?lang=zh").text_content().count("# 谁在何时签署了什么") == 1


def test_links_name_the_language_that_the_address_names_and_no_other(client):
    chosen = page(client, "/?lang=zh").xpath("//main//a[starts-with(@href, '/')]/@href")
    assert chosen
    assert all("lang=zh-Hans" in link for link in chosen)
    negotiated = page(client, "/", "zh").xpath("//main//a[starts-with(@href, '/')]/@href")
    assert not any("lang=" in link for link in negotiated)


def test_every_page_leads_to_itself_in_the_other_languages(client):
    shown = page(client, "/ask/partners?agency=mfds&lang=zh")
    others = dict(zip(shown.xpath("//link/@hreflang"), shown.xpath("//link[@hreflang]/@href"), strict=True))
    assert others == {"en": "?agency=mfds&lang=en", "zh-Hans": "?agency=mfds&lang=zh-Hans"}
    assert shown.xpath("//nav[@class='languages']/a/@href") == ["?agency=mfds&lang=en"]


def test_a_page_is_in_chinese_names_and_passages_too(client):
    text = page(client, "/id/cnca?lang=zh").text_content()
    for words in ("国家认证认可监督管理委员会", "相关陈述", "被提及之处", "国家认监委2021年工作报告 2.5.3"):
        assert words in text


def test_a_question_is_in_chinese_with_its_parameters_and_columns(client):
    shown = page(client, "/ask/partners?lang=zh")
    assert shown.xpath("//h1/text()") == ["某机构与谁合作\uff0c通过什么合作\uff1f"]
    assert "要查询的机构" in shown.xpath("string(//label[@for='given-agency'])")
    assert shown.xpath("//thead//th/text()")[0] == "合作方"


def test_an_error_is_in_english_on_a_page_in_chinese(client):
    reply = client.get("/ask/partners?agency=nobody&lang=zh")
    assert reply.status_code == 404
    assert 'no organisation "nobody"' in html.fromstring(reply.text).xpath("string(//*[@id='message'])")


def test_an_answer_is_cited_with_source_date_and_the_page_of_the_source(client):
    fold = page(client, "/ask/partners?agency=mfds").xpath("//details[@class='cite']")[0]
    text = fold.text_content()
    assert "CNCA 2021 work report, 2.5.3" in text
    assert "2022-01-21" in text
    assert "data as of 20" in text
    assert "https://www.bestao-consulting.com/detail?id=1081" in fold.xpath(".//a/@href")


def test_a_passage_leads_to_the_page_of_its_source(client):
    shown = page(client, "/source/cnca-2021/2.5.3")
    assert "https://www.bestao-consulting.com/detail?id=1081" in shown.xpath("//p/a[@rel]/@href")


def test_the_turtle_of_an_answer_has_the_statements_about_its_entities(client):
    reply = client.get("/ask/partners.ttl?agency=mfds")
    assert reply.headers["content-type"].startswith("text/turtle")
    assert "id:mou-haccp-2021" in reply.text


def test_a_page_that_is_not_there_says_so_in_the_readers_language(client):
    answer = client.get("/nosuch", headers={"accept": "text/html", "accept-language": "zh-CN"})
    assert answer.status_code == 404
    assert "未找到" in answer.text and "此地址没有页面" in answer.text and "Not found" not in answer.text


@pytest.mark.parametrize(("lang", "languages"), [("en", "English, Korean, Chinese"), ("zh", "英语, 韩语, 中文")])
def test_the_dataset_names_itself_and_its_languages_in_the_readers_language(client, lang, languages):
    shown = page(client, f"/dataset?lang={lang}")
    assert ("认证监管" in shown.xpath("string(//h1)")) is (lang == "zh")
    cell = shown.xpath("//dt[.='languages' or .='语言']/following-sibling::dd")[0]
    assert cell.text_content().strip() == languages
    assert all(link.startswith("http://publications.europa.eu/") for link in cell.xpath(".//a/@href"))
    assert shown.xpath("//dd[normalize-space()='CC BY 4.0']/a")
