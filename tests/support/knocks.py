"""How to knock on each route of the permission matrix: which parameters and form belong to an object."""

from datetime import timedelta
from typing import Any

from forum.core.clock import now
from tests.support.matrix import PASSWORD, Stage

REASON = {"reason": "Hoort hier niet."}
POLL = {"poll_question": "Welke dag past?", "poll_kind": "single", "poll_option": ["Maandag", "Dinsdag"]}
FORMS: dict[str, dict[str, Any]] = {
    "accounts.sign_in": {"email": "author@bib.example", "password": PASSWORD},
    "accounts.settings_display": {"theme": "dark"},
    "accounts.settings_password": {"current": "verkeerd", "new": "nog een lange zin om te testen"},
    "accounts.settings_profile": {"display_name": "Nieuwe Naam", "locale": "nl", "theme": "auto"},
    "accounts.admin_invitations": {"email": "nieuw@bib.example", "role": "member"},
    "accounts.invitation_accept": {
        "display_name": "Nieuwe Collega",
        "password": "een heel lange zin om te kiezen",
    },
    "accounts.role_grant": {"role": "moderator", "library_id": "0"},
    "accounts.set_up": {
        "network_name": "Net",
        "display_name": "A",
        "email": "a@bib.example",
        "password": PASSWORD,
    },
    "network.network_rename": {"name": "Ons netwerk"},
    "network.library_new": {
        "name": "Bib D",
        "short_name": "D",
        "municipality_id": "0",
        "new_municipality": "D",
    },
    "network.library_edit": {"name": "Bib E", "short_name": "E", "on": "2026-01-01"},
    "network.library_merge": {"on": "2026-01-01"},
    "network.municipality_merge": {"into": "0", "name": "Fusie", "on": "2026-01-01"},
    "network.site_new": {"name": "Filiaal"},
    "network.site_edit": {"name": "Filiaal"},
    "network.pillar_new": {"name": "Pijler"},
    "network.pillar_edit": {"name": "Pijler"},
    "network.pillar_move": {"direction": "up"},
    "search.saved_keep": {"name": "Boekenbus", "query": "q=boekenbus", "rhythm": "weekly"},
    "search.saved_edit": {"name": "Bibbus", "rhythm": "daily"},
    "search.synonym_list": {"labels": "bibbus, boekenbus"},
    "search.synonym_edit": {"labels": "bieb, bibliotheek"},
    "discussions.draft_save": {"key": "thread:new", "title": "Titel", "body": "Tekst"},
    "discussions.preview": {"body": "**Tekst**"},
    "discussions.thread_similar": {"title": "Hoe doen jullie dit?", "body": "", "space": ""},
    "discussions.post_edit": {"body": "Beter verwoord.", "base_revision": "1", "title": "Een andere titel"},
    "discussions.post_hide": REASON,
    "discussions.post_suggest": {
        "body": "Beter verwoord.",
        "base_revision": "1",
        "title": "Een andere titel",
        **REASON,
    },
    "discussions.suggestion_change": {"body": "Nog beter.", "base_revision": "1"},
    "discussions.suggestion_decline": REASON,
    "discussions.thread_hide": REASON,
    "discussions.thread_lock": REASON,
    "discussions.thread_identity": REASON,
    "discussions.thread_merge": {"confirmed": "y"},
    "discussions.thread_move": {"space": "second", "confirmed": "y"},
    "discussions.thread_split": {"title": "Een eigen titel", "kind": "question", "space": "second", "confirmed": "y"},
    "discussions.thread_pin": {"until": (now() + timedelta(days=7)).date().isoformat()},
    "discussions.change_undo": {"confirmed": "y"},
    "discussions.thread_reply": {"body": "Zo doen wij het."},
    "discussions.thread_new": {"title": "Wie weet dit?", "body": "Wij zoeken hulp.", "kind": "question"},
    "discussions.thread_poll": POLL,
    "discussions.poll_edit": POLL,
    "discussions.thread_acknowledge": {"revision": "1"},
    "discussions.post_bookmark": {"note": "Voor later"},
    "discussions.scheduled_edit": {
        "title": "Een andere titel",
        "body": "Later te lezen.",
        "space": "network",
        "publish_on": "",
    },
    "discussions.thread_ask_acknowledgement": {"ack_who": "network"},
    "discussions.thread_watch": {"level": "muted"},
    "discussions.space_watch": {"level": "following"},
    "discussions.thread_conclusion": {"body": "We kiezen zeven dagen.", "base_revision": "0"},
    "discussions.thread_conclusion_remove": REASON,
    "discussions.space_new": {"title": "Nieuwe ruimte", "purpose": "", "audience": "network", "pillar": ""},
    "discussions.space_moderator_add": {"handle": "author"},
    "discussions.space_moderator_remove": {"member": "1"},
    "discussions.space_field_add": {"label": "Systeem", "kind": "short"},
    "discussions.space_field_edit": {"label": "Systeem", "kind": "short"},
    "discussions.space_field_move": {"direction": "up"},
    "discussions.space_edit": {"title": "Andere naam", "purpose": "", "pillar": ""},
}
FIXED: dict[str, dict[str, Any]] = {
    "static": {"filename": "css/tokens.css"},
    "accounts.member_by_handle": {"handle": "author"},
    "network.library_show": {"slug": "b"},
    "discussions.post_react": {"kind": "thanks"},
    "discussions.post_unreact": {"kind": "thanks"},
    "accounts.role_revoke": {"role": "coordinator", "scope_kind": "network", "scope_id": 0},
}


