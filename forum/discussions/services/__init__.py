"""The verbs of the discussions; the web, the importers and the commands all call these."""

from forum.discussions.services.acknowledgements import (
    acknowledge,
    ask_acknowledgement,
    edit_and_ask_again,
    stop_acknowledgement,
)
from forum.discussions.services.anonymity import look_again, open_identity
from forum.discussions.services.answers import accept_answer, mark_useful, unaccept_answer, unmark_useful
from forum.discussions.services.bookmarks import drop_bookmark, keep_post
from forum.discussions.services.conclusions import (
    find_conclusion,
    remove_conclusion,
    restore_conclusion,
    write_conclusion,
)
from forum.discussions.services.drafts import discard_draft, save_draft
from forum.discussions.services.editing import edit_post
from forum.discussions.services.fields import create_field, edit_field, move_field, remove_field, restore_field
from forum.discussions.services.found import note_found
from forum.discussions.services.me_too import have_no_longer, have_too
from forum.discussions.services.moderation import (
    bring_back_post,
    hide_post,
    hide_thread,
    lock_thread,
    restore_post,
    restore_thread,
    unlock_thread,
    withdraw_post,
)
from forum.discussions.services.pins import pin_thread, unpin_thread
from forum.discussions.services.polls import (
    PollPlan,
    Slot,
    add_options,
    close_poll,
    create_poll,
    edit_poll,
    remove_poll,
    reopen_poll,
)
from forum.discussions.services.reactions import react, unreact
from forum.discussions.services.reading import mark_page_read, mark_space_read, mark_thread_read, mark_unread_from
from forum.discussions.services.replies import reply
from forum.discussions.services.restructuring import (
    close_as_duplicate,
    merge_threads,
    move_thread,
    reparent_post,
    split_posts,
    undo_change,
)
from forum.discussions.services.scheduling import (
    discard_scheduled,
    edit_scheduled,
    publish_scheduled,
    schedule_thread,
    stop_scheduled,
)
from forum.discussions.services.spaces import add_moderator, create_space, edit_space, remove_moderator
from forum.discussions.services.suggestions import (
    accept_suggestion,
    decline_suggestion,
    suggest_edit,
    withdraw_suggestion,
)
from forum.discussions.services.threads import (
    ask_and_answer,
    ask_question,
    make_announcement,
    start_discussion,
    start_thread,
)
from forum.discussions.services.voting import vote, withdraw_vote

__all__ = [
    "PollPlan",
    "Slot",
    "accept_answer",
    "accept_suggestion",
    "acknowledge",
    "add_moderator",
    "add_options",
    "ask_acknowledgement",
    "ask_and_answer",
    "ask_question",
    "bring_back_post",
    "close_as_duplicate",
    "close_poll",
    "create_field",
    "create_poll",
    "create_space",
    "decline_suggestion",
    "discard_draft",
    "discard_scheduled",
    "drop_bookmark",
    "edit_and_ask_again",
    "edit_field",
    "edit_poll",
    "edit_post",
    "edit_scheduled",
    "edit_space",
    "find_conclusion",
    "have_no_longer",
    "have_too",
    "hide_post",
    "hide_thread",
    "keep_post",
    "lock_thread",
    "look_again",
    "make_announcement",
    "mark_page_read",
    "mark_space_read",
    "mark_thread_read",
    "mark_unread_from",
    "mark_useful",
    "merge_threads",
    "move_field",
    "move_thread",
    "note_found",
    "open_identity",
    "pin_thread",
    "publish_scheduled",
    "react",
    "remove_conclusion",
    "remove_field",
    "remove_moderator",
    "remove_poll",
    "reopen_poll",
    "reparent_post",
    "reply",
    "restore_conclusion",
    "restore_field",
    "restore_post",
    "restore_thread",
    "save_draft",
    "schedule_thread",
    "split_posts",
    "start_discussion",
    "start_thread",
    "stop_acknowledgement",
    "stop_scheduled",
    "suggest_edit",
    "unaccept_answer",
    "undo_change",
    "unlock_thread",
    "unmark_useful",
    "unpin_thread",
    "unreact",
    "vote",
    "withdraw_post",
    "withdraw_suggestion",
    "withdraw_vote",
    "write_conclusion",
]
