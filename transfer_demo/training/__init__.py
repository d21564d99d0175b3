"""Training: fair, fast, repeatable. Only workers import the modules here that import torch."""
