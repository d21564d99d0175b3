"""Studies: many trainings that answer one question, and differ in one thing."""
