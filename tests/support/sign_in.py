"""Signing a member in without a password: the session row and cookie that the sign-in view leaves."""

from typing import Any

from flask import Flask

from tests.support.page import CheckedClient, before_request


def signed_in_client(app: Flask, member: Any, **kwargs: Any) -> CheckedClient:
    """A checked client signed in as `member` (a Member, an identity, or anything else with that `id`)."""
    from forum.accounts.clients import Client
    from forum.accounts.services.sign_in import begin_session
    from forum.extensions import db
    from forum.web.kept_forms import new_form_token

    token = begin_session(member.id, client=Client("127.0.0.1", "tests"))
    db.session.flush()
    before_request(app)
    client = CheckedClient(app, **kwargs)
    with client.raw.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
        session["csrf_token"] = new_form_token(member.id)
    return client
