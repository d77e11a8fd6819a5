"""A small dump with every trap of the real ones, written for the tests."""

from html import escape
from pathlib import Path
from typing import Any

BOM = "\ufeff"

USERS = [
    {"Id": -1, "DisplayName": "Community", "CreationDate": "2010-01-01T00:00:00.000"},
    {"Id": 7, "DisplayName": "Ann Secretname", "CreationDate": "2010-01-02T00:00:00.000"},
    {"Id": 8, "DisplayName": "Bob", "CreationDate": "2010-01-03T00:00:00.000"},
    {"Id": 9, "DisplayName": "Never Wrote", "CreationDate": "2010-01-03T00:00:00.000"},
]

QUESTION_BODY = """<p>How do you <strong>lend</strong> a bicycle?</p>
<pre class="lang-py"><code>print("a &lt; b")
</code></pre>
<ul><li>one</li><li>two <a href="/questions/3/x">link</a></li></ul>
<blockquote><p>quoted</p></blockquote>
<p><img src="https://pictures.example/a.png" alt="A rack"> See
<a href="https://cycling.example.com/questions/1/how-to-lend-a-bicycle">here</a> @Bob
<script>alert(1)</script></p>"""

POSTS: list[dict[str, Any]] = [
    {
        "Id": 1,
        "PostTypeId": 1,
        "CreationDate": "2010-02-01T10:00:00.100",
        "Score": 5,
        "Body": QUESTION_BODY,
        "OwnerUserId": 7,
        "Title": "How to lend a bicycle?",
        "Tags": "<lending><bicycles>",
        "AcceptedAnswerId": 2,
        "LastEditDate": "2010-02-03T10:00:00.000",
        "ContentLicense": "CC BY-SA 2.5",
    },
    {
        "Id": 2,
        "PostTypeId": 2,
        "ParentId": 1,
        "CreationDate": "2010-02-02T10:00:00.000",
        "Score": 3,
        "Body": "<p>With a helmet &amp; a lock.</p>",
        "OwnerUserId": 8,
        "ContentLicense": "CC BY-SA 3.0",
    },
    {
        "Id": 3,
        "PostTypeId": 1,
        "CreationDate": "2011-02-01T10:00:00.000",
        "Score": -4,
        "Body": "<p>No owner id.</p>",
        "OwnerDisplayName": "Gone Person",
        "Title": "Second question, never answered",
        "Tags": "<x>",
        "ContentLicense": "CC BY-SA 4.0",
    },
    {
        "Id": 4,
        "PostTypeId": 2,
        "ParentId": 1,
        "CreationDate": "2010-02-04T10:00:00.000",
        "Score": 0,
        "Body": "<p>Owned by the site.</p>",
        "OwnerUserId": -1,
    },
    {"Id": 5, "PostTypeId": 4, "CreationDate": "2011-01-01T00:00:00.000", "Score": 0, "Body": "tag excerpt"},
    {"Id": 6, "PostTypeId": 5, "CreationDate": "2011-01-01T00:00:00.000", "Score": 0, "Body": "tag wiki"},
    {
        "Id": 10,
        "PostTypeId": 2,
        "ParentId": 999,
        "CreationDate": "2011-01-01T00:00:00.000",
        "Score": 0,
        "Body": "<p>Its question was deleted.</p>",
        "OwnerUserId": 8,
    },
    {
        "Id": 11,
        "PostTypeId": 1,
        "CreationDate": "2012-02-01T10:00:00.000",
        "Score": 1,
        "Body": "<p>Nobody asks.</p>",
        "Title": "Third question by nobody at all",
        "ContentLicense": "CC BY-SA 4.0",
    },
    {
        "Id": 12,
        "PostTypeId": 1,
        "CreationDate": "2012-03-01T10:00:00.000",
        "Score": 0,
        "Body": "",
        "Title": "Empty one",
    },
]

