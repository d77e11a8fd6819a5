"""What a page is measured against: a bare Flask "hello" and a static Jinja page, under the same server."""

from flask import Flask, render_template
from jinja2 import DictLoader

HELLO = "Hello, world!"
PAGE_BYTES = 10_000
_PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1>{% for line in lines %}<p>{{ line }}</p>
{% endfor %}</body></html>
"""


def create_app() -> Flask:
    """An application with ``/`` and ``/page`` and nothing else."""
    app = Flask(__name__, static_folder=None)
    app.jinja_env.loader = DictLoader({"page.html": _PAGE})
    line = "Een bladzijde met vaste inhoud, opgemaakt door Jinja en niets meer. "
    lines = [line] * (PAGE_BYTES // (len(line) + 8))

    @app.get("/")
    def hello() -> str:
        return HELLO

    @app.get("/page")
    def page() -> str:
        return render_template("page.html", title="Vaste bladzijde", lines=lines)

    return app
