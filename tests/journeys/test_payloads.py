"""Attack strings in every rich and plain field, looked at in a real browser whose content policy is switched off.

The strings stand in a file beside the project (`FORUM_TEST_DATA` names its folder); without it the test is skipped. A
sample is taken; `FORUM_TEST_PAYLOADS=2000` takes so many, or all there are, at about a second each.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.browser import Visitors
from tests.support.source import ROOT

DATA = Path(os.environ.get("FORUM_TEST_DATA", ROOT.parent / "shared" / "data"))
PAYLOADS = DATA / "security" / "payloads.jsonl"
SAMPLE = int(os.environ.get("FORUM_TEST_PAYLOADS", "24"))
# What an attack that works would call; each call is remembered.
WATCH = """
window.executed = [];
for (const name of ["alert", "confirm", "prompt", "print"]) {
  window[name] = (...words) => { window.executed.push(`${name}(${words})`.slice(0, 80)); };
}
"""
LOOK = r"""() => {
  const found = [...window.executed];
  for (const element of document.querySelectorAll("main *, title, aside *, header *")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) found.push(`${element.tagName} ${name}`);
      const address = value.replace(/[\u0000-\u0020]/g, "").toLowerCase();
      if (["href", "src", "action", "formaction", "xlink:href"].includes(name)
          && /^(javascript|vbscript|data:text)/.test(address)) found.push(`${name}=${address.slice(0, 60)}`);
    }
  }
  const strangers = "main :is(script, iframe, object, embed, form form, meta, base, style, link)";
  found.push(...[...document.querySelectorAll(strangers)].map((element) => element.outerHTML.slice(0, 80)));
  return found;
}"""


def sample() -> list[str]:
    """The strings to try: every so many."""
    rows = [json.loads(line)["p"] for line in PAYLOADS.read_bytes().splitlines()]
    return rows[:: max(1, len(rows) // SAMPLE)]


@pytest.mark.skipif(not PAYLOADS.exists(), reason="payloads.jsonl is not beside the project (FORUM_TEST_DATA)")
def test_no_string_is_executed_on_any_page(visitors: Visitors, tmp_path: Path):
    payloads = sample()
    (tmp_path / "payloads.json").write_text(json.dumps(payloads))
    command = [sys.executable, "-m", "tests.journeys.payload_fields", str(tmp_path / "payloads.json")]
    done = subprocess.run(command, cwd=ROOT, env=visitors.server.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    made = json.loads(done.stdout.splitlines()[-1])
    page = visitors.visit("beheerder", bypass_csp=True)
    page.set_default_timeout(120_000)  # thousands of pages, beside whatever else the machine does
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.add_init_script(WATCH)
    executed = []
    for address in made["addresses"]:
        page.goto(address, wait_until="load")
        executed += [(address, what) for what in page.evaluate(LOOK)]
    assert made["fields"] > len(payloads), "too few of the strings were taken by any field"
    assert (executed, dialogs) == ([], [])
    # What the strings did to the console is theirs: pictures and addresses that lead nowhere.
    visitors.complaints.clear()
