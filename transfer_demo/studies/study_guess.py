"""A guess before a study: what somebody expects as the answer to its question."""

StudyGuess = int | str
"""Of "freeze": the number of frozen stages that is best. Of "labels": the images of a class with
which fine-tuning reaches what scratch reaches with all. Of "backbones": the name of the best. Of
"catch-up": the times the epochs with which scratch reaches fine-tuning, 0 for never.
"""
