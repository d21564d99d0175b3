"""Takes the app into the wheel; an editable installation finds it where it stands."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AppIntoWheel(BuildHookInterface):
    """Lays what stands at the top of the repository inside the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add to the files of a wheel; `version` is the kind of wheel that is built."""
        if version == "editable":
            return
        for part in ("app.py", "pages", "assets", ".streamlit"):
            build_data["force_include"][part] = f"transfer_demo/_app/{part}"
