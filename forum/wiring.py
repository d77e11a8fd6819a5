"""THE list: what the product is made of. A feature is switched on by its lines here and nowhere else."""

from collections.abc import Callable

import click
from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l

# Tables and outbox handlers are known once their module is imported; these have no line below.
import forum.core.activity
import forum.core.outbox
import forum.web.kept_forms
import forum.web.sent_once  # noqa: F401
from forum.accounts import demo as demo_members
from forum.accounts import identity, setup
from forum.accounts import kinds as member_kinds
from forum.accounts import views as accounts
from forum.accounts.cli import members_cli
from forum.attachments import reading as attachment_reading  # noqa: F401 - handles the outbox rows of files
from forum.attachments import views as attachments
from forum.attachments.cli import files_cli
from forum.attachments.services import tidying
from forum.bench import cli as bench
from forum.bench.search import cli as search_bench
from forum.core import activity, kinds
from forum.discussions import field_panel, order_notices, panels, restructured, sealed, suggestion_notices
from forum.discussions import kinds as discussion_kinds
from forum.discussions import views as discussion_views
from forum.discussions.access import moderation_tokens
from forum.discussions.acknowledging import ACKNOWLEDGEMENT
from forum.discussions.anonymity import ANONYMITY, IDENTITY_OPENED
from forum.discussions.cli import recount
from forum.discussions.conclusions import CONCLUSION_PANEL
from forum.discussions.demo import load_demo as load_demo_discussions
from forum.discussions.notifications import KINDS as DISCUSSION_NOTIFICATIONS
from forum.discussions.polls import POLL_PANEL
from forum.discussions.queries.unsent import files_in_unsent_texts
from forum.discussions.search import PostSource
from forum.discussions.services import companions, me_too
from forum.discussions.services.acknowledgement_companion import AcknowledgementCompanion
from forum.discussions.services.anonymity import AnonymousPosts
from forum.discussions.services.bookmarks import BookmarkCompanion
from forum.discussions.services.panel_companion import PanelCompanion
from forum.discussions.starter import make_starter_spaces
from forum.home import views as home
from forum.importing.cli import import_cli
from forum.network import kinds as network_kinds
from forum.network import starter
from forum.network import views as network
from forum.notifications import delivery  # noqa: F401 - handles the outbox rows of activities
from forum.notifications import kinds as notification_kinds
from forum.notifications import queries as notification_queries
from forum.notifications import views as notifications
from forum.search import cli as search
from forum.search import documents, watching
from forum.search import views as search_views
from forum.search.demo import load_demo as load_demo_searches
from forum.search.people import MemberSource
from forum.search.starter import load_synonyms
from forum.web import editor, health, statement, styleguide
from forum.web.navigation import Entry

# In the order in which their URLs are matched.
BLUEPRINTS: list[Blueprint] = [
    health.blueprint,
    accounts.blueprint,
    network.blueprint,
    home.blueprint,
    attachments.blueprint,
    discussion_views.blueprint,
    notifications.blueprint,
    search_views.blueprint,
    statement.blueprint,
    editor.blueprint,
    styleguide.blueprint,
]

search.search_cli.add_command(search_bench.bench)

# Groups and commands of the `forum` script.
CLI_GROUPS: list[click.Command] = [members_cli, files_cli, search.search_cli, import_cli, bench.bench, recount]

# Kinds of content, by which features refer to each other's things.
KINDS: list[kinds.Kind] = [
    member_kinds.MEMBER,
    network_kinds.LIBRARY,
    discussion_kinds.SPACE,
    discussion_kinds.THREAD,
    discussion_kinds.POST,
    discussion_kinds.SCHEDULED,
    discussion_kinds.CONCLUSION,
    discussion_kinds.OPENING,
    discussion_kinds.OWN_HIDDEN,
    discussion_kinds.SUGGESTION,
    watching.SAVED_SEARCH,
]

# What the search index takes its documents from (forum.search.documents).
SEARCH_SOURCES: list[documents.SearchSource] = [PostSource(), MemberSource()]

# Kinds of notification in order of priority: of one action a member gets the first that applies.
NOTIFICATION_KINDS: list[notification_kinds.NotificationKind] = [
    IDENTITY_OPENED,
    *DISCUSSION_NOTIFICATIONS,
    *suggestion_notices.KINDS,
    *order_notices.KINDS,
    *watching.KINDS,
]

# What may stand between the opening post of a thread and its replies.
THREAD_PANELS: list[panels.Panel] = [
    field_panel.PANEL,
    ANONYMITY,
    ACKNOWLEDGEMENT,
    CONCLUSION_PANEL,
    POLL_PANEL,
    *restructured.PANELS,
]

# What goes along when threads are merged, split or moved.
THREAD_COMPANIONS: list[companions.Companion] = [
    AnonymousPosts(),
    AcknowledgementCompanion(),
    BookmarkCompanion(),
    PanelCompanion(),
    me_too.MeTooCompanion(),
]

# How somebody acts under another name than their own.
VEILS: list[activity.Veil] = [sealed.Veil()]

# Features with texts that are not public yet: the files they refer to are kept.
FILE_KEEPERS: list[tidying.Keeper] = [files_in_unsent_texts]

# Features that give members further tokens than their network, library and groups.
TOKEN_PROVIDERS: list[identity.TokenProvider] = [moderation_tokens]

# What features give a new network to start with, at first-run set-up.
STARTERS: list[Callable[[identity.Identity], object]] = [make_starter_spaces, load_synonyms]

# Loaders of starter and demo content, called in this order by `forum demo`; each takes no argument,
# flushes only, and changes nothing when it runs again.
DEMO_LOADERS: list[Callable[[], None]] = [
    starter.load,
    load_synonyms,
    demo_members.load,
    load_demo_discussions,
    load_demo_searches,
]

# The main menu, in order.
# Where one thread is read or changed: its page, one of its posts or polls, a change that can be undone.
OF_THREADS = frozenset({"threads", "posts", "polls", "changes"})
NAVIGATION: list[Entry] = [
    Entry("home.start", _l("Home"), "home"),
    Entry("discussions.thread_list", _l("Discussions"), "chat", addresses=OF_THREADS),
    Entry("discussions.space_list", _l("Spaces"), "spaces"),
    Entry("network.library_list", _l("Libraries"), "libraries"),
    Entry("accounts.member_list", _l("Colleagues"), "people"),
    Entry("accounts.admin", _l("Administration"), "settings", roles=accounts.ADMINISTRATION_ROLES, section="admin"),
]


# Rules asked in the frame around every page that look at more than the roles of the reader. Their answer is kept for
# each reader, so they may look at nothing but who is asking.
FRAME_RULES: tuple[str, ...] = ("announcement.start",)


def install(app: Flask) -> None:
    """Attach everything in the lists to the application."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for kind in KINDS:
        kinds.register(kind)
    for source in SEARCH_SOURCES:
        documents.register(source)
    panels.register(THREAD_PANELS)
    activity.set_veils(VEILS)
    companions.register(THREAD_COMPANIONS)
    notification_kinds.register(NOTIFICATION_KINDS)
    identity.token_providers[:] = TOKEN_PROVIDERS
    setup.starters[:] = STARTERS
    tidying.keepers[:] = FILE_KEEPERS
    identity.provide_unread(notification_queries.count_unread)
    app.extensions["navigation"] = NAVIGATION
    app.extensions["frame_rules"] = FRAME_RULES
