"""What an import did: counted, printed, and kept as a file."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


class ImportRefused(Exception):
    """The source cannot be imported; the message is one sentence for the person at the keyboard."""


@dataclass
class Report:
    """Counts of what came in, and of what did not with the reason."""

    source: str
    space: str
    started_at: datetime
    imported: Counter[str] = field(default_factory=Counter)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: float = 0.0

    def skip(self, what: str, why: str, count: int = 1) -> None:
        """Count things that were left out."""
        if count:
            self.skipped[what, why] += count

    def as_dict(self) -> dict[str, Any]:
        """The report for a file."""
        return {
            "source": self.source,
            "space": self.space,
            "started_at": self.started_at.isoformat(),
            "seconds": round(self.seconds, 1),
            "imported": dict(self.imported),
            "skipped": [
                {"what": what, "why": why, "count": count} for (what, why), count in sorted(self.skipped.items())
            ],
        }

    def lines(self) -> list[str]:
        """The report for the terminal."""
        width = 9
        found = [f"{count:>{width},} {what}" for what, count in self.imported.items() if count]
        left_out = [f"{count:>{width},} {what}: {why}" for (what, why), count in sorted(self.skipped.items())]
        return [
            f"Imported from {self.source} into {self.space} in {self.seconds:.1f} s:",
            *(found or [f"{0:>{width}} things"]),
            *(["Left out:", *left_out] if left_out else []),
        ]

    def write(self, folder: Path) -> Path:
        """Keep the report in a folder; returns the file."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.started_at:%Y%m%d-%H%M%S}-{self.source}.json"
        path.write_text(json.dumps(self.as_dict(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return path
