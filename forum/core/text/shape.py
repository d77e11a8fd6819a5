"""Changes to parsed text before it is drawn: headings lowered, alignment as classes, images as links."""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from forum.core.text.normalise import clean
from forum.core.text.sanitize import is_own_image

_LOWEST = 6
_ABOVE = 2


def shape(tokens: list[Token]) -> None:
    """Change the tokens of a text in place."""
    outline: list[int] = []
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _heading(int(token.tag[1]), outline)
        elif token.type in ("th_open", "td_open"):
            _align(token)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            _list_class(token)
        elif token.type == "inline" and token.children:
            token.children = _inline(token.children)


def _heading(level: int, outline: list[int]) -> str:
    """Headings begin at h3, below those of the page, and never skip a level, whatever was typed."""
    while outline and outline[-1] >= level:
        outline.pop()
    outline.append(level)
    return f"h{min(_ABOVE + len(outline), _LOWEST)}"


def _align(token: Token) -> None:
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrs["class"] = "align-" + style.rpartition(":")[2].strip()


def _list_class(token: Token) -> None:
    if token.attrs.pop("class", ""):
        token.attrs["class"] = "task-list"


def _inline(children: Iterable[Token]) -> list[Token]:
    """Inline tokens with images settled and entities cleaned of what may not be written directly either."""
    result: list[Token] = []
    inside_link = 0
    for token in children:
        inside_link += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "image":
            result.extend(_image(token, inside_link > 0))
            continue
        if token.type == "text":
            token.content = clean(token.content)
        if "title" in token.attrs:
            token.attrs["title"] = clean(str(token.attrs["title"]))
        result.append(token)
    return result


def _image(token: Token, inside_link: bool) -> list[Token]:
    """An image of this site stays; another becomes a link, or its description inside a link."""
    source = str(token.attrs.get("src", ""))
    description = " ".join(clean(_described(token.children or ())).split())
    if is_own_image(source):
        token.children = [_text(description)]
        token.attrs["loading"] = "lazy"
        if "title" in token.attrs:
            token.attrs["title"] = clean(str(token.attrs["title"]))
        return [token]
    text = _text(description or _file_name(source))
    if inside_link or not source:
        return [text]
    start = Token("link_open", "a", 1, attrs={"href": source})
    return [start, text, Token("link_close", "a", -1)]


def _described(tokens: Iterable[Token]) -> str:
    """The words of an image's description, whatever marks stand in it."""
    return "".join(
        _described(token.children) if token.children else " " if token.type.endswith("break") else token.content
        for token in tokens
    )


def _file_name(source: str) -> str:
    """What to call an image nobody described: its file name, else its host."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return source
    return clean(unquote(parts.path.rpartition("/")[2])) or parts.netloc or source


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
