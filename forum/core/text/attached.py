"""Files of this site in a text: ``![plan](/attachments/12/plan.png)`` shows one, ``[plan](…)`` links to it."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from forum.core.text.limits import check_attachments
from forum.core.text.syntax import Reference, Resolver, Target

ATTACHMENT = "attachment"

_ADDRESS = re.compile(r"/attachments/([1-9][0-9]{0,8})(?:/[^/?#]*)?(?:[?#].*)?", re.ASCII)
_MENTION = re.compile(r"/attachments/([1-9][0-9]{0,8})(?![0-9])", re.ASCII)


def settle_attachments(tokens: Sequence[Token], resolve: Resolver | None) -> tuple[Reference, ...]:
    """Look up the files a text shows or links to and redraw them as they are; returns the distinct references.

    What the writer may not open is left as words: a text never makes a file visible, nor shows that it exists.
    """
    keys = dict.fromkeys(key for token in _inline(tokens) if (key := _key(token)))
    check_attachments(len(keys))
    if not keys or resolve is None:
        return ()
    targets = resolve(ATTACHMENT, tuple(keys))
    for token in tokens:
        if token.children and any(_key(child) for child in token.children):
            token.children = list(_redrawn(token.children, targets))
    return tuple(Reference(ATTACHMENT, key, targets[key].id if key in targets else None) for key in keys)


def mentioned(source: str) -> set[int]:
    """The numbers of all files a text may refer to, without parsing it: rather too many than too few."""
    return {int(number) for number in _MENTION.findall(source)}


def _inline(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def _key(token: Token) -> str | None:
    """The number of the file an image or link is about."""
    name = {"image": "src", "link_open": "href"}.get(token.type)
    match = _ADDRESS.fullmatch(str(token.attrs.get(name, ""))) if name else None
    return match[1] if match else None


def _redrawn(children: Sequence[Token], targets: dict[str, Target]) -> Iterator[Token]:
    inside_link = dropped = False
    for token in children:
        key = _key(token)
        target = targets.get(key) if key else None
        if token.type == "link_close":
            inside_link = False
            if dropped:
                dropped = False
                continue
        elif token.type == "link_open":
            inside_link = True
            if key and target is None:
                dropped = True
                continue
            if target:
                token.attrs["href"] = target.url
        elif token.type == "image" and key:
            yield from _image(token, target, inside_link)
            continue
        yield token


def _image(token: Token, target: Target | None, inside_link: bool) -> Iterator[Token]:
    """A picture with its size, leading to the whole of it; another file as a link; nothing to see as its words."""
    words = "".join(child.content for child in token.children or ())
    if target is None:
        yield Token("text", "", 0, content=words)
        return
    if target.picture:
        token.attrs["src"] = target.picture.src
        token.attrs["width"], token.attrs["height"] = target.picture.width, target.picture.height
        shown = token
    else:
        shown = Token("text", "", 0, content=words or target.label)
    if inside_link:
        yield shown
        return
    attrs: dict[str, str | int | float] = {"href": target.url}
    if target.picture:
        attrs["class"] = "picture"
    yield Token("link_open", "a", 1, attrs=attrs)
    yield shown
    yield Token("link_close", "a", -1)
