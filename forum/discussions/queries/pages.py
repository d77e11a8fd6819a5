"""Pages of a thread: whole answers with what is said under them, long branches folded, in a few range reads.

A page begins with a direct reply and ends before the first one whose branch does not fit any more, so that an
answer and its conversation stay together. Of a branch with more than ``FOLD_OVER`` posts the first ``SHOWN``
stand there; the others have pages of their own. No branch can push the other answers away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from forum.discussions import paths
from forum.discussions.queries.positions import FOLD_OVER, PAGE_SIZE, SHOWN, Position, count_before, count_between
from forum.discussions.queries.post_page import PostView, read_paths_before, read_posts, read_start, read_useful
from forum.discussions.queries.quotes import Quote, list_quotes
from forum.discussions.queries.thread_head import ThreadHead

# How far posts are counted, to say where one is or how many are folded.
MOST_COUNTED = 1_000
# How many of the posts above the first one are named: the direct reply, and those it stands closest to.
_ABOVE = 3


@dataclass(frozen=True, slots=True)
class Fold:
    """What of a branch is not on the page: where it goes on, and how many posts (at least, when ``MOST_COUNTED``)."""

    position: Position
    count: int


@dataclass(frozen=True, slots=True)
class PostPage:
    """One page of posts in reading order.

    ``accepted`` are copies of accepted answers, on the first page. ``folds`` stand after the post with this id;
    ``sizes`` says how many posts stand under a direct reply with any. ``above`` names what the first post stands
    under, ``quotes`` the parents that are not on the page. ``number`` is the place of the first post in the thread
    (``is_estimate``: about), None on the first page and on those of a branch. ``sorted``: by usefulness, answers alone.
    """

    posts: Sequence[PostView]
    accepted: Sequence[PostView] = ()
    next: Position | None = None
    previous: Position | None = None
    folds: Mapping[int, Fold] = field(default_factory=dict)
    sizes: Mapping[int, int] = field(default_factory=dict)
    above: Sequence[Quote] = ()
    quotes: Mapping[int, Quote] = field(default_factory=dict)
    number: int | None = None
    is_estimate: bool = False
    sorted: bool = False
    # By post and kind, the first who reacted; read where the page is kept (``queries.list_reactors``).
    reactors: Mapping[tuple[int, str], Sequence[str]] = field(default_factory=dict)

    @property
    def is_first(self) -> bool:
        return bool(self.posts) and self.posts[0].depth == 0


@dataclass
class _Walk:
    """What a page takes in on its way through the thread."""

    posts: list[PostView] = field(default_factory=list)
    folded: dict[str, PostView] = field(default_factory=dict)
    next: Position | None = None

    @property
    def room(self) -> int:
        return PAGE_SIZE - len(self.posts)


def get_post_page(head: ThreadHead, position: Position) -> PostPage:
    """One page of posts; its cost does not depend on the length of the thread or the place in it."""
    if position.side == "useful":
        return _useful_page(head, position)
    if position.branch:
        return _branch_page(head, position)
    if position.is_start:
        return _first_page(head)
    side, path, end = position.side, position.path, paths.END
    if side == "before":
        side, path, end = "from", _start_before(head, path), path
    if not path:
        return _first_page(head)
    walk = _walk(head, side, path, end)
    if not walk.posts:
        return PostPage(())
    number, is_estimate = _number(head, walk.posts[0].path)
    onward = Position("from", end) if end not in ("", paths.END) else walk.next
    return _finished(head, walk, next_=onward, number=number, is_estimate=is_estimate)


def _first_page(head: ThreadHead) -> PostPage:
    rows = read_start(head, PAGE_SIZE + 1)
    posts = [row for row in rows if not row.is_copy]
    walk = _walk(head, "from", "", paths.END, posts)
    return _finished(head, walk, next_=walk.next, accepted=[row for row in rows if row.is_copy])


def _finished(
    head: ThreadHead,
    walk: _Walk,
    *,
    next_: Position | None,
    accepted: Sequence[PostView] = (),
    number: int | None = None,
    is_estimate: bool = False,
) -> PostPage:
    folds, sizes = _folds(head, walk)
    first = walk.posts[0] if walk.posts else None
    above, quotes = _surroundings(head, walk.posts)
    previous = Position("before", first.path) if first and first.depth else None
    return PostPage(walk.posts, accepted, next_, previous, folds, sizes, above, quotes, number, is_estimate)


def _walk(head: ThreadHead, side: str, path: str, end: str, batch: list[PostView] | None = None) -> _Walk:
    """Take in whole branches from a path on until the page is full; one read, and one more for each long branch."""
    walk = _Walk()
    while True:
        rows = read_posts(head, side, path, walk.room + 1, end) if batch is None else batch
        batch, is_last = None, len(rows) <= walk.room
        resume = _take_in(walk, rows, is_last)
        if resume is None:
            return walk
        side, path = "from", resume


def _take_in(walk: _Walk, rows: Sequence[PostView], is_last: bool) -> str | None:
    """Add the branches of a read to the page; gives where to read on after a long one that goes beyond the read."""
    if not walk.room:
        walk.next = Position("from", rows[0].path) if rows else None
        return None
    branches = [(root, list(posts)) for root, posts in groupby(rows, key=lambda post: paths.root_segment(post.path))]
    for at, (root, posts) in enumerate(branches):
        is_whole = is_last or at < len(branches) - 1
        own = 1 if posts[0].path == root else 0
        if root and len(posts) - own > FOLD_OVER:
            walk.posts += posts[: SHOWN + own]
            walk.folded[root] = walk.posts[-1]
            if not is_whole:
                return paths.end_of(root)
        elif is_whole:
            walk.posts += posts
        else:
            walk.next = Position("from", posts[0].path)
            return None
    return None


def _start_before(head: ThreadHead, path: str) -> str:
    """The path of the direct reply with which a page begins that ends right before ``path``."""
    room, start, bound = PAGE_SIZE, path, path
    while room > 0 and (rows := read_paths_before(head, bound, room + 1)):
        for root, posts in ((root, list(group)) for root, group in groupby(rows, key=paths.root_segment)):
            has_root = posts[-1] == root
            is_long = bool(root) and len(posts) - has_root > FOLD_OVER
            size = SHOWN + 1 if is_long else len(posts)
            if size > room or not (is_long or has_root):
                return start
            room, start = room - size, root
        bound = start
    return start


def _folds(head: ThreadHead, walk: _Walk) -> tuple[dict[int, Fold], dict[int, int]]:
    """Where folded branches go on, by the post they follow, and how much stands under each direct reply."""
    sizes: dict[int, int] = {}
    roots = {post.path: post.id for post in walk.posts if post.depth == 1}
    for post in walk.posts:
        root_id = roots.get(paths.root_segment(post.path)) if post.depth > 1 else None
        if root_id:
            sizes[root_id] = sizes.get(root_id, 0) + 1
    folds: dict[int, Fold] = {}
    for root, last in walk.folded.items():
        count = count_between(head, last.path, paths.end_of(root), MOST_COUNTED)
        folds[last.id] = Fold(Position("after", last.path, root), count)
        if root in roots:
            sizes[roots[root]] += count
    return folds, sizes


def _branch_page(head: ThreadHead, position: Position) -> PostPage:
    """A page of one branch: post after post, without folds within it."""
    root, end = position.branch, paths.end_of(position.branch)
    if position.side == "before":
        rows = read_posts(head, "before", position.path, PAGE_SIZE, root)
    else:
        rows = read_posts(head, position.side, position.path or root, PAGE_SIZE, end)
    rows = [row for row in rows if paths.root_segment(row.path) == root]
    if not rows:
        return PostPage(())
    above, quotes = _surroundings(head, rows)
    left = count_between(head, rows[-1].path, end, MOST_COUNTED)
    folds = {rows[-1].id: Fold(Position("after", rows[-1].path, root), left)} if left else {}
    earlier = count_between(head, root, rows[0].path, 1) if rows[0].path != root else 0
    previous = Position("before", rows[0].path, root) if earlier else None
    return PostPage(rows, previous=previous, folds=folds, above=above, quotes=quotes)


def _useful_page(head: ThreadHead, position: Position) -> PostPage:
    """Direct replies alone, the most useful first; what is said under each is a page of its branch."""
    rows = read_useful(head, position.path, position.useful, PAGE_SIZE + 1)
    accepted = [row for row in rows if row.is_copy]
    posts = [row for row in rows if not row.is_copy]
    answers = [row for row in posts if row.depth]
    more = len(answers) > PAGE_SIZE
    if more:
        posts.remove(answers.pop())
    last = answers[-1] if answers else None
    next_ = Position("useful", last.path, useful=last.useful_count) if more and last else None
    folds = {row.id: Fold(Position("after", row.path, row.path), row.reply_count) for row in answers if row.reply_count}
    previous = Position("useful") if position.path else None
    return PostPage(posts, accepted, next_, previous, folds, sorted=True)


def _surroundings(head: ThreadHead, posts: Sequence[PostView]) -> tuple[list[Quote], dict[int, Quote]]:
    """What the first post stands under, and the parents that are not on the page; asks only when there are any."""
    here = {post.id for post in posts}
    parents = {post.parent_id for post in posts if post.depth > 1 and post.parent_id not in here}
    chain = paths.ancestors(posts[0].path) if posts else []
    above = [*chain[:1], *chain[1:][-_ABOVE:]]
    wanted = {post_id for post_id in (*above, *parents) if post_id}
    quotes = list_quotes(head, wanted) if wanted else {}
    return [quotes[post_id] for post_id in above if post_id in quotes], quotes


def _number(head: ThreadHead, path: str) -> tuple[int, bool]:
    """Which post of the thread this is, and whether that is an estimate: only from either end it is counted."""
    total = head.reply_count + 1
    before = count_before(head, path, MOST_COUNTED)
    if before < MOST_COUNTED:
        return min(before + 1, total), False
    after = count_between(head, path, paths.END, MOST_COUNTED)
    if after < MOST_COUNTED:
        return max(total - after, 1), False
    # Direct replies stand in the order of their ids: between both ends they tell about how far this one is.
    first, last, this = head.opening_post_id, head.last_post_id, int(paths.root_segment(path), 36)
    part = (this - first) / max(last - first, 1)
    return min(max(round(total * part), MOST_COUNTED), total - MOST_COUNTED), True
