"""What the made-up sites of `site_mirror` say: their description for the crawler, heads and names of articles."""

from __future__ import annotations

OFFICES = ("财政局", "审计局", "水务局", "民政局", "司法局", "统计局", "商务局", "信访局", "医保局", "气象局")
SITES = """\
sites:
  - name: created
    region: 甲市
    ports: [{port}]
    start: ["http://{host}:{port}/created/"]
    list:
      items: ul.list li
      date: span
      paging: {{style: create_page_html}}
    attachments: {{hosts: [{slow}]}}
    titles: {{first_year: 2020, last_year: 2026}}
  - name: numbered
    region: 乙市
    ports: [{port}]
    start: ["http://{host}:{port}/numbered/index.html"]
    list:
      items: ul.list li
      paging: {{style: numbered, pattern: "index_{{page}}.html"}}
    attachments: {{hosts: [{slow}]}}
    titles: {{first_year: 2020}}
  - name: query
    region: 丙市
    ports: [{port}]
    start: ["http://{host}:{port}/query/list?channel=7"]
    list:
      items: div.row
      date: i
      paging: {{style: query, pattern: "?page={{page}}"}}
    attachments: {{hosts: [{slow}], url: ['/query/download\\?id=\\d+$']}}
    titles: {{first_year: 2020}}
  - name: next
    region: 丁市
    publisher: 丁市财政局
    ports: [{port}]
    start: ["http://{host}:{port}/next/"]
    list:
      items: ul.list li
      paging: {{style: next_link, next_link: a.next}}
    article: {{publisher: .source, date: .date}}
    attachments: {{hosts: [{slow}]}}
    titles: {{first_year: 2020}}
  - name: json
    region: 戊市
    ports: [{port}]
    start: ["http://{host}:{port}/json/api?page=1"]
    list:
      json:
        items: data.rows
        url: id
        url_pattern: /json/{{}}.html
        title: name
        date: time
        total: data.count
        page_size: 20
      paging: {{style: query, pattern: "?page={{page}}"}}
    attachments: {{hosts: [{slow}]}}
    titles: {{first_year: 2020}}
"""


def head(title: str, day: str, number: int) -> str:
    office = OFFICES[number % len(OFFICES)]
    return f"<h1>{title}</h1><p class='date'>发布日期：{day}</p><p class='source'>来源：某市{office}</p>"


def cut(title: str) -> str:
    return title if len(title) <= 24 else f"{title[:24]}…"
