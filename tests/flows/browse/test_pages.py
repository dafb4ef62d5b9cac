"""The pages, asked without a browser: what they hold, who may write, what never shows."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from fastapi.testclient import TestClient

from mingzhang.flows.browse import data
from mingzhang.flows.browse.app import make_app
from mingzhang.flows.browse.safety import COOKIE, POLICY
from mingzhang.flows.browse.warming import addresses
from mingzhang.flows.browse.words import relation_about
from mingzhang.models.text.amounts import printed_amount
from mingzhang.warehouse.exporting.dictionary_rows import comments
from mingzhang.warehouse.loading.corrections import Action, Decision
from mingzhang.warehouse.loading.loader import Loader

TOKEN = "a-token-of-the-test"
HERE = "http://127.0.0.1:8765"


@pytest.fixture(scope="module")
def pages(warehouse: Path) -> Iterator[TestClient]:
    with TestClient(make_app(warehouse, token=TOKEN), base_url=HERE, raise_server_exceptions=False) as client:
        yield client


def rows(warehouse: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_kind_of_page_answers(pages: TestClient, warehouse: Path) -> None:
    ((document, page),) = rows(warehouse, "SELECT document_id, first_page FROM tables ORDER BY ALL LIMIT 1")
    ((line,),) = rows(warehouse, "SELECT line_id FROM budget_lines ORDER BY 1 LIMIT 1")
    ((unit,),) = rows(warehouse, "SELECT unit_name FROM unit_years ORDER BY 1 LIMIT 1")
    for path in (
        *(
            "/",
            "/search?q=卫生",
            "/data",
            "/data/documents",
            "/checks",
            "/review",
            "/review.json",
            "/compare?by=region",
        ),
        *(f"/document/{document}", f"/document/{document}/page/{page}", f"/line/{line}", f"/line/{line}?part=1"),
        *(f"/unit?name={unit}", f"/compare?unit={unit}", "/sql", "/sql?q=SELECT 1 AS one", "/static/style.css"),
        *("/search?q=", "/data/budget_lines?sort=-amount_yuan&page=2", "/data/findings?q=x"),
    ):
        answer = pages.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-security-policy"] == POLICY
    for path in (f"/document/{document}/page/{page}/picture.png", f"/line/{line}/picture.png"):
        assert pages.get(path).content.startswith(b"\x89PNG")


def test_a_page_shows_every_cell_with_its_box_and_links_each_figure(pages: TestClient, warehouse: Path) -> None:
    ((document, page, figures),) = rows(
        warehouse, "SELECT document_id, page_number, count(*) FROM budget_lines GROUP BY ALL ORDER BY 3 DESC, 1 LIMIT 1"
    )
    text = pages.get(f"/document/{document}/page/{page}").text
    assert text.count('class="hit ') == figures
    ((cells,),) = rows(
        warehouse, f"SELECT count(*) FROM cells WHERE document_id = '{document}' AND page_number = {page}"
    )
    assert text.count("<rect ") == cells


def test_a_figure_shows_what_proves_it(pages: TestClient, warehouse: Path) -> None:
    ((line,),) = rows(warehouse, "SELECT line_id FROM budget_lines WHERE verification = 'verified' ORDER BY 1 LIMIT 1")
    text = pages.get(f"/line/{line}").text
    assert "证明" in text
    assert 'class="proof pass"' in text


def test_english_by_a_switch_and_it_is_kept(pages: TestClient) -> None:
    assert 'lang="zh-CN"' in pages.get("/").text
    assert ">Checks</h1>" in pages.get("/checks?lang=en").text.replace("Checks <small>", "Checks</h1>")
    assert 'lang="en"' in pages.get("/").text
    assert 'lang="zh-CN"' in pages.get("/?lang=zh").text


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "parquet"])
def test_every_relation_is_a_file_by_link(pages: TestClient, warehouse: Path, form: str, tmp_path: Path) -> None:
    names = re.findall(r'<a href="/data/(\w+)\.csv">', pages.get("/data").text)
    assert {"budget_lines", "documents", "findings", "unit_years"} <= set(names)
    for name in names:
        answer = pages.get(f"/data/{name}.{form}?page=1&size=20")
        assert answer.status_code == 200, name
        assert f'filename="{name}.{form}"' in answer.headers["content-disposition"]
    whole = pages.get(f"/data/budget_lines.{form}").content
    ((count,),) = rows(warehouse, "SELECT count(*) FROM budget_lines")
    file = tmp_path / f"lines.{form}"
    file.write_bytes(whole)
    if form == "json":
        assert len(json.loads(whole)) == count
    elif form == "csv":
        assert whole.startswith(b"\xef\xbb\xbf")
        assert whole.decode("utf-8-sig").count("\n") >= count
    elif form == "parquet":
        assert duckdb.sql(f"SELECT count(*) FROM '{file}'").fetchone() == (count,)


def test_sql_reads_and_nothing_else(pages: TestClient) -> None:
    assert ">68<" in pages.get("/sql", params={"q": "SELECT 66 + 2 AS sum"}).text
    for sql in (
        "DROP TABLE documents",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "ATTACH 'x.duckdb'",
        "SET enable_external_access = true",
        "COPY documents TO '/tmp/x.csv'",
        "SELECT 1; DELETE FROM documents",
        "SELEC 1",
    ):
        text = pages.get("/sql", params={"q": sql}).text
        assert "query_failed" in text, sql
        assert "root:" not in text
    assert pages.get("/sql.csv", params={"q": "SELECT '=1+1' AS x"}).text.endswith("x\n'=1+1\n")


def test_every_statement_is_answered(pages: TestClient) -> None:
    text = pages.get("/sql", params={"q": "-- first\nSELECT 40 + 1 AS a;\nSELECT 50 + 2 AS b;"}).text
    assert ">41<" in text and ">52<" in text and "<h2>first</h2>" in text
    text = pages.get("/sql", params={"q": "SELECT 40 + 1 AS a; SELECT nothing_there; SELECT 50 + 2 AS b"}).text
    assert ">41<" in text and ">52<" not in text and "query_failed" in text
    refused = pages.get("/sql.csv", params={"q": "SELECT 1; SELECT 2"})
    assert refused.status_code == 400 and "query_failed" in refused.text


def test_what_is_wrong_with_a_query_is_said_in_the_language_of_the_page(pages: TestClient) -> None:
    wrong = {"q": "SELECT nothing_there"}
    sentences = {
        language: re.search('role="alert">([^<]*)<', pages.get("/sql", params={**wrong, "lang": language}).text)
        for language in ("en", "zh")
    }
    pages.cookies.clear()
    told = {language: found.group(1) if found else "" for language, found in sentences.items()}
    assert re.search("[一-鿿]", told["zh"]) and not re.search("[一-鿿]", told["en"])


def test_sql_shows_where_a_query_is_wrong(pages: TestClient) -> None:
    assert "^</pre>" in pages.get("/sql", params={"q": "SELECT file_nam FROM documents"}).text


def test_sql_of_the_page_may_take_its_share_of_memory_and_no_more(
    pages: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "SQL_MIB", 400)
    text = pages.get("/sql", params={"q": "SELECT length(repeat('x', 900000000)) FROM range(3)"}).text
    assert "query_too_large" in text
    assert ">3<" in pages.get("/sql", params={"q": "SELECT 3 AS three"}).text


def test_sql_of_the_page_sees_what_was_worked_out(pages: TestClient) -> None:
    text = pages.get("/sql", params={"q": "SELECT DISTINCT database_name FROM duckdb_tables() ORDER BY 1"}).text
    assert "beside" in text


def test_nobody_writes_without_the_token(warehouse: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.duckdb"
    shutil.copyfile(warehouse, own)
    ((line,),) = rows(own, "SELECT line_id FROM budget_lines ORDER BY 1 LIMIT 1")
    body = {"line_id": str(line), "action": "correct", "printed": "12.34万元", "note": "x"}
    with TestClient(make_app(own, token=TOKEN), base_url=HERE) as client:
        assert client.post("/decide", data=body).status_code == 403
        assert client.get("/enter?token=wrong").status_code == 404
        client.get(f"/enter?token={TOKEN}")
        assert client.cookies[COOKIE] == TOKEN
        for headers in ({"Origin": "http://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert client.post("/decide", data=body, headers=headers).status_code == 403
        assert rows(own, "SELECT count(*) FROM corrections") == [(0,)]
        answer = client.post("/decide", data=body, headers={"Origin": HERE, "Accept": "application/json"})
        assert answer.json()["amount_yuan"] == "123400.00"
        client.app.state.shelf.library.refresh()  # type: ignore[attr-defined]
        page = client.get(f"/line/{line}").text
        assert "123,400.00" in page
        assert "已更正" in page
        refused = client.post("/decide", data=body | {"printed": "many"}, headers={"Accept": "application/json"})
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_amount")
    assert rows(own, "SELECT new_value, printed_text, reason FROM corrections") == [("123400.00", "12.34万元", "x")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example"},
        {"Host": "127.0.0.1.evil.example:8765"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    ],
)
def test_pages_elsewhere_get_nothing(pages: TestClient, headers: dict[str, str]) -> None:
    assert pages.get("/", headers=headers).status_code in (403, 421)


def test_a_server_for_others_shows_nothing_without_the_token(warehouse: Path) -> None:
    with TestClient(make_app(warehouse, token=TOKEN, host="10.0.0.5"), base_url="http://10.0.0.5:8765") as client:
        assert client.get("/").status_code == 403
        assert client.get(f"/enter?token={TOKEN}").status_code == 200
        assert client.get("/data/documents").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/document/0000000000", "/line/x", "/data/secrets", "/data/documents.exe", "/unit?name=nobody",
     "/document/x/page/y", "/static/../app.py", "/data/documents?nothing=1", "/check/x/picture/1.png"],
)  # fmt: skip
def test_what_is_not_there_is_told_without_a_trace(pages: TestClient, path: str) -> None:
    answer = pages.get(path)
    assert answer.status_code == 404, answer.text
    assert "Traceback" not in answer.text
    assert "File " not in answer.text


def test_texts_of_documents_are_no_markup(warehouse: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.duckdb"
    shutil.copyfile(warehouse, own)
    evil = "<script>alert(1)</script>\u202e"
    with duckdb.connect(str(own)) as connection:
        connection.execute("UPDATE documents SET file_name = ?, unit_name = ?", [evil, evil])
        connection.execute("UPDATE cells SET text = ?", [evil])
        connection.execute("UPDATE budget_lines_extracted SET item_name = ?, amount_text = ?", [evil, evil])
        ((document,),) = connection.execute("SELECT document_id FROM documents ORDER BY 1 LIMIT 1").fetchall()
        ((line,),) = connection.execute("SELECT line_id FROM budget_lines_extracted ORDER BY 1 LIMIT 1").fetchall()
    with TestClient(make_app(own, token=TOKEN), base_url=HERE) as client:
        for path in (
            *("/", f"/document/{document}", f"/document/{document}/page/4", f"/line/{line}", "/checks"),
            *("/data/documents", "/data/cells", "/search?q=script", f"/unit?name={quote(evil)}"),
            "/sql?q=SELECT file_name FROM documents",
        ):
            text = client.get(path).text
            assert "<script>alert" not in text, path
            assert "\u202e" not in text, path


def test_a_superseded_document_says_so_wherever_it_is_listed(warehouse: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.duckdb"
    shutil.copyfile(warehouse, own)
    with duckdb.connect(str(own)) as connection:
        ((document, unit, name),) = connection.execute(
            "SELECT document_id, unit_name, file_name FROM documents WHERE unit_name IS NOT NULL ORDER BY 1 LIMIT 1"
        ).fetchall()
        connection.execute("UPDATE documents SET is_current = document_id <> ?", [document])
    mark = "已有后来的一份"
    with TestClient(make_app(own, token=TOKEN), base_url=HERE) as client:
        for path in ("/", f"/document/{document}", f"/search?q={quote(name)}", f"/unit?name={quote(unit)}"):
            assert client.get(path).text.count(mark) == 1, path


def test_pages_follow_a_warehouse_that_is_being_written(warehouse: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.duckdb"
    shutil.copyfile(warehouse, own)
    ((line, text),) = rows(own, "SELECT line_id, amount_text FROM budget_lines ORDER BY 1 LIMIT 1")
    assert printed_amount(str(text)) is not None
    # The loader holds the file, as an ingest does.
    with Loader(own) as loader, TestClient(make_app(own, token=TOKEN), base_url=HERE) as client:
        assert client.get(f"/line/{line}").status_code == 200
        loader.decide(Decision(str(line), Action.ACCEPT, "somebody", "seen"))
        client.app.state.shelf.library.refresh()  # type: ignore[attr-defined]
        assert "somebody" in client.get(f"/line/{line}").text


def test_a_server_has_visited_a_page_of_every_kind_before_others_do(warehouse: Path) -> None:
    app = make_app(warehouse, token=TOKEN)
    with app.state.shelf.library.reader() as reader:
        visited = addresses(reader)
    with TestClient(app, base_url=HERE) as client:
        assert app.state.visits
        kinds = {path.partition("?")[0].split("/")[1] for path in visited}
        assert kinds >= {"", "search", "unit", "compare", "document", "line", "checks", "review", "data", "sql"}
        for path in visited:
            assert client.get(path).status_code == 200, path


def test_every_relation_tells_in_chinese_what_a_row_of_it_is() -> None:
    relations = {relation for relation, column in comments() if not column}
    assert {name for name in relations if not relation_about("zh")(name, "")} == set()
    assert relation_about("en")("facts", "One row a fact") == "One row a fact"