def request_for(stage: Stage, endpoint: str, thing: str, role: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Parameters of the address and fields of the form when `role` knocks on `thing` at `endpoint`."""
    values, form = dict(FIXED.get(endpoint, {})), dict(FORMS.get(endpoint, {}))
    if endpoint.startswith("network."):
        _network(stage, endpoint, values, form)
        return values, form
    if endpoint.startswith("attachments."):
        values |= {"attachment_id": stage.numbers[f"attachment {thing}"]} if thing != "-" else {}
        return values, form
    if endpoint.startswith("search."):
        _search(stage, endpoint, thing, role, values)
        return values, form
    subject = endpoint.split(".")[-1].split("_")[0]
    owner = (role if role in stage.people else "member") if thing in ("own", "self") else thing
    if endpoint == "discussions.thread_new":
        form["space"] = stage.spaces[thing].slug
    elif endpoint.startswith("discussions.space") and thing != "-":
        values["slug"] = stage.spaces[thing].slug
        form["audience"] = stage.spaces[thing].audience
        if endpoint.startswith("discussions.space_field_") and endpoint != "discussions.space_field_add":
            values["field_id"] = stage.numbers[f"field {thing}"]
    elif endpoint.startswith("discussions.thread") and "acknowledge" in endpoint:
        values["thread_id"] = stage.threads[f"announcement {thing}"].id
    elif endpoint.startswith("discussions.thread") and thing != "-":
        values["thread_id"] = stage.threads[owner].id
        if endpoint.startswith("discussions.thread_conclusion_"):
            values["thread_id"] = stage.concluded[owner]
        if endpoint in ("discussions.thread_show", "discussions.thread_reply"):
            values["slug"] = stage.threads[owner].slug
        form |= {"posts": str(stage.posts[owner].id)} if endpoint.endswith(("_read", "_split")) else {}
        form |= {"target": str(stage.threads["target"].id)} if endpoint.endswith(("_merge", "_duplicate")) else {}
    elif endpoint.startswith("discussions.scheduled") and thing != "-":
        values["scheduled_id"] = stage.numbers[f"scheduled {owner}"]
    elif endpoint.startswith("discussions.post"):
        values["post_id"] = stage.posts[owner].id
        form |= {"parent": str(stage.threads[owner].opening_post_id)} if endpoint.endswith("_place") else {}
    elif endpoint == "discussions.change_undo":
        values["change_id"] = stage.numbers[f"change {thing}"]
    elif endpoint.startswith("discussions.poll"):
        values["poll_id"] = stage.polls[owner]
        form |= {"vote": str(stage.poll_options[owner])} if endpoint.endswith("_show") else {}
    elif thing != "-":
        _other(stage, endpoint, thing, owner, subject, values, form)
    return values, form


def _network(stage: Stage, endpoint: str, values: dict[str, Any], form: dict[str, Any]) -> None:
    """Libraries, sites and pillars: the one there is."""
    name = endpoint.split(".")[1]
    if name in ("library_edit", "library_merge", "site_new"):
        values["library_id"] = stage.numbers["library home"]
    if name in ("library_merge", "municipality_merge"):
        form["into"] = str(stage.numbers["library elsewhere"]) if name == "library_merge" else "0"
        form["merging"] = str(stage.numbers["municipality"])
    if name == "site_edit":
        values["site_id"] = stage.numbers["site"]
    if name in ("pillar_edit", "pillar_move"):
        values["pillar_id"] = stage.numbers["pillar"]


def _search(stage: Stage, endpoint: str, thing: str, role: str, values: dict[str, Any]) -> None:
    """Saved searches of each; the one row of synonyms and the one search without result."""
    name = endpoint.split(".")[1]
    if name in ("synonym_edit", "synonym_delete"):
        values["row_id"] = stage.numbers["synonyms"]
    elif name == "missed_dismiss":
        values["row_id"] = stage.numbers["missed"]
    elif thing != "-":
        owner = (role if role in stage.people else "member") if thing == "own" else thing
        values["saved_id"] = stage.numbers[f"saved {owner}"]


def _other(
    stage: Stage,
    endpoint: str,
    thing: str,
    owner: str,
    subject: str,
    values: dict[str, Any],
    form: dict[str, Any],
) -> None:
    """Members, sessions, notices, invitations, failed work."""
    if endpoint in ("accounts.member_by_handle",):
        return
    if subject == "suggestion":
        # One that `member` made for a post of a colleague, and for each one somebody made for a post of theirs.
        values["suggestion_id"] = stage.numbers[f"suggestion for {owner}" if thing == "own" else f"suggestion {thing}"]
    elif subject == "opening":
        values["opening_id"] = stage.numbers["opening"]
    elif subject == "session":
        values["session_id"] = stage.numbers[f"session {owner}"]
    elif subject == "notification":
        values["notification_id"] = stage.numbers[f"notification {owner}"]
    elif endpoint == "accounts.invitation_accept":
        values["token"] = stage.words["invitation home"] if thing == "valid" else "unknown"
    elif endpoint == "accounts.invitation_withdraw":
        values["invitation_id"] = stage.numbers[f"invitation {thing}"]
    elif endpoint == "accounts.admin_invitations":
        form["library_id"] = str(stage.numbers[f"library {thing}"])
    elif endpoint == "accounts.outbox_change":
        values |= {"row_id": stage.numbers["outbox"], "action": thing}
    else:
        values["member_id"] = stage.people[owner].id if thing == "self" else stage.numbers["author"]
        if endpoint == "accounts.member_move":
            form["library_id"] = str(stage.numbers["library elsewhere"])
