"""Training: fair, fast, repeatable. Only workers import the modules here that import torch."""

import os

# OpenMP reads this once, when torch is loaded, so it stands where everybody passes before that.
# Threads that wait for each other would otherwise spin: on a machine that is also busy with a
# browser that tripled the processor time of a training on two threads.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
