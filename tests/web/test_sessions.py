"""The cookie of a browser: verified once, never shared between requests, worthless when forged."""

from flask import Flask, session

from forum.web.sessions import VerifiedCookies


def make_app():
    app = Flask("cookies")
    app.secret_key = "a" * 40
    app.session_interface = VerifiedCookies()

    @app.get("/add/<word>")
    def add(word):
        session["words"] = [*session.get("words", []), word]
        return ",".join(session["words"])

    @app.get("/spoil")
    def spoil():
        session.get("words", []).append("spoiled")
        return "done"

    @app.get("/show")
    def show():
        return ",".join(session.get("words", []))

    return app


def test_what_a_request_does_to_its_session_stays_in_it_until_it_is_sent():
    client = make_app().test_client()
    client.get("/add/een")
    client.get("/show")
    client.get("/spoil")
    assert client.get("/show").text == "een"
    assert client.get("/add/twee").text == "een,twee"


def test_a_forged_cookie_is_an_empty_session():
    app = make_app()
    client = app.test_client()
    client.get("/add/een")
    value = client.get_cookie("session").value
    assert client.get("/show").text == "een"
    client.set_cookie("session", value[:-2] + ("aa" if value[-2:] != "aa" else "bb"))
    assert client.get("/show").text == ""


def test_a_cookie_of_a_key_that_was_replaced_is_worth_nothing():
    app = make_app()
    client = app.test_client()
    client.get("/add/een")
    assert client.get("/show").text == "een"
    app.secret_key = "b" * 40
    assert client.get("/show").text == ""
