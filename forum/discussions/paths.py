"""The materialised path of a post: where it stands in the reading order of its thread.

Every level adds the post's id in base 36, six characters wide (room for two billion posts), so paths
sort as people read: a reply directly under its parent, siblings by age.
"""

WIDTH = 6
DRAWN_DEPTH = 3
# Comes after every path.
END = "~"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def segment(post_id: int) -> str:
    """The id in base 36, zero-padded to six characters. Raises ``ValueError`` when it does not fit."""
    if not 0 < post_id < 36**WIDTH:
        raise ValueError(f"post id {post_id} does not fit a path segment")
    digits = []
    rest = post_id
    while rest:
        rest, digit = divmod(rest, 36)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits)).rjust(WIDTH, "0")


def child_path(parent_path: str, post_id: int) -> str:
    """The path of a reply under a parent; the opening post has the empty path."""
    return parent_path + segment(post_id)


def depth(path: str) -> int:
    """How many levels below the opening post."""
    return len(path) // WIDTH


def root_segment(path: str) -> str:
    """The path of the direct reply a post stands under."""
    return path[:WIDTH]


def end_of(path: str) -> str:
    """What comes after everything under a post."""
    return path + END


def ancestors(path: str) -> list[int]:
    """The ids of the posts a post stands under, the direct reply first; the opening post is not among them."""
    return [int(path[at : at + WIDTH], 36) for at in range(0, len(path) - WIDTH, WIDTH)]


def is_path(text: str) -> bool:
    """Whether a text from an address can be a path."""
    return len(text) % WIDTH == 0 and all(character in _DIGITS for character in text)
