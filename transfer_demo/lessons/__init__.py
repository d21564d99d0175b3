"""The texts of the lessons: written as Markdown in assets/lessons, apart from the code."""