COMMENTS = [
    {
        "Id": 1,
        "PostId": 1,
        "Score": 2,
        "Text": "# Nice @Bob, see [this](http://x.example) & `@code` #12",
        "CreationDate": "2010-02-01T11:00:00.000",
        "UserId": 8,
        "ContentLicense": "CC BY-SA 2.5",
    },
    {
        "Id": 2,
        "PostId": 2,
        "Score": 0,
        "Text": "@annsecret thanks <b>a lot</b>",
        "CreationDate": "2010-02-02T11:00:00.000",
        "UserId": 7,
        "ContentLicense": "CC BY-SA 2.5",
    },
    {
        "Id": 3,
        "PostId": 5,
        "Score": 0,
        "Text": "about a tag",
        "CreationDate": "2010-02-02T11:00:00.000",
        "UserId": 7,
    },
    {
        "Id": 4,
        "PostId": 1,
        "Score": 0,
        "Text": "by a guest",
        "CreationDate": "2010-02-02T12:00:00.000",
        "UserDisplayName": "Passing Guest",
    },
]

VOTES = [
    *[{"Id": n, "PostId": 1, "VoteTypeId": 2, "CreationDate": "2010-02-01T00:00:00.000"} for n in range(1, 7)],
    {"Id": 7, "PostId": 1, "VoteTypeId": 3, "CreationDate": "2010-02-01T00:00:00.000"},
    {"Id": 8, "PostId": 2, "VoteTypeId": 1, "CreationDate": "2010-02-05T00:00:00.000"},
    {"Id": 9, "PostId": 2, "VoteTypeId": 2, "CreationDate": "2010-02-05T00:00:00.000"},
]

_FIRST, _SECOND = "11111111-aaaa", "22222222-bbbb"
HISTORY = [
    {
        "Id": 1,
        "PostHistoryTypeId": 2,
        "PostId": 1,
        "RevisionGUID": _FIRST,
        "UserId": 7,
        "Text": "How do you lend?",
        "CreationDate": "2010-02-01T10:00:00.100",
    },
    {
        "Id": 2,
        "PostHistoryTypeId": 1,
        "PostId": 1,
        "RevisionGUID": _FIRST,
        "UserId": 7,
        "Text": "Lending",
        "CreationDate": "2010-02-01T10:00:00.100",
    },
    {
        "Id": 3,
        "PostHistoryTypeId": 3,
        "PostId": 1,
        "RevisionGUID": _FIRST,
        "UserId": 7,
        "Text": "<x>",
        "CreationDate": "2010-02-01T10:00:00.100",
    },
    {
        "Id": 4,
        "PostHistoryTypeId": 5,
        "PostId": 1,
        "RevisionGUID": _SECOND,
        "UserId": 8,
        "Text": "How do you **lend**",
        "CreationDate": "2010-02-03T10:00:00.000",
        "Comment": "clearer",
    },
    {
        "Id": 5,
        "PostHistoryTypeId": 4,
        "PostId": 1,
        "RevisionGUID": _SECOND,
        "UserId": 8,
        "Text": "How to lend a bicycle?",
        "CreationDate": "2010-02-03T10:00:00.000",
        "Comment": "clearer",
    },
    {
        "Id": 6,
        "PostHistoryTypeId": 10,
        "PostId": 1,
        "RevisionGUID": "33",
        "UserId": 8,
        "Text": "{}",
        "CreationDate": "2010-02-04T10:00:00.000",
    },
    {
        "Id": 7,
        "PostHistoryTypeId": 2,
        "PostId": 5,
        "RevisionGUID": "44",
        "Text": "tag excerpt",
        "CreationDate": "2010-02-04T10:00:00.000",
    },
]

FILES = {"Users": USERS, "Posts": POSTS, "Comments": COMMENTS, "Votes": VOTES, "PostHistory": HISTORY}


def write_dump(folder: Path, **changed: list[dict[str, Any]]) -> Path:
    """Write the dump into a folder; ``Posts=[…]`` and so on replace the rows of a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (FILES | changed).items():
        root = name.lower()
        lines = [
            "  <row " + " ".join(f'{key}="{escape(str(value))}"' for key, value in row.items()) + " />" for row in rows
        ]
        text = "\n".join(['<?xml version="1.0" encoding="utf-8"?>', f"<{root}>", *lines, f"</{root}>"])
        (folder / f"{name}.xml").write_text(BOM + text.replace("\n</code>", "&#xA;</code>"), encoding="utf-8")
    return folder
