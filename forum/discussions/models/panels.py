"""What went from one thread to another together with its posts, so that it can go back."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.orm import Model


class PanelMove(Model):
    """A poll or conclusion that a merge took along; ``change_id`` is the row of the merge."""

    __tablename__ = "panel_move"

    change_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    object_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
