"""The story: transfer learning in ten short screens, each with one thing to do."""

from transfer_demo.ui.story.screen import show_story

show_story()
