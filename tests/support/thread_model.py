"""A model of threads as simple as can be, to hold the real ones against: who hangs under whom, nothing derived."""

from dataclasses import dataclass, field

Undo = dict[str, object]


@dataclass
class ThreadModel:
    """Every post knows its parent, every thread its opening post; all else follows from that.

    ``ever_read`` holds for each member the posts that were once in front of them.
    """

    parent: dict[int, int | None] = field(default_factory=dict)
    opening: dict[int, int] = field(default_factory=dict)
    space_of: dict[int, int] = field(default_factory=dict)
    kind: dict[int, str] = field(default_factory=dict)
    shells: set[int] = field(default_factory=set)
    hidden_threads: set[int] = field(default_factory=set)
    hidden_posts: set[int] = field(default_factory=set)
    duplicate_of: dict[int, int] = field(default_factory=dict)
    ever_read: dict[int, set[int]] = field(default_factory=dict)

    def start(self, thread: int, post: int, space: int, kind: str) -> None:
        self.opening[thread], self.parent[post] = post, None
        self.space_of[thread], self.kind[thread] = space, kind

    def ancestors(self, post: int) -> list[int]:
        """The post, its parent, … up to the opening post."""
        chain = [post]
        while (above := self.parent[chain[-1]]) is not None:
            chain.append(above)
        return chain

    def thread_of(self, post: int) -> int:
        top = self.ancestors(post)[-1]
        return next(t for t, opening in self.opening.items() if opening == top and t not in self.shells)

    def threads(self) -> list[int]:
        """Those that have posts."""
        return [thread for thread in self.opening if thread not in self.shells]

    def open_threads(self) -> list[int]:
        """Those that have posts and are not hidden."""
        return [thread for thread in self.threads() if thread not in self.hidden_threads]

    def posts_by_thread(self) -> dict[int, set[int]]:
        owner = {self.opening[thread]: thread for thread in self.threads()}
        found: dict[int, set[int]] = {thread: set() for thread in self.threads()}
        for post in self.parent:
            found[owner[self.ancestors(post)[-1]]].add(post)
        return found

    def replies(self, thread: int) -> list[int]:
        """The posts of a thread but for the first, in order of age."""
        return sorted(self.posts_by_thread()[thread] - {self.opening[thread]})

    def below(self, post: int) -> set[int]:
        """The post with everything under it."""
        return {other for other in self.parent if post in self.ancestors(other)}

    def path(self, post: int) -> list[int]:
        return self.ancestors(post)[::-1][1:]

    def merge(self, source: int, target: int) -> Undo:
        self.parent[self.opening[source]] = self.opening[target]
        self.shells.add(source)
        moved = [thread for thread, original in self.duplicate_of.items() if original == source]
        self.duplicate_of.update(dict.fromkeys(moved, target))
        return {"verb": "merged", "threads": {source, target}, "source": source, "target": target, "moved": moved}

    def split(self, thread: int, new: int, roots: list[int], space: int, kind: str) -> Undo:
        parents = {root: self.parent[root] for root in roots}
        self.start(new, roots[0], space, kind)
        for other in roots[1:]:
            self.parent[other] = roots[0]
        return {"verb": "split", "threads": {thread, new}, "new": new, "thread": thread, "parents": parents}

    def move(self, thread: int, space: int) -> Undo:
        before, self.space_of[thread] = self.space_of[thread], space
        return {"verb": "moved", "threads": {thread}, "thread": thread, "space": before}

    def hang(self, post: int, parent: int) -> Undo:
        thread, before = self.thread_of(post), self.parent[post]
        self.parent[post] = parent
        return {"verb": "reparented", "threads": {thread}, "post": post, "parent": before, "thread": thread}

    def close(self, thread: int, original: int) -> Undo:
        original = self.duplicate_of.get(original, original)
        followed = [other for other, one in self.duplicate_of.items() if one == thread]
        self.duplicate_of.update(dict.fromkeys([thread, *followed], original))
        return {"verb": "duplicate", "threads": {thread, original}, "thread": thread, "followed": followed}

    def undo(self, done: Undo) -> None:
        getattr(self, f"_undo_{done['verb']}")(done)

    def _undo_merged(self, done: Undo) -> None:
        source, target = done["source"], done["target"]
        self.shells.discard(source)
        self.parent[self.opening[source]] = None
        still = [thread for thread in done["moved"] if self.duplicate_of.get(thread) == target]
        self.duplicate_of.update(dict.fromkeys(still, source))

    def _undo_split(self, done: Undo) -> None:
        self.shells.add(done["new"])
        self.parent.update(done["parents"])

    def _undo_moved(self, done: Undo) -> None:
        self.space_of[done["thread"]] = done["space"]

    def _undo_reparented(self, done: Undo) -> None:
        self.parent[done["post"]] = done["parent"]

    def _undo_duplicate(self, done: Undo) -> None:
        original = self.duplicate_of.pop(done["thread"])
        still = [thread for thread in done["followed"] if self.duplicate_of.get(thread) == original]
        self.duplicate_of.update(dict.fromkeys(still, done["thread"]))
