"""A short piece of plain text for lists, search results and mail."""


def excerpt(plain: str, length: int = 200, around: str | None = None) -> str:
    """At most ``length`` characters plus ellipses, cut between words, on one line.

    With ``around`` the piece holds the first place where one of its words occurs, ignoring case.
    """
    text = " ".join(plain.split())
    if len(text) <= length:
        return text
    start = _start(text, length, around) if around else 0
    end = start + length
    piece = text[start:end]
    if end < len(text) and not text[end].isspace() and " " in piece[length // 2 :]:
        piece = piece[: piece.rindex(" ")]
    return ("… " if start else "") + piece.strip() + (" …" if start + len(piece) < len(text) else "")


def _start(text: str, length: int, around: str) -> int:
    """Where to begin so that the first hit lies about a third into the piece, at the start of a word."""
    lowered = text.lower()
    places = [place for word in around.lower().split() if (place := lowered.find(word)) >= 0]
    if not places or len(lowered) != len(text):
        return 0
    wanted = min(min(places) - length // 3, len(text) - length)
    if wanted <= 0:
        return 0
    space = text.find(" ", wanted)
    return space + 1 if 0 <= space < min(places) else wanted
